import { expect, test } from 'vitest';
import { framesOf } from '../support/frames.ts';
import { geminiStage } from '../support/gemini-stage.ts';
import { openaiStage } from '../support/openai-stage.ts';

// Kinds 21 to 25 of docs/realtime-faults.md: settings and turns.

/** An answer that is long enough to be interrupted. */
const long = { onAnswer: () => ({ items: [{ say: 'One two three four.', duration: 3000 }] }) };

test('21: settings that are refused at the beginning end the attempt, with the name of what was wrong', async () => {
  const tools = [
    { type: 'function' as const, name: 'x', description: 'y'.repeat(1100), parameters: '{}' },
  ];
  const { stage } = await openaiStage({ settings: { tools } });
  expect(stage.of('connected')).toEqual([]);
  expect(stage.errors[0]).toMatch(/session\.tools\[0\]\.description/);
  expect(stage.of('ended')).toHaveLength(1);
});

test('21: settings that are refused later are told, and take nothing with them', async () => {
  const { stage, openai } = await openaiStage({ settings: { voice_id: 'marin' } });
  stage.type('Hello.');
  await stage.pass(1500);
  stage.send({ type: 'session_settings', voice_id: 'cedar' });
  await stage.pass(100);
  expect(stage.errors).toHaveLength(1);
  stage.send({ type: 'session_settings', system_prompt: 'New.' });
  await stage.pass(100);
  expect(stage.errors).toHaveLength(1);
  expect(openai.sessions[0]?.settings).toMatchObject({
    instructions: 'New.',
    audio: { output: { voice: 'marin' } },
  });
  stage.socket?.cut();
  await stage.pass(1000);
  expect(openai.sessions[1]?.settings).toMatchObject({
    instructions: 'New.',
    audio: { output: { voice: 'marin' } },
  });
});

test('23: a session that is to finish what it says is not cut by a voice, nor asked by anybody but the app', async () => {
  const turnDetection = { type: 'server_vad', interrupt_response: false, create_response: false };
  const { stage, openai } = await openaiStage({
    script: long,
    service: { turnDetection },
    turns: { interrupt: false, create: false },
  });
  stage.type('Go.');
  await stage.pass(900);
  await stage.speak(600);
  await stage.pass(3000);
  expect(stage.of('interrupted')).toEqual([]);
  expect(stage.heard).toEqual([[3000, false]]);
  expect(framesOf(openai.sessions[0], 'response.create')).toHaveLength(1);
  expect(stage.states.at(-1)).toBe('idle');
});

test('24: the answer to silence is one like any other, to nobody’s words', async () => {
  const { stage } = await openaiStage({
    service: { turnDetection: { type: 'server_vad', idle_timeout_ms: 3000 } },
  });
  stage.type('Hello.');
  await stage.pass(5500);
  expect(stage.page).toEqual(['user: Hello.', 'assistant: Answer 1.', 'assistant: Answer 2.']);
});

test('21: Gemini: settings that are refused end the attempt, with the reason', async () => {
  const { stage, gemini } = await geminiStage({ service: { setup: { nonsense: true } } });
  expect(stage.of('connected')).toEqual([]);
  expect(stage.of('ended')).toMatchObject([
    { error: { message: expect.stringMatching(/nonsense/) as string } },
  ]);
  await stage.pass(3000);
  expect(gemini.sessions).toHaveLength(1);
});

test('22: settings that the app names besides take nothing of what is set anyway, and later ones nothing of them', async () => {
  const { stage, openai } = await openaiStage({
    settings: { voice_id: 'marin', system_prompt: 'One.' },
    service: {
      turnDetection: { type: 'server_vad', silence_duration_ms: 900, threshold: 0.7 },
      session: {
        audio: { input: { noise_reduction: { type: 'near_field' } }, output: { speed: 1.1 } },
      },
    },
  });
  const expected = {
    audio: {
      input: {
        noise_reduction: { type: 'near_field' },
        transcription: { model: 'gpt-4o-mini-transcribe' },
        turn_detection: { silence_duration_ms: 900, threshold: 0.7 },
      },
      output: { speed: 1.1, voice: 'marin' },
    },
  };
  const [session] = openai.sessions;
  expect(session?.settings).toMatchObject(expected);
  stage.send({ type: 'session_settings', system_prompt: 'Two.' });
  stage.send({ type: 'pause_assistant_message' });
  stage.send({ type: 'resume_assistant_message' });
  await stage.pass(100);
  expect(session?.settings).toMatchObject({ ...expected, instructions: 'Two.' });
  expect(session?.refusals).toEqual([]);
});

test('23: Gemini: a session that is to finish what it says is not cut by a voice', async () => {
  const { stage, gemini } = await geminiStage({
    service: { setup: { realtimeInputConfig: { activityHandling: 'NO_INTERRUPTION' } } },
    script: { onTurn: () => ({ parts: [{ say: 'A long one.', duration: 3000 }] }) },
  });
  stage.type('Go.');
  await stage.pass(900);
  await stage.speak(600);
  await stage.pass(2500);
  expect(stage.of('interrupted')).toEqual([]);
  expect(stage.heard).toEqual([[3000, false]]);
  expect(gemini.sessions[0]?.refusals).toEqual([]);
});

test('23: what the service has cut by itself is not cancelled besides', async () => {
  const { stage, openai } = await openaiStage({ script: { ...long, pace: 100 } });
  stage.type('Go.');
  await stage.pass(900);
  await stage.speak(600);
  const [session] = openai.sessions;
  expect(framesOf(session, 'response.cancel')).toEqual([]);
  expect(framesOf(session, 'conversation.item.truncate')).toHaveLength(1);
  expect(session?.refusals).toEqual([]);
});

test('24: a pause that switches the detection fires nothing', async () => {
  const { stage, openai } = await openaiStage({
    service: { turnDetection: { type: 'server_vad', idle_timeout_ms: 5000 } },
  });
  stage.send({ type: 'pause_assistant_message' });
  await stage.pass(200);
  stage.send({ type: 'resume_assistant_message' });
  await stage.pass(2000);
  expect(stage.page).toEqual([]);
  expect(openai.sessions[0]?.refusals).toEqual([]);
});
