import type { OpenAISession } from '@vivavoce/testing/openai-realtime';
import { expect, test } from 'vitest';
import { openaiStage } from '../../test/support/openai-stage.ts';

// What clients of this service are known to get wrong.

const framesOf = (session: OpenAISession | undefined, type: string) =>
  (session?.received ?? []).filter((frame) => frame.type === type);

const long = { onAnswer: () => ({ items: [{ say: 'One two three four.', duration: 3000 }] }) };

test('an error ends no call, and one that answers a cancel that came too late is not even told', async () => {
  const { stage, openai } = await openaiStage();
  const [session] = openai.sessions;
  session?.send({
    type: 'error',
    error: {
      type: 'invalid_request_error',
      code: 'response_cancel_not_active',
      message: 'none',
      event_id: null,
    },
  });
  session?.fail('server_error', 'The server had an error.');
  await stage.pass(100);
  expect(stage.errors).toHaveLength(1);
  stage.type('Still there?');
  await stage.pass(1500);
  expect(stage.page.at(-1)).toBe('assistant: Answer 1.');
});

test('a request that meets a response nobody knew of is made again, once', async () => {
  const { stage, openai } = await openaiStage({ script: { pace: 100 } });
  const [session] = openai.sessions;
  // A response of its own, begun while the text is on its way.
  session?.send({
    type: 'response.created',
    response: { id: 'r1', object: 'realtime.response', status: 'in_progress' },
  });
  await stage.pass(20);
  stage.type('Hello.');
  await stage.pass(50);
  expect(framesOf(session, 'response.create')).toHaveLength(0);
  session?.send({
    type: 'response.done',
    response: { id: 'r1', object: 'realtime.response', status: 'completed', output: [] },
  });
  await stage.pass(2500);
  expect(framesOf(session, 'response.create')).toHaveLength(1);
  expect(stage.page.at(-1)).toBe('assistant: Answer 1.');
});

test('a request that is refused since a response runs is made again when that has ended', async () => {
  const { stage, openai } = await openaiStage({ script: { pace: 50, omit: ['response.created'] } });
  const [session] = openai.sessions;
  stage.type('One');
  await stage.pass(5);
  session?.send({
    type: 'error',
    error: {
      type: 'invalid_request_error',
      code: 'conversation_already_has_active_response',
      message: 'busy',
      event_id: framesOf(session, 'response.create')[0]?.['event_id'] ?? null,
    },
  });
  await stage.pass(6000);
  expect(stage.states.at(-1)).toBe('idle');
  expect(stage.page.filter((line) => line.startsWith('assistant')).length).toBeGreaterThanOrEqual(
    1,
  );
});

test('the late end of a cancelled response says nothing of the next', async () => {
  const { stage, openai } = await openaiStage({ script: { ...long, pace: 100 } });
  const [session] = openai.sessions;
  stage.type('One');
  await stage.pass(1000);
  const first = session?.sent.find(({ type }) => type === 'response.created')?.['response'] as {
    id: string;
  };
  stage.type('Two');
  await stage.pass(400);
  session?.send({
    type: 'response.done',
    response: { id: first.id, object: 'realtime.response', status: 'cancelled', output: [] },
  });
  stage.type('Three');
  await stage.pass(6000);
  expect(session?.refusals).toEqual([]);
  expect(stage.page.at(-1)).toBe('assistant: One two three four.');
});

test('sound of a cut answer that still comes is not heard, and spoils no figure', async () => {
  const { stage, openai } = await openaiStage({ script: long });
  const [session] = openai.sessions;
  stage.type('Go.');
  await stage.pass(900);
  const delta = session?.sent.findLast(({ type }) => type === 'response.output_audio.delta');
  stage.handle({ type: 'interrupt' });
  await stage.pass(200);
  const heard = stage.heard.length;
  for (let index = 0; index < 5; index += 1)
    session?.send({ ...delta, type: 'response.output_audio.delta', event_id: `late${index}` });
  await stage.pass(1000);
  expect(stage.heard).toHaveLength(heard);
  expect(stage.states.at(-1)).toBe('idle');
});

test('what sounds can be interrupted although the service was done with it long ago', async () => {
  const { stage, openai } = await openaiStage({ script: { ...long, pace: 1 } });
  stage.type('Go.');
  await stage.pass(1500);
  const [session] = openai.sessions;
  expect(session?.answering).toBe(false);
  await stage.speak(600);
  expect(stage.of('interrupted')).toHaveLength(1);
  expect(framesOf(session, 'conversation.item.truncate')).toHaveLength(1);
  expect(framesOf(session, 'response.cancel')).toEqual([]);
  expect(session?.refusals).toEqual([]);
});

