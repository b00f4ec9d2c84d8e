import { pass } from '../../voice/call.ts';
import type { Line } from '../../voice/server/line.ts';
import {
  assistantEnd,
  assistantMessage,
  assistantProsody,
  spoken,
  userMessage,
  voiceRate,
} from '../../voice/server/messages.ts';
import { inPieces, tone } from '../../voice/signals/tone.ts';
import { withApp } from '../app-page.ts';
import type { Contender } from '../measure.ts';
import type { Part } from '../page/commits.tsx';
import type { Stage } from '../stage.ts';

/** What goes on in a conversation. */
export type Phase = (typeof phases)[number];
export const phases = ['idle', 'user speaks', 'assistant speaks'] as const;

/** What one conversation cost. */
export interface ConversationFigures {
  /** Commits a second in which something of that part rendered. */
  readonly rates: Record<Part, number>;
  /** ms of rendering, of each commit of the app. */
  readonly durations: readonly number[];
  /** Share of a core, 0 to 1, that the main thread's tasks took. */
  readonly share: number;
}

/** So many seconds of one phase of a conversation. */
export function converse(
  stage: Stage,
  app: Contender,
  phase: Phase,
  seconds: number,
): Promise<ConversationFigures> {
  const browser = phase === 'user speaks' ? stage.talking : stage.silent;
  return withApp(stage, browser, app, async ({ page, line, busy }) => {
    await scripts[phase](line, 1);
    await page.evaluate(() => window.reactBench.takeCommits());
    const before = await busy();
    const begun = performance.now();
    await scripts[phase](line, seconds);
    const elapsed = (performance.now() - begun) / 1000;
    const share = ((await busy()) - before) / elapsed;
    const commits = await page.evaluate(() => window.reactBench.takeCommits());
    const rate = (wanted: Part): number =>
      commits.filter(({ part }) => part === wanted).length / elapsed;
    return {
      rates: { app: rate('app'), status: rate('status'), transcript: rate('transcript') },
      durations: commits.flatMap(({ part, duration }) => (part === 'app' ? duration : [])),
      share,
    };
  });
}

/** No utterance is said twice: a message that comes again is none. */
let utterances = 0;

const words = 'so this is what somebody says who has a lot to say'.split(' ');

/** What the server says in each phase. */
const scripts: Record<Phase, (line: Line, seconds: number) => Promise<void>> = {
  idle: (_, seconds) => pass(seconds * 1000),
  // Four interim versions a second; an utterance takes two.
  'user speaks': async (line, seconds) => {
    for (let step = 1; step <= seconds * 4; step += 1) {
      const word = ((step - 1) % 8) + 1;
      if (word === 1) utterances += 1;
      const text = `${String(utterances)}: ${words.slice(0, word).join(' ')}`;
      line.send(userMessage(text, word < 8));
      await pass(250);
    }
  },
  // Five pieces of sound a second; a sentence takes two.
  'assistant speaks': async (line, seconds) => {
    const sound = tone(440, voiceRate, 2);
    for (let sentence = 0; sentence * 2 < seconds; sentence += 1) {
      utterances += 1;
      const id = `sentence-${String(utterances)}`;
      line.send(assistantMessage(id, `${String(utterances)}: ${words.join(' ')}`));
      line.send(assistantProsody(id));
      for (const piece of spoken(id, inPieces(sound, voiceRate, 0.2))) {
        line.send(piece);
        await pass(200);
        if (sentence * 2 + 1 >= seconds) break;
      }
    }
    line.send(assistantEnd);
  },
};
