import { expect, test } from 'vitest';
import { endingOf } from '../../src/translator/sessions/ending.ts';
import { framesOf } from '../support/frames.ts';
import { geminiStage } from '../support/gemini-stage.ts';
import { openaiStage } from '../support/openai-stage.ts';

// More of the kinds of docs/realtime-faults.md: what a service leaves out, says late, says twice, or refuses without a name.

const long = { onAnswer: () => ({ items: [{ say: 'One two three four.', duration: 3000 }] }) };

test('2: an answer of its own that never begins keeps no other waiting for ever', async () => {
  const { stage, openai } = await openaiStage({ script: { omit: ['response.created'] } });
  const [session] = openai.sessions;
  session?.send({ type: 'input_audio_buffer.speech_started', item_id: 'i1', audio_start_ms: 0 });
  session?.send({ type: 'input_audio_buffer.speech_stopped', item_id: 'i1', audio_end_ms: 300 });
  await stage.pass(100);
  expect(stage.states.at(-1)).toBe('thinking');
  await stage.pass(25_000);
  expect(stage.states.at(-1)).toBe('idle');
  stage.type('Hello.');
  await stage.pass(2000);
  expect(stage.page.at(-1)).toBe('assistant: Answer 1.');
});

test('9: an answer of its own that is refused without a name is over', async () => {
  const { stage, openai } = await openaiStage();
  const [session] = openai.sessions;
  session?.send({ type: 'input_audio_buffer.speech_started', item_id: 'i1', audio_start_ms: 0 });
  session?.send({ type: 'input_audio_buffer.speech_stopped', item_id: 'i1', audio_end_ms: 300 });
  session?.fail('rate_limit_exceeded', 'Rate limit reached on tokens per min.');
  await stage.pass(100);
  expect(stage.states.at(-1)).toBe('idle');
  stage.type('Hello.');
  await stage.pass(2000);
  expect(stage.page.at(-1)).toBe('assistant: Answer 1.');
});

test('10: a gateway that never says that the user has stopped is answered all the same', async () => {
  const { stage, openai } = await openaiStage({
    script: { omit: ['input_audio_buffer.speech_stopped'] },
  });
  await stage.speak(600);
  await stage.pass(1500);
  stage.type('Hello.');
  await stage.pass(2000);
  expect(stage.page.at(-1)).toMatch(/^assistant: Answer/);
  expect(framesOf(openai.sessions[0], 'response.create')).toHaveLength(1);
});

test('10: a cancelled response whose end is never told keeps no other waiting', async () => {
  const { stage, openai } = await openaiStage({
    script: { ...long, pace: 100, omit: ['response.done'] },
  });
  const [session] = openai.sessions;
  stage.type('One');
  await stage.pass(900);
  stage.handle({ type: 'interrupt' });
  await stage.pass(100);
  const [cancel] = framesOf(session, 'response.cancel');
  session?.send({
    type: 'error',
    error: {
      type: 'invalid_request_error',
      code: 'response_cancel_not_active',
      message: 'none',
      event_id: cancel?.['event_id'],
    },
  });
  await stage.pass(100);
  stage.type('Two');
  await stage.pass(1000);
  expect(framesOf(session, 'response.create')).toHaveLength(2);
});

test.each([{ named: true }, { named: false }])(
  '21: settings that are refused late, or without a name, end the attempt all the same: %o',
  async ({ named }) => {
    const { stage, openai } = await openaiStage({ script: { omit: ['session.updated'] } });
    const [session] = openai.sessions;
    if (named) await stage.pass(1500);
    const [update] = framesOf(session, 'session.update');
    session?.send({
      type: 'error',
      error: {
        type: 'invalid_request_error',
        code: 'invalid_value',
        message: 'No such voice.',
        param: 'session.audio.output.voice',
        event_id: named ? update?.['event_id'] : null,
      },
    });
    await stage.pass(2000);
    expect(stage.errors.join()).toContain('session.audio.output.voice');
    expect(stage.of('ended')).toHaveLength(1);
  },
);

test('22: a session that is told twice to have begun is set up once', async () => {
  const { stage, openai } = await openaiStage();
  const [session] = openai.sessions;
  const created = session?.sent.find(({ type }) => type === 'session.created');
  session?.send({ ...created, type: 'session.created' });
  await stage.pass(100);
  const named = framesOf(session, 'session.update').filter(
    (frame) => 'audio' in (frame['session'] as object),
  );
  expect(named).toHaveLength(1);
});

test('1: what the user has typed and the service has refused is not waited for', async () => {
  const { stage, openai } = await openaiStage({
    script: { lifetime: 20, omit: ['conversation.item.added', 'conversation.item.created'] },
  });
  const [session] = openai.sessions;
  stage.type('Hello.');
  await stage.pass(50);
  const [item] = framesOf(session, 'conversation.item.create');
  session?.send({
    type: 'error',
    error: { type: 'invalid_request_error', message: 'Too long.', event_id: item?.['event_id'] },
  });
  await stage.pass(18_500);
  expect(stage.errors).toHaveLength(1);
  // Nothing is on its way any more, so another session has taken over before the last moment.
  expect(openai.sessions).toHaveLength(2);
  await expect(session?.ended).resolves.toMatchObject({ code: 1000 });
});

