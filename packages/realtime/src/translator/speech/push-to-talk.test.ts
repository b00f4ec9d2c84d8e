import type { OpenAISession } from '@vivavoce/testing/openai-realtime';
import { expect, test } from 'vitest';
import { geminiStage } from '../../../test/support/gemini-stage.ts';
import { openaiStage } from '../../../test/support/openai-stage.ts';

const long = { onAnswer: () => ({ items: [{ say: 'One two three four.', duration: 3000 }] }) };

const typesOf = (session: OpenAISession | undefined): string[] =>
  (session?.received ?? [])
    .map(({ type }) => type)
    .filter((type) => /commit|clear|response\.|append/.test(type))
    .filter((type, index, all) => type !== all[index - 1]);

test.each<[string, boolean]>([
  ['ours', false],
  ['the AI SDK’s', true],
])('what is said in a hold is committed and answered at its end: %s', async (_, theirs) => {
  const { stage, openai } = await openaiStage({ theirs, pushToTalk: true });
  const [session] = openai.sessions;
  expect(session?.settings).toMatchObject({ audio: { input: { turn_detection: null } } });
  await stage.pass(500);
  await stage.hold(800);
  await stage.pass(2000);
  expect(typesOf(session)).toEqual([
    'input_audio_buffer.append',
    'input_audio_buffer.commit',
    'response.create',
  ]);
  expect(stage.page).toEqual(['user: Words 1.', 'assistant: Answer 1.']);
  expect(stage.heard).toEqual([[500, false]]);
  expect(stage.states).toEqual(['thinking', 'speaking', 'idle']);
  expect(session?.refusals).toEqual([]);
});

test('nothing is committed when nothing was said, and the next hold is as good', async () => {
  const { stage, openai } = await openaiStage({ pushToTalk: true });
  const [session] = openai.sessions;
  await stage.hold(40, 0);
  await stage.hold(3000, 0);
  await stage.pass(500);
  expect(typesOf(session)).toEqual([]);
  expect(stage.states).toEqual([]);
  await stage.hold(300);
  await stage.pass(1500);
  expect(stage.page).toEqual(['user: Words 1.', 'assistant: Answer 1.']);
  expect(session?.refusals).toEqual([]);
});

test('less than a service takes is forgotten, and refused by nobody', async () => {
  const { stage, openai } = await openaiStage({ pushToTalk: true });
  const [session] = openai.sessions;
  await stage.hold(40);
  await stage.pass(1000);
  expect(typesOf(session)).toEqual(['input_audio_buffer.append', 'input_audio_buffer.clear']);
  expect(stage.states).toEqual([]);
  expect(session?.refusals).toEqual([]);
});

test('a press interrupts at once, and the model is told what was heard', async () => {
  const { stage, openai } = await openaiStage({
    pushToTalk: true,
    script: { ...long, pace: 100 },
  });
  const [session] = openai.sessions;
  stage.type('Go.');
  await stage.pass(900);
  stage.microphone.held = true;
  await stage.pass(60);
  expect(stage.of('interrupted')).toMatchObject([{ by: 'server' }]);
  expect(typesOf(session)).toContain('response.cancel');
  const [cut] = stage.heard;
  const truncated = session?.received.find(({ type }) => type === 'conversation.item.truncate');
  expect(Math.abs(Number(truncated?.['audio_end_ms']) - (cut?.[0] ?? 0))).toBeLessThanOrEqual(1);
  await stage.hold(600);
  await stage.pass(4500);
  expect(stage.page.at(-1)).toBe('assistant: One two three four.');
  expect(stage.heard.at(-1)).toEqual([3000, false]);
  expect(session?.refusals).toEqual([]);
});

test('an answer that was asked for just before a press is not heard', async () => {
  const { stage, openai } = await openaiStage({ pushToTalk: true, script: long });
  stage.type('Go.');
  await stage.pass(4);
  stage.microphone.held = true;
  await stage.pass(1000);
  expect(stage.heard.every(([duration]) => duration < 100)).toBe(true);
  expect(openai.sessions[0]?.refusals).toEqual([]);
});

test('two holds are two utterances, each answered once', async () => {
  const { stage, openai } = await openaiStage({ pushToTalk: true });
  await stage.hold(400);
  await stage.pass(1500);
  await stage.hold(400);
  await stage.pass(1500);
  expect(stage.page).toEqual([
    'user: Words 1.',
    'assistant: Answer 1.',
    'user: Words 2.',
    'assistant: Answer 2.',
  ]);
  expect(openai.sessions[0]?.refusals).toEqual([]);
});

