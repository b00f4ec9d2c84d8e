import { expect, test } from 'vitest';
import { framesOf } from '../support/frames.ts';
import { geminiStage } from '../support/gemini-stage.ts';
import { openaiStage } from '../support/openai-stage.ts';

// Kinds 26 to 35 of docs/realtime-faults.md: the line, keys and limits.

test('what a service can not is said', async () => {
  const { stage } = await openaiStage();
  stage.send({ type: 'assistant_input', text: 'Say this.' });
  await stage.pass(100);
  expect(stage.errors[0]).toMatch(/has no assistant_input.* \(unsupported/);
});

test('30: an unknown event is passed on and otherwise ignored', async () => {
  const { stage, openai } = await openaiStage();
  openai.sessions[0]?.send({ type: 'response.new_thing.delta', x: 1 });
  openai.sessions[0]?.send({ type: 'mcp_list_tools.completed', item_id: 'i' });
  await stage.pass(100);
  expect(stage.of('unknown-message').map(({ message }) => message['type'])).toEqual(
    expect.arrayContaining(['response.new_thing.delta', 'mcp_list_tools.completed']),
  );
  expect(stage.errors).toEqual([]);
});

test('30: a frame that can not be read is told, and the call goes on', async () => {
  const { stage, openai } = await openaiStage();
  openai.sessions[0]?.sendRaw('{nonsense');
  await stage.pass(100);
  expect(stage.errors).toHaveLength(1);
  expect(stage.of('lost')).toEqual([]);
});

test('26: each connection has a secret of its own, after a cut as before an end', async () => {
  const { stage, openai } = await openaiStage({ script: { lifetime: 20 } });
  stage.socket?.cut();
  await stage.pass(1000);
  openai.sessions[1]?.close(1001);
  await stage.pass(1000);
  await stage.pass(19_000);
  expect(openai.sessions.map(({ secret }) => secret)).toEqual(['ek_1', 'ek_2', 'ek_3', 'ek_4']);
});

test.each([
  ['insufficient_quota', 'You exceeded your current quota, please check your plan.', 1000],
  ['insufficient_quota', 'You exceeded your current quota, please check your plan.', 1011],
  ['billing_hard_limit_reached', 'Billing hard limit has been reached.', 4000],
  ['model_not_found', 'The model `x` does not exist.', 1000],
])('28: %s ends the call, and is told', async (code, message, closes) => {
  const { stage, openai } = await openaiStage();
  openai.sessions[0]?.fail(code, message);
  openai.sessions[0]?.close(closes);
  await stage.pass(10_000);
  expect(openai.sessions).toHaveLength(1);
  expect(stage.errors.join()).toContain(code);
  expect(stage.of('ended')).toMatchObject([{ error: { reason: 'server-error' } }]);
});

test('28: a handshake that fails without a word is called neither a bad key nor a lack of money', async () => {
  const { stage, openai } = await openaiStage();
  openai.refuse();
  stage.socket?.cut();
  await stage.pass(1000);
  const failed = stage.of('lost').at(-1);
  expect(failed?.error.reason).toBe('connection-refused');
  expect(stage.of('ended')).toEqual([]);
  openai.refuse(false);
  await stage.pass(2000);
  expect(stage.of('connected')).toHaveLength(2);
});

test('29: after five cuts nothing is told twice, nobody is greeted again, and attempts count anew', async () => {
  const { stage, openai } = await openaiStage({ greeting: 'Say hello.' });
  await stage.pass(1500);
  for (let cut = 0; cut < 5; cut += 1) {
    stage.socket?.cut();
    await stage.pass(5500);
  }
  expect(stage.of('lost').map(({ attempt }) => attempt)).toEqual([1, 1, 1, 1, 1]);
  stage.type('Hello.');
  await stage.pass(1500);
  expect(stage.page).toEqual(['assistant: Answer 1.', 'user: Hello.', 'assistant: Answer 1.']);
  expect(stage.messages('user_message')).toHaveLength(1);
  const asked = openai.sessions.map((session) => framesOf(session, 'response.create').length);
  expect(asked).toEqual([1, 0, 0, 0, 0, 1]);
});

test('29: of what was said while the line was away no more is sent than speech buffers hold', async () => {
  const { stage, openai } = await openaiStage();
  openai.refuse();
  stage.socket?.cut();
  await stage.pass(15_000);
  openai.refuse(false);
  await stage.pass(300);
  const bytes = framesOf(openai.sessions[1], 'input_audio_buffer.append').reduce(
    (sum, { audio }) => sum + (String(audio).length * 3) / 4,
    0,
  );
  expect(bytes / 48).toBeLessThan(6000);
});

test('30: what is not known is ignored at each level: type, item, part, status', async () => {
  const { stage, openai } = await openaiStage();
  const [session] = openai.sessions;
  const response_id = 'r1';
  session?.send({ type: 'response.created', response: { id: 'r1', status: 'dreaming' } });
  session?.send({
    type: 'response.output_item.added',
    response_id,
    item: { id: 'i1', type: 'mcp_call', name: 'x', arguments: '{}' },
  });
  session?.send({
    type: 'response.content_part.added',
    response_id,
    item_id: 'i1',
    part: { type: 'smell' },
  });
  session?.send({
    type: 'response.output_item.done',
    response_id,
    item: { id: 'i1', type: 'mcp_call', content: 'none' },
  });
  session?.send({ type: 'output_audio_buffer.started', response_id });
  session?.send({
    type: 'conversation.item.added',
    item: { id: 'i2', type: 'hologram', content: [null, 7] },
  });
  session?.send({
    type: 'response.done',
    response: { id: 'r1', status: 'evaporated', output: [{ type: 'smell' }] },
  });
  for (const frame of ['null', '7', '[]', '"text"', '{}', '{"type":7}', '{"type":"response.done"}'])
    session?.sendRaw(frame);
  await stage.pass(100);
  expect(stage.states.at(-1) ?? 'idle').toBe('idle');
  expect(stage.messages('tool_call')).toEqual([]);
  expect(stage.of('lost')).toEqual([]);
  stage.type('Hello.');
  await stage.pass(1500);
  expect(stage.page).toEqual(['user: Hello.', 'assistant: Answer 1.']);
});

test('30: fields of other types than the service has are told, and the call goes on', async () => {
  const { stage, openai } = await openaiStage();
  const [session] = openai.sessions;
  const at = { response_id: 'r1', item_id: 'i1' };
  for (const frame of [
    { type: 'response.output_audio.delta', ...at, delta: 7 },
    { type: 'response.output_audio_transcript.done', ...at, transcript: { no: 'text' } },
    { type: 'response.function_call_arguments.done', ...at, call_id: 5, arguments: 5 },
    { type: 'error', error: 'text' },
    { type: 'session.updated', session: 7 },
    { type: 'response.done', response: { id: 'r1', status: 3 } },
  ])
    session?.send(frame);
  await stage.pass(200);
  expect(stage.errors.length).toBeGreaterThan(0);
  expect(stage.of('lost')).toEqual([]);
  stage.type('Hello.');
  await stage.pass(1500);
  expect(stage.page.at(-1)).toMatch(/^assistant: Answer/);
  expect(stage.states.at(-1)).toBe('idle');
});

test('30: Gemini: what is not known is ignored at each level', async () => {
  const { stage, gemini } = await geminiStage();
  const [session] = gemini.sessions;
  session?.send({ voiceActivity: { type: 'new' } });
  session?.send({
    serverContent: { urlContextMetadata: {}, modelTurn: { parts: [{ executableCode: {} }, {}] } },
  });
  session?.send({ serverContent: { turnComplete: true, turnCompleteReason: 'NEW' } });
  for (const frame of ['null', '7', '[]', '{}']) session?.sendRaw(frame);
  await stage.pass(100);
  stage.type('Hello.');
  await stage.pass(1500);
  expect(stage.page).toEqual(['user: Hello.', 'assistant: Answer 1.']);
  expect(stage.of('lost')).toEqual([]);
});

test('31: what a new line is told does not grow with the call', async () => {
  const { stage, openai } = await openaiStage({
    script: { pace: 0, onAnswer: () => ({ items: [{ say: 'Yes.', duration: 20 }] }) },
  });
  for (let turn = 0; turn < 105; turn += 1) {
    stage.type(`${turn} ${'x'.repeat(turn === 104 ? 9000 : 1)}`);
    await stage.pass(150);
  }
  stage.socket?.cut();
  await stage.pass(1000);
  const { items = [] } = openai.sessions[1] ?? {};
  expect(items).toHaveLength(200);
  expect(JSON.stringify(items.at(-2)).length).toBeLessThan(4200);
});

test('32: a sample that straddles two pieces is one sample', async () => {
  const { stage, openai } = await openaiStage();
  const [session] = openai.sessions;
  session?.send({ type: 'response.created', response: { id: 'r1', status: 'in_progress' } });
  const at = {
    type: 'response.output_audio.delta',
    response_id: 'r1',
    item_id: 'i1',
    content_index: 0,
  };
  // 600 ms in pieces of an odd number of bytes.
  for (let left = 28_800; left > 0; left -= 1601)
    session?.send({ ...at, delta: Buffer.alloc(Math.min(left, 1601)).toString('base64') });
  session?.send({ type: 'response.done', response: { id: 'r1', status: 'completed' } });
  await stage.pass(1500);
  expect(stage.heard).toEqual([[600, false]]);
  expect(stage.errors).toEqual([]);
});

test('32: the rate of the sound is stated to the service, and Gemini’s is taken as it is stated', async () => {
  const { openai } = await openaiStage();
  const format = { type: 'audio/pcm', rate: 24_000 };
  expect(openai.sessions[0]?.settings).toMatchObject({
    audio: { input: { format }, output: { format } },
  });
  const { stage, gemini } = await geminiStage();
  const data = Buffer.alloc(16_000).toString('base64');
  const parts = [{ inlineData: { mimeType: 'audio/pcm;rate=16000', data } }];
  gemini.sessions[0]?.send({ serverContent: { modelTurn: { parts } } });
  gemini.sessions[0]?.send({ serverContent: { turnComplete: true } });
  await stage.pass(1500);
  expect(stage.heard).toEqual([[500, false]]);
});
