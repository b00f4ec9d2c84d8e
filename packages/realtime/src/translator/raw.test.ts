import { expect, test } from 'vitest';
import { geminiStage } from '../../test/support/gemini-stage.ts';
import { openaiStage } from '../../test/support/openai-stage.ts';

test.each<[string, boolean]>([
  ['ours', false],
  ['the AI SDK’s', true],
])('a raw command goes up as it stands, and what answers it comes down: %s', async (_, theirs) => {
  const { stage, openai } = await openaiStage({ theirs });
  const item = {
    id: 'mine',
    type: 'message',
    role: 'system',
    content: [{ type: 'input_text', text: 'It rains.' }],
  };
  stage.handle({
    type: 'raw',
    text: JSON.stringify({ type: 'conversation.item.create', event_id: 'a', item }),
  });
  stage.handle({
    type: 'raw',
    text: JSON.stringify({ type: 'conversation.item.retrieve', item_id: 'mine' }),
  });
  await stage.pass(100);
  const [session] = openai.sessions;
  expect(session?.received.filter(({ type }) => type.startsWith('conversation.'))).toEqual([
    { type: 'conversation.item.create', event_id: 'a', item },
    { type: 'conversation.item.retrieve', item_id: 'mine' },
  ]);
  expect(
    stage
      .of('unknown-message')
      .find(({ message }) => message['type'] === 'conversation.item.retrieved'),
  ).toMatchObject({ message: { item: { id: 'mine' } } });
  expect(session?.refusals).toEqual([]);
});

test('an answer that an app asks for itself is heard like any other', async () => {
  const { stage } = await openaiStage();
  const response = { instructions: 'Say something.' };
  stage.handle({ type: 'raw', text: JSON.stringify({ type: 'response.create', response }) });
  await stage.pass(1500);
  expect(stage.page).toEqual(['assistant: Answer 1.']);
  expect(stage.states).toEqual(['thinking', 'speaking', 'idle']);
});

test('a raw command that is refused is an error, and the call goes on', async () => {
  const { stage } = await openaiStage();
  stage.handle({ type: 'raw', text: '{"type":"no.such.event"}' });
  await stage.pass(100);
  expect(stage.errors.join()).toContain('no.such.event');
  stage.type('Hello.');
  await stage.pass(1500);
  expect(stage.page.at(-1)).toBe('assistant: Answer 1.');
});

test('Gemini is sent its own messages', async () => {
  const { stage, gemini } = await geminiStage();
  const clientContent = {
    turns: [{ role: 'user', parts: [{ text: 'It rains.' }] }],
    turnComplete: true,
  };
  stage.handle({ type: 'raw', text: JSON.stringify({ clientContent }) });
  await stage.pass(1500);
  expect(gemini.sessions[0]?.received).toContainEqual({ clientContent });
  expect(stage.page).toEqual(['assistant: Answer 1.']);
});

test('between two lines nothing raw is sent, nor later', async () => {
  const { stage, openai } = await openaiStage();
  openai.sessions[0]?.drop();
  await stage.pass(20);
  stage.handle({ type: 'raw', text: '{"type":"input_audio_buffer.clear"}' });
  await stage.pass(2000);
  expect(stage.errors).toEqual(['A raw message was not sent: the line is down.']);
  expect(JSON.stringify(openai.sessions.flatMap(({ received }) => received))).not.toContain(
    'buffer.clear',
  );
});

test('every event of the service that EVI has no message for comes down as it came', async () => {
  const { stage, openai } = await openaiStage();
  stage.type('Hello.');
  await stage.pass(1500);
  const types = (): unknown[] => stage.of('unknown-message').map(({ message }) => message['type']);
  expect(types()).toEqual(expect.arrayContaining(['rate_limits.updated', 'response.done']));
  openai.sessions[0]?.send({ type: 'mcp_list_tools.completed', item_id: 'x' });
  openai.sessions[0]?.send({ type: 'response.mcp_call.completed', item_id: 'x' });
  openai.sessions[0]?.send({ type: 'output_audio_buffer.started', response_id: 'x' });
  openai.sessions[0]?.send({ type: 'brand.new' });
  openai.sessions[0]?.send({ type: 'news' });
  await stage.pass(100);
  expect(types().slice(-5)).toEqual([
    'mcp_list_tools.completed',
    'response.mcp_call.completed',
    'output_audio_buffer.started',
    'brand.new',
    'service.news',
  ]);
  const { stage: live, gemini } = await geminiStage();
  live.type('Hello.');
  await live.pass(1500);
  gemini.sessions[0]?.send({ voiceActivity: { state: 'on' } });
  await live.pass(100);
  expect(live.of('unknown-message').map(({ message }) => message['type'])).toEqual(
    expect.arrayContaining(['service.usageMetadata', 'service.voiceActivity']),
  );
  expect([...stage.errors, ...live.errors]).toEqual([]);
});