test('two spoken messages of one response are two entries, and each is cut where it was', async () => {
  const { stage, openai } = await openaiStage({
    script: {
      pace: 1,
      onAnswer: () => ({
        items: [
          { say: 'First one.', duration: 800 },
          { say: 'Second one.', duration: 2000 },
          { say: 'Third one.', duration: 1000 },
        ],
      }),
    },
  });
  const [session] = openai.sessions;
  stage.type('Go.');
  await stage.pass(1800);
  expect(stage.page.slice(1)).toEqual([
    'assistant: First one.',
    'assistant: Second one.',
    'assistant: Third one.',
  ]);
  await stage.speak(600);
  const cut = stage.of('playback-ended').find(({ heard }) => heard.cut);
  const truncated = framesOf(session, 'conversation.item.truncate').map((frame) =>
    Number(frame['audio_end_ms']),
  );
  expect(truncated.toSorted((a, b) => a - b)).toEqual([0, Math.floor(cut?.heard.duration ?? -1)]);
  expect(session?.refusals).toEqual([]);
});

test('a response of nothing at all is over', async () => {
  const { stage } = await openaiStage({ script: { onAnswer: () => ({}) } });
  stage.type('Hello.');
  await stage.pass(500);
  expect(stage.states).toEqual(['thinking', 'idle']);
});

test.each([
  ['response.created'],
  ['response.created', 'response.output_item.added', 'response.content_part.added'],
  ['session.updated'],
])('a gateway that leaves out %s is talked to all the same', async (...omit) => {
  const { stage, openai } = await openaiStage({ script: { omit } });
  await stage.pass(1200);
  stage.type('Hello.');
  await stage.pass(2000);
  expect(stage.page.at(-1)).toBe('assistant: Answer 1.');
  expect(stage.heard).toEqual([[500, false]]);
  expect(stage.states.at(-1)).toBe('idle');
  expect(openai.sessions[0]?.refusals).toEqual([]);
});

test('a call whose arguments are no object reaches nobody, and the model learns it', async () => {
  const { stage, openai } = await openaiStage({
    script: {
      onAnswer: ({ turn }) =>
        turn === 1
          ? { items: [{ call: 'delete', arguments: '{"all": tr' }] }
          : { items: [{ say: 'Sorry.' }] },
    },
  });
  stage.type('Go.');
  await stage.pass(2000);
  expect(stage.messages('tool_call')).toEqual([]);
  expect(framesOf(openai.sessions[0], 'conversation.item.create').at(-1)).toMatchObject({
    item: { type: 'function_call_output' },
  });
  expect(stage.page.at(-1)).toBe('assistant: Sorry.');
});

test('a function that ends after the user has interrupted answers into no sentence of theirs', async () => {
  const { stage, openai } = await openaiStage({
    script: {
      onAnswer: ({ turn }) =>
        turn === 1 ? { items: [{ call: 'slow' }] } : { items: [{ say: `Answer ${turn}.` }] },
    },
  });
  stage.type('Go.');
  await stage.pass(300);
  const [call] = stage.messages('tool_call');
  stage.microphone.speaking = true;
  await stage.pass(500);
  stage.send({
    type: 'tool_response',
    tool_call_id: String(call?.['tool_call_id']),
    content: '{}',
  });
  await stage.pass(500);
  const [session] = openai.sessions;
  expect(framesOf(session, 'response.create')).toHaveLength(1);
  stage.microphone.speaking = false;
  await stage.pass(3000);
  expect(session?.refusals).toEqual([]);
  expect(stage.states.at(-1)).toBe('idle');
});

test('a call of an earlier line is told anew before its answer', async () => {
  const { stage, openai } = await openaiStage({
    script: {
      onAnswer: ({ turn, items }) =>
        turn === 1 && items.length === 1
          ? { items: [{ call: 'slow', arguments: { n: 1 } }] }
          : { items: [{ say: 'Done.' }] },
    },
  });
  stage.type('Go.');
  await stage.pass(300);
  const [call] = stage.messages('tool_call');
  stage.socket?.cut();
  await stage.pass(500);
  stage.send({
    type: 'tool_response',
    tool_call_id: String(call?.['tool_call_id']),
    content: '42',
  });
  await stage.pass(2000);
  const session = openai.sessions.at(-1);
  expect(session?.refusals).toEqual([]);
  expect(session?.items.map(({ type }) => type)).toContain('function_call_output');
  expect(stage.messages('tool_response')).toHaveLength(1);
});

