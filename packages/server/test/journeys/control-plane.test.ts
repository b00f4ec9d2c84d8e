import { createEviClient } from '@vivavoce/evi';
import type { ConnectedChat, ControlPlanePublishEvent, SubscribeEvent } from '@vivavoce/evi';
import { HumeClient } from 'hume';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { RunningServer } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import { quickServer } from '../support/quick-server.ts';

const keys = [
  { apiKey: 'ann-key', secretKey: 'ann-secret' },
  { apiKey: 'bob-key', secretKey: 'bob-secret' },
];
let server: RunningServer;
beforeAll(async () => {
  server = await quickServer({ keys });
});
afterAll(() => server.close());

const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 20_000 });

const control = (apiKey = 'ann-key') =>
  createEviClient({ baseUrl: server.url, apiKey }).controlPlane;

async function join(id: string, apiKey?: string): Promise<ConnectedChat> {
  const chat = await control(apiKey).connectToChat(id, { WebSocket });
  onTestFinished(() => {
    chat.close();
  });
  return chat;
}

/** A Chat of Ann's, its id, and what its client is told of settings. */
async function chatOf(query = '&allow_connection=true', credential = 'api_key=ann-key') {
  const client = new TestClient(server, `?${credential}${query}`);
  const settings: object[] = [];
  client.socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as { type: string };
    if (message.type === 'session_settings') settings.push(message);
  });
  const { chat_id: id, chat_group_id: group } = await client.next('chat_metadata');
  onTestFinished(() => {
    client.socket.close();
  });
  return { client, id, group, settings };
}

/** What is heard, as far as it has come. */
function hear(chat: ConnectedChat): { heard: SubscribeEvent[]; end: Promise<void> } {
  const heard: SubscribeEvent[] = [];
  const end = (async () => {
    for await (const message of chat) heard.push(message);
  })();
  return { heard, end };
}

const types = (messages: readonly { type: string }[]) => messages.map(({ type }) => type);
const words = (messages: readonly SubscribeEvent[]) =>
  messages.flatMap((message) =>
    message.type === 'user_message' || message.type === 'assistant_message'
      ? [message.message.content]
      : [],
  );
const toldTo = ({ received }: TestClient) => received.map(({ message }) => message);