test('14: a function that fails after the user has interrupted answers into no sentence, beside one that has answered', async () => {
  const { stage, openai } = await openaiStage({
    script: {
      onAnswer: ({ turn }) =>
        turn === 1
          ? {
              items: [
                { call: 'one', arguments: {} },
                { call: 'two', arguments: {} },
              ],
            }
          : { items: [{ say: `Answer ${turn}.` }] },
    },
  });
  const [session] = openai.sessions;
  stage.type('Go.');
  await stage.pass(500);
  const [first, second] = stage.messages('tool_call').map(({ tool_call_id: id }) => String(id));
  stage.send({ type: 'tool_response', tool_call_id: first ?? '', content: 'done' });
  stage.microphone.speaking = true;
  await stage.pass(400);
  stage.send({ type: 'tool_error', tool_call_id: second ?? '', error: 'broken' });
  await stage.pass(400);
  expect(framesOf(session, 'response.create')).toHaveLength(1);
  stage.microphone.speaking = false;
  await stage.pass(4000);
  expect(stage.states.at(-1)).toBe('idle');
  expect(session?.refusals).toEqual([]);
  const outputs = session?.items.filter(({ type }) => type === 'function_call_output');
  expect(outputs).toHaveLength(2);
});

test('40: calls of Gemini that have no ids are each answered', async () => {
  const { stage, gemini } = await geminiStage({ script: { onTurn: () => ({}) } });
  const [session] = gemini.sessions;
  stage.onCall = (name) => name;
  session?.send({ toolCall: { functionCalls: [{ name: 'one' }, { name: 'two' }] } });
  await stage.pass(200);
  expect(stage.messages('tool_call').map(({ name }) => name)).toEqual(['one', 'two']);
});

test.each([true, false])(
  '38: Gemini: the turn after one that was interrupted is heard, whether the end of that was told late: %s',
  async (late) => {
    const { stage, gemini } = await geminiStage({ script: { onTurn: () => ({}) } });
    const [session] = gemini.sessions;
    const data = Buffer.alloc(48_000).toString('base64');
    const parts = [{ inlineData: { mimeType: 'audio/pcm;rate=24000', data } }];
    session?.send({ serverContent: { modelTurn: { parts } } });
    await stage.pass(300);
    session?.send({ serverContent: { interrupted: true } });
    session?.send({ serverContent: { inputTranscription: { text: 'Wait.' } } });
    if (late) session?.send({ serverContent: { turnComplete: true } });
    await stage.pass(100);
    session?.send({ serverContent: { modelTurn: { parts } } });
    session?.send({ serverContent: { outputTranscription: { text: 'Yes?' } } });
    session?.send({ serverContent: { generationComplete: true } });
    session?.send({ serverContent: { turnComplete: true } });
    await stage.pass(2000);
    expect(stage.heard.map(([, cut]) => cut)).toEqual([true, false]);
    expect(stage.page).toEqual(['user: Wait.', 'assistant: Yes?']);
    expect(stage.states.at(-1)).toBe('idle');
  },
);

test.each([
  ['goAway without a time', {}],
  ['goAway with a time that is none', { timeLeft: { seconds: 5 } }],
])('42: Gemini: %s is heeded within seconds', async (_, goAway) => {
  const { stage, gemini } = await geminiStage();
  gemini.sessions[0]?.send({ goAway });
  await stage.pass(4000);
  expect(gemini.sessions).toHaveLength(2);
  expect(stage.of('lost')).toEqual([]);
});

test.each([
  [1008, 'Your session has expired.', 1012],
  [1011, 'rate_limit_exceeded Rate limit reached on tokens per min (TPM).', 1013],
  [4000, 'too_many_requests Too many requests.', 1013],
  [1011, 'The input has more tokens than the model takes.', 1011],
  [1008, 'The ephemeral token has expired.', 1008],
  [1007, 'API key not valid. Please pass a valid API key.', 1008],
  [1008, 'token_expired', 1008],
  [3000, 'invalid_request_error.invalid_api_key', 1008],
  [1011, 'insufficient_quota You exceeded your current quota.', 4000],
  [1008, 'models/x is not found for API version v1beta', 4000],
  [1008, 'Operation is not implemented, or supported, or enabled.', 4000],
  [1000, '', 1000],
  [1006, '', 1006],
  [1011, '', 1011],
  [4001, '', 4000],
])('28: a close with %i, "%s", is one with %i', (code, why, meant) => {
  expect(endingOf(code, why).code).toBe(meant);
});
