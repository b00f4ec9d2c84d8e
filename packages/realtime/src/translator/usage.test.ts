import { expect, test } from 'vitest';
import { geminiStage } from '../../test/support/gemini-stage.ts';
import { openaiStage } from '../../test/support/openai-stage.ts';
import type { RealtimeStage } from '../../test/support/realtime-stage.ts';
import { UsageMeter } from './usage.ts';

/** What the client is told when it asks. */
async function usageOf(stage: RealtimeStage): Promise<unknown> {
  stage.handle({ type: 'metrics' });
  await stage.pass(10);
  return stage.of('metrics').at(-1)?.usage;
}

const none = {
  inputTokens: 0,
  cachedTokens: 0,
  inputAudioTokens: 0,
  outputTokens: 0,
  outputAudioTokens: 0,
  transcriptionTokens: 0,
  transcriptionSeconds: 0,
};

test.each<[string, boolean]>([
  ['ours', false],
  ['the AI SDK’s', true],
])('each answer of OpenAI counts, over all lines, and words apart: %s', async (_, theirs) => {
  const { stage, openai } = await openaiStage({ theirs });
  expect(await usageOf(stage)).toBe(undefined);
  stage.type('Hello.');
  await stage.pass(1500);
  const answer = { ...none, inputTokens: 100, cachedTokens: 64, inputAudioTokens: 60 };
  expect(await usageOf(stage)).toEqual({ ...answer, outputTokens: 20, outputAudioTokens: 15 });
  openai.sessions[0]?.drop();
  await stage.pass(1000);
  await stage.speak(600);
  await stage.pass(2000);
  expect(await usageOf(stage)).toEqual({
    inputTokens: 200,
    cachedTokens: 128,
    inputAudioTokens: 120,
    outputTokens: 40,
    outputAudioTokens: 30,
    transcriptionTokens: 0,
    transcriptionSeconds: 1,
  });
});

test('an answer that was interrupted counts, and one that failed', async () => {
  const { stage } = await openaiStage({
    script: {
      onAnswer: ({ turn }) =>
        turn === 1
          ? { items: [{ say: 'One two three.', duration: 3000 }] }
          : { status: 'failed', reason: 'server_error' },
    },
  });
  stage.type('Go.');
  await stage.pass(900);
  stage.handle({ type: 'interrupt' });
  await stage.pass(100);
  stage.type('Again.');
  await stage.pass(500);
  expect(await usageOf(stage)).toMatchObject({ inputTokens: 200 });
});

test('totals of Gemini are counted once each, over all lines', async () => {
  const { stage, gemini } = await geminiStage();
  for (const text of ['One.', 'Two.']) {
    stage.type(text);
    await stage.pass(1500);
  }
  expect(await usageOf(stage)).toEqual({ ...none, inputTokens: 100, outputTokens: 50 });
  gemini.sessions[0]?.goAway();
  await stage.pass(1000);
  expect(gemini.sessions).toHaveLength(2);
  stage.type('Three.');
  await stage.pass(1500);
  expect(await usageOf(stage)).toEqual({ ...none, inputTokens: 150, outputTokens: 75 });
});

test('another conversation begins with nothing', async () => {
  const { stage } = await openaiStage();
  stage.type('Hello.');
  await stage.pass(1500);
  const { stage: next } = await openaiStage();
  expect(await usageOf(next)).toBe(undefined);
});

test('what is no number, or less than before, is nothing', () => {
  const meter = new UsageMeter();
  meter.add({ inputTokens: NaN, outputTokens: -5, cachedTokens: 'many' as never });
  expect(meter.sum).toEqual(none);
  let total = meter.add({ inputTokens: 50 }, {});
  total = meter.add({ inputTokens: 20 }, total);
  meter.add({ inputTokens: 60 }, total);
  expect(meter.sum).toEqual({ ...none, inputTokens: 60 });
});
