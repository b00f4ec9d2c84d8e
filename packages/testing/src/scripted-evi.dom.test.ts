import { expect, onTestFinished, test, vi } from 'vitest';
import { listen } from './node.ts';
import { scriptedEvi } from './scripted-evi.ts';
import type { ScriptedEvi, ScriptedEviOptions } from './scripted-evi.ts';

function scripted(options?: ScriptedEviOptions): ScriptedEvi {
  const evi = scriptedEvi(options);
  onTestFinished(listen(evi));
  return evi;
}

/** A socket as a client would open it, with all that happened to it. */
function dial(evi: ScriptedEvi, query = '') {
  const socket = new WebSocket(`${evi.url}/v0/evi/chat${query}`);
  const messages: unknown[] = [];
  const happened: string[] = [];
  socket.onmessage = ({ data }) => messages.push(data);
  socket.onopen = () => happened.push('open');
  socket.onclose = ({ code }) => happened.push(`close ${code}`);
  return { socket, messages, happened };
}

test('a chat is greeted by default, with the group it resumes', async () => {
  const evi = scripted();
  const { messages } = dial(evi, '?resumed_chat_group_id=g7');
  const chat = await evi.nextChat();
  await expect.poll(() => messages.length).toBe(1);
  expect(JSON.parse(String(messages[0]))).toEqual({
    type: 'chat_metadata',
    chat_id: 'chat-1',
    chat_group_id: 'g7',
  });
  expect(chat.query.get('resumed_chat_group_id')).toBe('g7');
});

test('a sentence is its text, its sound in order, and its scores', async () => {
  const evi = scripted({ onChat: () => undefined });
  const { messages } = dial(evi);
  const chat = await evi.nextChat();
  const id = chat.say('Hello.', { tones: [{}, {}], scores: { Joy: 0.5 } });
  chat.endTurn();
  await expect.poll(() => messages.length).toBe(5);
  const sent = messages.map((message) => JSON.parse(String(message)) as Record<string, unknown>);
  expect(sent.map(({ type }) => type)).toEqual([
    'assistant_message',
    'audio_output',
    'audio_output',
    'assistant_prosody',
    'assistant_end',
  ]);
  expect(sent.slice(0, 4).every((message) => message['id'] === id)).toBe(true);
  expect(sent.slice(1, 3).map(({ index }) => index)).toEqual([0, 1]);
  expect(
    Object.keys((sent[3] as { models: { prosody: { scores: object } } }).models.prosody.scores),
  ).toHaveLength(48);
});

test('what the client sends can be waited for by type', async () => {
  const evi = scripted();
  const { socket } = dial(evi);
  const chat = await evi.nextChat();
  socket.addEventListener('open', () => {
    socket.send(JSON.stringify({ type: 'session_settings' }));
    socket.send(JSON.stringify({ type: 'user_input', text: 'hello' }));
  });
  expect((await chat.next('user_input')).text).toBe('hello');
  expect(chat.received.map(({ type }) => type)).toEqual(['session_settings', 'user_input']);
});

test('a message that never comes is missed by name', async () => {
  const evi = scripted({ patience: 10 });
  dial(evi);
  const chat = await evi.nextChat();
  await expect(chat.next('user_input')).rejects.toThrow('a user_input message of the client');
});

test('any frame can be sent, also what no server should send', async () => {
  const evi = scripted({ onChat: () => undefined });
  const { messages } = dial(evi);
  const chat = await evi.nextChat();
  chat.sendRaw('{not json');
  await expect.poll(() => messages).toEqual(['{not json']);
});

test('a goodbye, a drop and a refusal are told apart as in a browser', async () => {
  const evi = scripted();
  const first = dial(evi);
  const chat = await evi.nextChat();
  await expect.poll(() => first.happened).toEqual(['open']);
  chat.close();
  await expect.poll(() => first.happened).toEqual(['open', 'close 1000']);
  expect(await chat.ended).toMatchObject({ code: 1000 });

  const second = dial(evi);
  const dropped = await evi.nextChat();
  await expect.poll(() => second.happened).toEqual(['open']);
  dropped.drop();
  await expect.poll(() => second.happened).toEqual(['open', 'close 1006']);

  evi.refuse();
  const third = dial(evi);
  await expect.poll(() => third.happened).toEqual(['close 1006']);
  expect(evi.chats).toHaveLength(2);
});

test('when it stops listening the real WebSocket is back', () => {
  const before = globalThis.WebSocket;
  const stop = listen(scriptedEvi());
  expect(globalThis.WebSocket).not.toBe(before);
  stop();
  expect(globalThis.WebSocket).toBe(before);
});

test('a chat that does not come is told with the address it was waited for at', async () => {
  const evi = scripted({ url: 'ws://elsewhere.test', patience: 10 });
  await expect(evi.nextChat()).rejects.toThrow(
    'Failed to get a chat: none came within 10 ms. Does the client call ws://elsewhere.test, and was the scripted EVI given to listen()?',
  );
});

test('options that are undefined are as good as not there', async () => {
  const evi = scripted({ url: undefined, onChat: undefined, patience: undefined });
  const { messages } = dial(evi);
  const chat = await evi.nextChat();
  const nothing = { interim: undefined, fromText: undefined, scores: undefined, time: undefined };
  chat.hear('words', nothing);
  chat.hear('more', { scores: { Joy: undefined as never } });
  chat.say('Yes.', { id: undefined, tones: undefined, scores: undefined, fromText: undefined });
  await expect.poll(() => messages.length).toBe(5);
  const sent = messages.map((message) => JSON.parse(String(message)) as Record<string, unknown>);
  expect(sent).toMatchObject([
    { type: 'chat_metadata' },
    { from_text: false, interim: false, models: {}, time: { begin: 0, end: 1000 } },
    { models: { prosody: { scores: { Joy: 0 } } } },
    { type: 'assistant_message', from_text: false, id: 'message-1' },
    { type: 'audio_output', id: 'message-1' },
  ]);
});

test('a script that throws as the chat begins leaves the chat to who waits for it', async () => {
  const reported = vi.spyOn(console, 'error').mockReturnValue();
  onTestFinished(() => reported.mockRestore());
  const evi = scripted({
    onChat: () => {
      throw new Error('of the script');
    },
  });
  dial(evi);
  await evi.nextChat();
  await expect.poll(() => String(reported.mock.calls)).toMatch(/of the script/);
});