async function tokenFor(visitor?: string): Promise<string> {
  const answer = await fetch(`${server.url}/oauth2-cc/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('ann-key:ann-secret')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...(visitor && { visitor }) }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

/** Posts into a Chat. @returns the status and what is said. */
async function post(
  chat: string,
  body: unknown,
  headers: Record<string, string> = { 'x-hume-api-key': 'ann-key' },
): Promise<[number, string]> {
  const answer = await fetch(`${server.url}/v0/evi/chat/${chat}/send`, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  return [answer.status, text && (JSON.parse(text) as { message: string }).message];
}

it('who connects is told what was said, then what is said, and may send', async () => {
  const { client, id, settings } = await chatOf();
  client.send({ type: 'user_input', text: 'My name is Ada.' });
  await client.next('assistant_end');
  const said = types(toldTo(client)).filter((type) => type !== 'audio_output');
  const chat = await join(id);
  const { heard } = hear(chat);
  await eventually(() => expect(types(heard)).toEqual(said));
  expect(heard[0]).toMatchObject({ type: 'chat_metadata', chat_id: id });

  chat.send({ type: 'session_settings', system_prompt: 'Be brief.' });
  chat.send({ type: 'user_input', text: 'What is my name?' });
  await client.next('assistant_end', 2);
  await eventually(() =>
    expect(heard.filter(({ type }) => type === 'assistant_end')).toHaveLength(2),
  );
  expect(words(heard)).toEqual(words(toldTo(client)));
  expect(types(heard)).toContain('audio_output');
  const set = { type: 'session_settings', system_prompt: 'Be brief.' };
  expect(heard).toContainEqual(set);
  expect(settings).toEqual([set]);

  chat.close();
  client.send({ type: 'user_input', text: 'Still there?' });
  await client.next('assistant_end', 3);
});

it('hume 0.16.0 listens and sends, by socket and by POST', async () => {
  const { client, id } = await chatOf();
  const evi = `${server.url.replace(/^http/, 'ws')}/v0/evi`;
  const environment = { base: server.url, evi, tts: evi, stream: evi };
  const { controlPlane } = new HumeClient({ apiKey: 'ann-key', environment, maxRetries: 0 })
    .empathicVoice;
  await controlPlane.send(id, { type: 'user_input', text: 'Good morning.' });
  await client.next('assistant_end');

  const socket = await controlPlane.connect({ chat_id: id });
  onTestFinished(() => {
    socket.close();
  });
  const heard: { type: string }[] = [];
  const closed = new Promise((resolve) => {
    socket.on('close', ({ code }) => {
      resolve(code);
    });
  });
  socket.on('message', (message) => heard.push(message as { type: string }));
  await socket.waitForOpen();
  await eventually(() => expect(types(heard)).toContain('assistant_end'));
  expect(heard[0]).toMatchObject({ type: 'chat_metadata', chatId: id });
  expect(heard[1]).toMatchObject({ type: 'user_message', message: { content: 'Good morning.' } });
  socket.sendPublish({ type: 'assistant_input', text: 'Somebody has joined.' });
  expect((await client.next('assistant_message', 2)).message.content).toBe('Somebody has joined.');
  await client.close();
  // It comes back after any other code.
  expect(await closed).toBe(1000);

  await expect(controlPlane.send(id, { type: 'session_settings' })).rejects.toMatchObject({
    statusCode: 410,
    body: { code: 'gone', message: 'The Chat is over.' },
  });
  const again = await controlPlane.connect({ chat_id: id });
  const refusal = new Promise((resolve) => {
    again.on('message', resolve);
  });
  expect(await refusal).toMatchObject({ type: 'error', slug: 'chat_ended' });
  again.close();
});

it('who listens hears the last words, and comes to the end with the Chat', async () => {
  const { client, id } = await chatOf();
  const { heard, end } = hear(await join(id));
  client.send({ type: 'session_settings', builtin_tools: [{ name: 'hang_up' }] });
  await client.close();
  await end;
  expect(types(heard)).toEqual(['chat_metadata', 'session_settings']);
});

it.each([
  ['one that its client has not allowed', 'forbidden', '', 'ann-key'],
  ['one of another key', 'not-found', '&allow_connection=true', 'bob-key'],
  ['one with a wrong key', 'unauthorized', '&allow_connection=true', 'no-key'],
])('nobody connects to %s', async (_, reason, query, apiKey) => {
  const { client, id } = await chatOf(query);
  await expect(join(id, apiKey)).rejects.toMatchObject({ reason });
  client.send({ type: 'user_input', text: 'Still there?' });
  await client.next('assistant_end');
});

it('nobody connects to a Chat that is over, or never was', async () => {
  const { client, id } = await chatOf();
  await client.close();
  await eventually(() => expect(join(id)).rejects.toMatchObject({ reason: 'not-found' }));
  const none = '00000000-0000-4000-8000-000000000000';
  await expect(join(none)).rejects.toMatchObject({ reason: 'not-found' });
});

it('no more than ten listen to a Chat at a time', async () => {
  const { id } = await chatOf();
  const chats = await Promise.all(Array.from({ length: 10 }, () => join(id)));
  await expect(join(id)).rejects.toThrow('As many listen as may.');
  chats[0]?.close();
  await eventually(() => join(id));
});

it('audio that others send is refused to them alone, and what they send wrongly as well', async () => {
  const { client, id, settings } = await chatOf();
  const address = `${server.url.replace('http', 'ws')}/v0/evi/chat/${id}/connect`;
  const socket = new WebSocket(`${address}?api_key=ann-key`);
  const told: { type: string; slug?: string }[] = [];
  socket.on('message', (data: Buffer) =>
    told.push(JSON.parse(data.toString()) as { type: string }),
  );
  await eventually(() => expect(told).toHaveLength(1));
  const audio = { encoding: 'linear16', channels: 1, sample_rate: 16_000 };
  socket.send(JSON.stringify({ type: 'audio_input', data: 'AAAA' }));
  socket.send(Buffer.alloc(640));
  socket.send(JSON.stringify({ type: 'session_settings', audio }));
  socket.send('{');
  socket.send(JSON.stringify({ type: 'user_input', text: 'x'.repeat(20_000) }));
  await eventually(() => expect(told).toHaveLength(6));
  expect(told.slice(1).map(({ slug }) => slug)).toEqual([
    ...Array.from({ length: 3 }, () => 'audio_of_others'),
    'invalid_json',
    'text_too_long',
  ]);
  socket.close();
  client.send({ type: 'user_input', text: 'Hello.' });
  await client.next('assistant_end');
  expect(client.all('error')).toEqual([]);
  expect(settings).toEqual([]);
});

it('what can not be sent into a Chat by POST is refused in words', async () => {
  const { client, id } = await chatOf('');
  const input = { type: 'user_input', text: 'Hello.' };
  const bob = { 'x-hume-api-key': 'bob-key' };
  expect(await post(id, { type: 'audio_input', data: 'AAAA' })).toEqual([
    400,
    "A Chat hears its own client's audio alone.",
  ]);
  expect(await post(id, '{')).toEqual([400, expect.stringContaining('JSON')]);
  expect(await post(id, { type: 'user_input' })).toEqual([400, expect.stringContaining('text')]);
  expect(await post(id, { type: 'nonsense' })).toEqual([400, expect.stringContaining('type')]);
  expect(await post(id, input, bob)).toEqual([404, 'There is no such Chat.']);
  expect(await post(id, input, { 'x-hume-api-key': 'no-key' })).toEqual([401, expect.any(String)]);
  expect(await post('nothing', input)).toEqual([404, 'There is no such Chat.']);
  expect(client.all('user_message')).toEqual([]);
  expect(await post(id, input)).toEqual([204, '']);
  await client.next('assistant_end');
  await client.close();
  await eventually(async () => expect(await post(id, input)).toEqual([410, 'The Chat is over.']));
});

it('settings that lie in a field of their own, as published samples send them, are taken, and the key in them is nowhere told', async () => {
  const { client, id, settings } = await chatOf();
  const { heard } = hear(await join(id));
  const session_settings = {
    system_prompt: 'You speak of {{thing}}.',
    variables: { thing: 30 },
    supplemental_language_model_api_key: 'a-key-of-a-model',
  };
  expect(await post(id, { type: 'session_settings', session_settings })).toEqual([204, '']);
  const set = {
    type: 'session_settings',
    system_prompt: 'You speak of {{thing}}.',
    variables: { thing: '30' },
  };
  await eventually(() => expect(settings).toHaveLength(1));
  expect(settings).toMatchObject([{ type: set.type, system_prompt: set.system_prompt }]);
  expect(await post(id, { type: 'session_settings', session_settings: { voice_id: 7 } })).toEqual([
    400,
    'session_settings.voice_id is number, expected string',
  ]);
  await client.close();
  const { chats } = createEviClient({ baseUrl: server.url, apiKey: 'ann-key' });
  const { events_page: events } = await eventually(() => chats.listEvents(id, { pageSize: 100 }));
  const recorded = events.filter(({ type }) => type === 'SESSION_SETTINGS');
  expect(recorded.map(({ message_text: text }) => JSON.parse(text ?? '') as unknown)).toEqual([
    set,
  ]);
  expect(JSON.stringify([events, heard, settings])).not.toContain('a-key-of-a-model');
});

it('of texts to be spoken, what is one too many is refused to whoever posts it', async () => {
  const { client, id } = await chatOf('');
  await control().send(id, { type: 'pause_assistant_message' });
  const statuses: number[] = [];
  for (let i = 0; i < 40; i += 1) {
    const [status] = await post(id, { type: 'assistant_input', text: 'One more.' });
    statuses.push(status);
  }
  expect(statuses).toContain(400);
  expect(client.all('error')).toEqual([]);
});

it("a page's token reaches the Chat that was opened with it, and no other", async () => {
  const [own, other] = await Promise.all([tokenFor(), tokenFor()]);
  const { id, client } = await chatOf('&allow_connection=true', `access_token=${own}`);
  const settings: ControlPlanePublishEvent = { type: 'session_settings', variables: { n: 1 } };
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  expect(await post(id, settings, bearer(other))).toEqual([404, 'There is no such Chat.']);
  expect(await post(id, settings, bearer(own))).toEqual([204, '']);
  const connect = (accessToken: string) =>
    createEviClient({ baseUrl: server.url, accessToken }).controlPlane.connectToChat(id, {
      WebSocket,
    });
  await expect(connect(other)).rejects.toMatchObject({ reason: 'not-found' });
  (await connect(own)).close();
  client.send({ type: 'user_input', text: 'Still there?' });
  await client.next('assistant_end');
});

it('over a line that broke, others go on with the conversation: by its old id, too, and what they set holds', async () => {
  const first = await chatOf();
  first.client.send({ type: 'session_settings', system_prompt: 'The client’s.' });
  const { heard } = hear(await join(first.id));
  await eventually(() => expect(types(heard)).toContain('session_settings'));
  first.client.socket.terminate();
  await first.client.closed;
  await eventually(async () =>
    expect(await post(first.id, { type: 'session_settings', system_prompt: 'Another’s.' })).toEqual(
      [204, ''],
    ),
  );
  expect(await post(first.id, { type: 'user_input', text: 'While it was away.' })).toEqual([
    204,
    '',
  ]);

  const query = `&allow_connection=true&resumed_chat_group_id=${first.group}`;
  const second = await chatOf(query);
  expect(second.id).not.toBe(first.id);
  second.client.send({ type: 'session_settings', system_prompt: 'The client’s.' });
  const prompts = () =>
    second.settings.map((told) => (told as { system_prompt: string }).system_prompt);
  await eventually(() => expect(prompts().slice(-2)).toEqual(['The client’s.', 'Another’s.']));
  expect(await post(first.id, { type: 'user_input', text: 'By the old id.' })).toEqual([204, '']);
  expect(await post(second.id, { type: 'user_input', text: 'By the new id.' })).toEqual([204, '']);
  await eventually(() =>
    expect(words(heard)).toEqual(
      expect.arrayContaining(['While it was away.', 'By the old id.', 'By the new id.']),
    ),
  );
  const chats = heard.flatMap((message) =>
    message.type === 'chat_metadata' ? [message.chat_id] : [],
  );
  expect(chats).toEqual([first.id, second.id]);
});

it('while it is still being found out whether a client is there, those who come back for it are reached', async () => {
  const first = await chatOf();
  // It answers nobody: the server asks it for a while before another takes its place.
  first.client.socket.pause();
  const query = `?api_key=ann-key&resumed_chat_group_id=${first.group}`;
  const second = new TestClient(server, query);
  onTestFinished(() => {
    second.socket.close();
    first.client.socket.terminate();
  });
  const client = createEviClient({ baseUrl: server.url, apiKey: 'ann-key' });
  const id = await eventually(async () => {
    const { chats_page: chats } = await client.chatGroups.get(first.group);
    const other = chats.find((chat) => chat.id !== first.id);
    if (other === undefined) throw new Error('not yet');
    return other.id;
  });
  expect(await post(id, { type: 'user_input', text: 'To the new one.' })).toEqual([204, '']);
  expect((await second.next('user_message')).message.content).toBe('To the new one.');
});

it('who comes back without allowing it is listened to no more', async () => {
  const first = await chatOf();
  const { end } = hear(await join(first.id));
  first.client.socket.terminate();
  await first.client.closed;
  const second = await chatOf(`&resumed_chat_group_id=${first.group}`);
  await end;
  await expect(join(second.id)).rejects.toMatchObject({ reason: 'forbidden' });
});

it('who listens and reads nothing is cut off, and the Chat goes on', async () => {
  const slow = await quickServer({ limits: { unreadBytes: 100_000 }, maxChats: 1 });
  onTestFinished(() => slow.close());
  const client = await TestClient.open(slow, '?allow_connection=true');
  const { chat_id: id } = await client.next('chat_metadata');
  const listen = () => {
    const socket = new WebSocket(`${slow.url.replace('http', 'ws')}/v0/evi/chat/${id}/connect`);
    onTestFinished(() => {
      socket.terminate();
    });
    return new Promise<[string, WebSocket]>((resolve) =>
      socket.once('message', (data: Buffer) => {
        const { type, slug } = JSON.parse(data.toString()) as { type: string; slug?: string };
        resolve([slug ?? type, socket]);
      }),
    );
  };
  const [began, stuck] = await listen();
  expect(began).toBe('chat_metadata');
  stuck.pause();
  expect((await listen())[0]).toBe('too_many_listeners');
  const content = 'x'.repeat(50_000);
  await eventually(async () => {
    for (let i = 0; i < 20; i += 1) {
      const answers = client.all('tool_response').length;
      client.send({ type: 'tool_response', tool_call_id: 'a', content });
      await client.next('tool_response', answers + 1);
    }
    expect((await listen())[0]).toBe('chat_metadata');
  });
  client.send({ type: 'user_input', text: 'Still there?' });
  await client.next('assistant_end');
  await client.close();
});

it('a server that ends ends those who listen', async () => {
  const ending = await quickServer();
  const client = await TestClient.open(ending, '?allow_connection=true');
  const { chat_id: id } = await client.next('chat_metadata');
  const socket = new WebSocket(`${ending.url.replace('http', 'ws')}/v0/evi/chat/${id}/connect`);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await new Promise((resolve) => socket.once('message', resolve));
  await ending.close();
  expect(await closed).toBe(1001);
});

it('who sends more messages a second than may be is cut off, listening or not', async () => {
  const strict = await quickServer({ limits: { messagesPerSecond: 5 } });
  onTestFinished(() => strict.close());
  const client = await TestClient.open(strict, '?allow_connection=1');
  const { chat_id: id } = await client.next('chat_metadata');
  const socket = new WebSocket(`${strict.url.replace('http', 'ws')}/v0/evi/chat/${id}/connect`);
  const closed = new Promise((resolve) => {
    socket.once('close', (code, reason) => {
      resolve([code, reason.toString()]);
    });
  });
  await new Promise((resolve) => socket.once('message', resolve));
  for (let i = 0; i < 100; i += 1) socket.send('{"type":"pause_assistant_message"}');
  expect(await closed).toEqual([1008, 'too_many_messages']);
  client.send({ type: 'resume_assistant_message' });
  client.send({ type: 'user_input', text: 'Still there?' });
  await client.next('assistant_end');
  await client.close();
});

it('settings of 100 kB in the address are refused before there is a socket, and nobody else is', async () => {
  const { client } = await chatOf('');
  const large = encodeURIComponent('x'.repeat(100_000));
  const query = `?api_key=ann-key&session_settings[system_prompt]=${large}`;
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/v0/evi/chat${query}`);
  const error = await new Promise<Error>((resolve) => socket.once('error', resolve));
  expect(error.message).toContain('431');
  client.send({ type: 'user_input', text: 'Still there?' });
  await client.next('assistant_end');
});