test('words that never come leave no place behind that waits', async () => {
  const { stage } = await openaiStage({ script: { onSpeech: () => ({ transcript: null }) } });
  await stage.speak(600);
  await stage.pass(1500);
  expect(stage.messages('user_message').at(-1)).toMatchObject({
    interim: false,
    message: { content: null },
  });
  expect(stage.states.at(-1)).toBe('idle');
});

test('words that come in another order stand in the order in which they were said', async () => {
  const { stage, openai } = await openaiStage({ script: { transcriptDelay: 1e9 } });
  await stage.speak(600);
  await stage.pass(800);
  await stage.speak(600);
  await stage.pass(800);
  const [session] = openai.sessions;
  const [one, two] = (session?.sent ?? []).filter(
    ({ type }) => type === 'input_audio_buffer.committed',
  );
  const say = (item: unknown, transcript: string): void =>
    session?.send({
      type: 'conversation.item.input_audio_transcription.completed',
      item_id: item,
      content_index: 0,
      transcript,
    });
  say(two?.['item_id'], 'second');
  await stage.pass(50);
  say(one?.['item_id'], 'first');
  await stage.pass(50);
  expect(stage.page).toEqual([
    'user: first',
    'assistant: Answer 1.',
    'user: second',
    'assistant: Answer 2.',
  ]);
});

test('words of a cut answer stay on the page', async () => {
  const { stage } = await openaiStage({ script: long });
  stage.type('Go.');
  await stage.pass(1800);
  const before = stage.page.at(-1);
  await stage.speak(600, 100);
  expect(stage.page[1]).toBe(before);
});

test('a written answer is shown like any other', async () => {
  const { stage } = await openaiStage({ service: { session: { output_modalities: ['text'] } } });
  stage.type('Hello.');
  await stage.pass(800);
  expect(stage.page.at(-1)).toBe('assistant: Answer 1.');
  expect(stage.states.at(-1)).toBe('idle');
});

test('settings that are refused at the beginning end the attempt, with the name of what was wrong', async () => {
  const tools = [
    { type: 'function' as const, name: 'x', description: 'y'.repeat(1100), parameters: '{}' },
  ];
  const { stage } = await openaiStage({ settings: { tools } });
  expect(stage.of('connected')).toEqual([]);
  expect(stage.errors[0]).toMatch(/session\.tools\[0\]\.description/);
  expect(stage.of('ended')).toHaveLength(1);
});

test('settings that are refused later are told, and take nothing with them', async () => {
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

test('a session that is to finish what it says is not cut by a voice, nor asked by anybody but the app', async () => {
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

test('the answer to silence is one like any other, to nobody’s words', async () => {
  const { stage } = await openaiStage({
    service: { turnDetection: { type: 'server_vad', idle_timeout_ms: 3000 } },
  });
  stage.type('Hello.');
  await stage.pass(5500);
  expect(stage.page).toEqual(['user: Hello.', 'assistant: Answer 1.', 'assistant: Answer 2.']);
});

test('another session takes over before the end of one, when nobody speaks, and each time with another secret', async () => {
  const { stage, openai } = await openaiStage({ script: { lifetime: 100, ...long } });
  await stage.pass(88_000);
  stage.type('Go.');
  await stage.pass(3000);
  expect(openai.sessions).toHaveLength(1);
  await stage.pass(2000);
  expect(openai.sessions.map(({ secret }) => secret)).toEqual(['ek_1', 'ek_2']);
  expect(stage.heard).toEqual([[3000, false]]);
  expect(stage.errors).toEqual([]);
});

test('an unknown event is passed on and otherwise ignored', async () => {
  const { stage, openai } = await openaiStage();
  openai.sessions[0]?.send({ type: 'response.new_thing.delta', x: 1 });
  openai.sessions[0]?.send({ type: 'mcp_list_tools.completed', item_id: 'i' });
  await stage.pass(100);
  expect(stage.of('unknown-message').map(({ message }) => message['type'])).toEqual(
    expect.arrayContaining(['response.new_thing.delta', 'mcp_list_tools.completed']),
  );
  expect(stage.errors).toEqual([]);
});

test('a frame that can not be read is told, and the call goes on', async () => {
  const { stage, openai } = await openaiStage();
  openai.sessions[0]?.sendRaw('{nonsense');
  await stage.pass(100);
  expect(stage.errors).toHaveLength(1);
  expect(stage.of('lost')).toEqual([]);
});

test('what a service can not is said', async () => {
  const { stage } = await openaiStage();
  stage.send({ type: 'assistant_input', text: 'Say this.' });
  await stage.pass(100);
  expect(stage.errors[0]).toMatch(/has no assistant_input.* \(unsupported/);
});
