import { stretches } from '../../voice/analysis/sound.ts';
import type { Recording } from '../../voice/analysis/recording.ts';
import { pass } from '../../voice/call.ts';
import { onCall } from '../call.ts';
import type { AppName } from '../page/main.tsx';
import { pieceDuration } from '../server/assistant.ts';
import type { Answer } from '../server/assistant.ts';
import type { Stage } from '../stage.ts';

/** ms of the first of two items, and of the hole in one. */
const before = 800;
const hole = 600;

/** What is interrupted, and when, in ms from its first piece. */
export const cuts = {
  'one item': { answer: { sounds: [4000] }, from: 700, unheard: 0 },
  'two items': { answer: { sounds: [before, 4000] }, from: before + 500, unheard: before },
  'one item with a hole of 600 ms': {
    answer: {
      sounds: [4000],
      due: Array.from({ length: 4000 / pieceDuration }, (_, piece) => (piece < 4 ? 0 : 400 + hole)),
    },
    from: 400 + hole + 400,
    unheard: 0,
  },
} satisfies Record<string, { answer: Answer; from: number; unheard: number }>;

export type CutName = keyof typeof cuts;

/** What the service was told of an answer that was cut, beside what was heard of it. */
export interface TruncationFigures {
  /** ms by which more was told than heard of the item that sounded; null where nothing was told of it. */
  readonly off: number | null;
  readonly refusals: readonly string[];
}

/** One interruption of that kind. */
export function truncate(
  stage: Stage,
  app: AppName,
  name: CutName,
  random: () => number,
): Promise<TruncationFigures> {
  const { answer, from, unheard } = cuts[name];
  return onCall(stage, app, async (call) => {
    const { assistant } = call;
    await pass(500);
    const begun = await assistant.say(answer);
    // As far into it whatever the answer's own pieces took.
    await pass(Math.max(0, from + 200 * random() - (stage.clock.now() - begun)));
    const items = [...assistant.items];
    assistant.interrupt();
    await pass(600);
    const heard = soundIn(await call.speaker()) - unheard;
    const told = assistant.truncations.find(({ item }) => item === items.at(-1));
    return { off: told ? told.heard - heard : null, refusals: assistant.refusals };
  });
}

/** ms of sound in it, silences left out. */
function soundIn({ samples, sampleRate }: Recording): number {
  const parts = stretches(samples, sampleRate, 0, samples.length, 0.005);
  return (parts.reduce((sum, { start, end }) => sum + end - start, 0) / sampleRate) * 1000;
}
