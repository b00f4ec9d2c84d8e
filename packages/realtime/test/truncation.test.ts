import { expect, test } from 'vitest';
import { framesOf } from './support/frames.ts';
import { openaiStage } from './support/openai-stage.ts';

// What the model is told to have been heard of an answer is what the speaker has counted, within 1 ms.

/** Ours, and the AI SDK's own model in its place. */
const both: [string, boolean][] = [
  ['ours', false],
  ['the AI SDK’s', true],
];

test.each(both)('6: of one item it is told to the ms: %s', async (_, theirs) => {
  for (const at of [700, 811, 1234, 2005]) {
    const { stage, openai } = await openaiStage({
      theirs,
      script: { onAnswer: () => ({ items: [{ say: 'One two three.', duration: 3000 }] }) },
    });
    stage.type('Go.');
    await stage.pass(at);
    stage.handle({ type: 'interrupt' });
    await stage.pass(100);
    const [session] = openai.sessions;
    const [cut] = stage.of('playback-ended');
    const [told, ...more] = framesOf(session, 'conversation.item.truncate');
    expect(more).toEqual([]);
    expect(cut?.heard.duration).toBeGreaterThan(at - 400);
    expect(Math.abs(Number(told?.['audio_end_ms']) - Number(cut?.heard.duration))).toBeLessThan(1);
    expect(session?.refusals).toEqual([]);
    stage.close();
  }
});

test.each(both)(
  '6: of two items the one that sounds is told to the ms, and the one that never began as 0: %s',
  async (_, theirs) => {
    const { stage, openai } = await openaiStage({
      theirs,
      script: {
        pace: 1,
        onAnswer: () => ({
          items: [
            { say: 'First.', duration: 800 },
            { say: 'Second.', duration: 2000 },
            { say: 'Third.', duration: 1000 },
          ],
        }),
      },
    });
    stage.type('Go.');
    await stage.pass(1717);
    stage.handle({ type: 'interrupt' });
    await stage.pass(100);
    const [session] = openai.sessions;
    const [first, second] = stage.of('playback-ended');
    expect(first?.heard).toEqual({ duration: 800, cut: false });
    const told = framesOf(session, 'conversation.item.truncate').map((frame) =>
      Number(frame['audio_end_ms']),
    );
    const [never, cut] = told.toSorted((a, b) => a - b);
    expect(told).toHaveLength(2);
    expect(never).toBe(0);
    expect(Math.abs(Number(cut) - Number(second?.heard.duration))).toBeLessThan(1);
    expect(session?.refusals).toEqual([]);
  },
);

test.each(both)('6: a hole in the sound was not heard, and is not told: %s', async (_, theirs) => {
  const { stage, openai } = await openaiStage({
    theirs,
    script: { onAnswer: () => ({ items: [{ say: 'Some words.', duration: 600 }], pace: 700 }) },
  });
  stage.type('Go.');
  // Six pieces of 100 ms, one each 700 ms.
  await stage.pass(4000);
  stage.handle({ type: 'interrupt' });
  await stage.pass(100);
  const [session] = openai.sessions;
  const heard = stage.of('playback-ended').at(-1)?.heard;
  const [told] = framesOf(session, 'conversation.item.truncate');
  expect(heard?.cut).toBe(true);
  expect(heard?.duration).toBeLessThanOrEqual(500);
  expect(Math.abs(Number(told?.['audio_end_ms']) - Number(heard?.duration))).toBeLessThan(1);
  expect(session?.refusals).toEqual([]);
});

test('6: nothing is told of what was heard whole, of what has no sound yet, or where nothing was cut', async () => {
  const { stage, openai } = await openaiStage({
    script: {
      pace: 100,
      onAnswer: ({ turn }) => ({
        items:
          turn === 1
            ? [{ say: 'Short.', duration: 300 }]
            : [
                { call: 'slow', arguments: '{"a":1}' },
                { say: 'Late.', duration: 900 },
              ],
      }),
    },
  });
  const [session] = openai.sessions;
  stage.type('One.');
  await stage.pass(1500);
  stage.handle({ type: 'interrupt' });
  await stage.speak(500, 800);
  stage.type('Two.');
  await stage.pass(450);
  stage.handle({ type: 'interrupt' });
  await stage.pass(1000);
  expect(framesOf(session, 'conversation.item.truncate')).toEqual([]);
  expect(session?.refusals).toEqual([]);
});
