import { afterAll, beforeAll, expect, test } from 'vitest';
import { uncaught } from '../journeys/support/watch.ts';
import { report } from './support/figures.ts';
import { told } from './support/rig.ts';
import { connect, early, late, reconnects, SpokenRigs, words } from './support/spoken-rig.ts';

/** A moment of a spoken conversation: behind the so-manieth message of a type, on whichever line. */
type Moment = readonly [type: string, count: number];

/** Each conversation is cut at all of these. The first utterance begins after 100 chunks of 20 ms, the second after 300. */
const conversations: readonly (readonly Moment[])[] = [
  [
    ['audio_input', 1],
    ['audio_input', 110],
    ['user_message', 1],
  ],
  [
    ['session_settings', 1],
    ['audio_input', 130],
    ['assistant_message', 1],
  ],
  [
    ['audio_input', 160],
    ['audio_output', 1],
    ['audio_input', 310],
  ],
  [
    ['audio_input', 190],
    ['assistant_end', 1],
    ['audio_input', 340],
  ],
  [
    ['audio_input', 120],
    ['audio_input', 150],
    ['user_message', 2],
  ],
];

let rigs: SpokenRigs;
beforeAll(async () => {
  rigs = await SpokenRigs.prepare();
});
afterAll(() => rigs[Symbol.dispose]());

test.each(conversations.map((moments) => ({ moments, name: moments.join('; ') })))(
  'a spoken conversation whose line is cut behind $name is understood and answered, once',
  async ({ moments }) => {
    await using stage = await rigs.raise({ early: 2, late: 6 });
    const { page, proxy } = stage;
    const seen = new Map<string, number>();
    proxy.cutAfter = ({ type }) => {
      const count = (seen.get(type) ?? 0) + 1;
      seen.set(type, count);
      return moments.some(([at, which]) => at === type && which === count);
    };
    await connect(stage, 15_000, 200);
    await expect.poll(() => words(stage), { timeout: 60_000 }).toEqual([early, late]);
    await expect.poll(() => proxy.cuts).toBe(moments.length);
    await expect.poll(() => reconnects(stage)).toBe(moments.length);
    const answers = async (): Promise<string[]> =>
      (await told(page, 'message')).flatMap(({ message }) =>
        message.type === 'assistant_message' ? [message.id ?? ''] : [],
      );
    await expect.poll(answers).not.toEqual([]);
    const ids = await answers();
    expect(new Set(ids).size, 'no answer twice').toBe(ids.length);
    expect(await told(page, 'error')).toEqual([]);
    expect(await uncaught(page)).toEqual([]);
    report(`spoken cuts: ${moments.join('; ')}: nothing lost or doubled`);
  },
);