test('a hold over a lost line is told to the next one whole', async () => {
  const { stage, openai } = await openaiStage({ pushToTalk: true });
  stage.microphone.held = stage.microphone.speaking = true;
  await stage.pass(400);
  openai.sessions[0]?.drop();
  await stage.pass(400);
  stage.microphone.held = stage.microphone.speaking = false;
  await stage.pass(4000);
  expect(stage.page).toEqual(['user: Words 1.', 'assistant: Answer 1.']);
  expect(openai.sessions.flatMap(({ refusals }) => refusals)).toEqual([]);
});

test('a hold over the end of a session is told whole to the session that takes over', async () => {
  const { stage, openai } = await openaiStage({ pushToTalk: true, script: { lifetime: 10 } });
  await stage.pass(6000);
  await stage.hold(6000);
  await stage.pass(2500);
  expect(openai.sessions.length).toBeGreaterThan(1);
  expect(stage.page).toEqual(['user: Words 1.', 'assistant: Answer 1.']);
  const [, second] = openai.sessions;
  expect(typesOf(second).slice(0, 3)).toEqual([
    'input_audio_buffer.append',
    'input_audio_buffer.commit',
    'response.create',
  ]);
  const sent = second?.received.filter(({ type }) => type === 'input_audio_buffer.append') ?? [];
  expect(sent.length * 20).toBeGreaterThanOrEqual(6000);
  expect(openai.sessions.flatMap(({ refusals }) => refusals)).toEqual([]);
});

test('Gemini’s next session is told that somebody has begun to speak', async () => {
  const { stage, gemini } = await geminiStage({ pushToTalk: true });
  stage.microphone.held = stage.microphone.speaking = true;
  await stage.pass(400);
  gemini.sessions[0]?.goAway('2s');
  await stage.pass(1900);
  stage.microphone.held = stage.microphone.speaking = false;
  await stage.pass(2500);
  expect(stage.page).toEqual(['user: Words 1.', 'assistant: Answer 1.']);
  expect(gemini.sessions.flatMap(({ refusals }) => refusals)).toEqual([]);
});

test('a pause holds the answer back, also where it is asked for from here', async () => {
  const { stage, openai } = await openaiStage({ pushToTalk: true });
  stage.send({ type: 'pause_assistant_message' });
  await stage.hold(400);
  await stage.pass(1500);
  expect(stage.page).toEqual(['user: Words 1.']);
  stage.send({ type: 'resume_assistant_message' });
  await stage.pass(1500);
  expect(stage.page).toEqual(['user: Words 1.', 'assistant: Answer 1.']);
  expect(openai.sessions[0]?.settings).toMatchObject({
    audio: { input: { turn_detection: null } },
  });
  expect(openai.sessions[0]?.refusals).toEqual([]);
});

test('Gemini is told where what was said begins and ends, and nothing of a hold without a voice', async () => {
  const { stage, gemini } = await geminiStage({ pushToTalk: true });
  const [session] = gemini.sessions;
  expect(session?.setup).toMatchObject({
    realtimeInputConfig: { automaticActivityDetection: { disabled: true } },
  });
  await stage.hold(500, 0);
  await stage.pass(300);
  const inputs = (): string[] =>
    (session?.received ?? [])
      .flatMap((frame) => Object.keys(Object(frame['realtimeInput']) as object))
      .filter((name, index, all) => name !== all[index - 1]);
  expect(inputs()).toEqual([]);
  await stage.hold(800);
  await stage.pass(2000);
  expect(inputs()).toEqual(['activityStart', 'audio', 'activityEnd']);
  expect(stage.page).toEqual(['user: Words 1.', 'assistant: Answer 1.']);
  expect(stage.states).toEqual(['thinking', 'speaking', 'idle']);
  expect(session?.refusals).toEqual([]);
});

test('a press interrupts Gemini as well', async () => {
  const { stage, gemini } = await geminiStage({
    pushToTalk: true,
    script: {
      onTurn: ({ turn }) => ({
        parts: [{ say: `Answer ${turn}.`, duration: turn === 1 ? 3000 : 500 }],
      }),
    },
  });
  stage.type('Go.');
  await stage.pass(900);
  await stage.hold(600);
  await stage.pass(2500);
  expect(stage.of('interrupted').length).toBeGreaterThan(0);
  expect(stage.heard[0]?.[1]).toBe(true);
  expect(stage.heard.at(-1)).toEqual([500, false]);
  expect(stage.page.slice(-2)).toEqual(['user: Words 1.', 'assistant: Answer 2.']);
  expect(gemini.sessions[0]?.refusals).toEqual([]);
});
