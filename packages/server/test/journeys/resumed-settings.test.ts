import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ReplyRequest, RunningServer } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import { scriptedRecogniser, toneSynthesiser } from '../support/engines.ts';
import { quickServer } from '../support/quick-server.ts';

const asked: ReplyRequest[] = [];
const voices: string[] = [];
let server: RunningServer;
beforeAll(async () => {
  const tone = toneSynthesiser(0.1);
  server = await quickServer({
    recogniser: scriptedRecogniser(),
    synthesiser: {
      ...tone,
      speak: (text, voice) => {
        voices.push(voice);
        return tone.speak(text, voice);
      },
    },
    responder: {
      name: 'noting',
      reply: (request) => {
        asked.push(request);
        return [`Answer ${String(asked.length)}. `];
      },
    },
  });
});
afterAll(() => server.close());
beforeEach(() => {
  asked.length = voices.length = 0;
});

async function type(client: TestClient, text: string): Promise<ReplyRequest> {
  const count = client.all('assistant_end').length;
  client.send({ type: 'user_input', text });
  await client.next('assistant_end', count + 1);
  const request = asked.at(-1);
  if (request === undefined) throw new Error('nobody was asked');
  return request;
}

/** A conversation whose line has just broken, and one that its client has left. */
const ends: Record<string, (client: TestClient) => Promise<unknown>> = {
  broken: (client) => {
    client.socket.terminate();
    return client.closed;
  },
  left: (client) => client.close(),
};

/** Goes on with a Chat Group that began with one address, by another. */
async function resumed(how: string, before: string, after: string) {
  const first = await TestClient.open(server, before);
  await type(first, 'one');
  const { chat_group_id: group } = await first.next('chat_metadata');
  await ends[how]?.(first);
  const client = await TestClient.open(server, `?resumed_chat_group_id=${group}&${after}`);
  return { client, group };
}

const linear16 = {
  'session_settings[audio][encoding]': 'linear16',
  'session_settings[audio][channels]': '1',
  'session_settings[audio][sample_rate]': '16000',
};

/** Everything that can stand in an address, and how to see that it holds. */
const settings: [
  name: string,
  query: Record<string, string>,
  holds: (client: TestClient) => Promise<void>,
][] = [
  [
    'audio',
    linear16,
    async (client) => {
      client.socket.send(Buffer.alloc(640));
      await type(client, 'two');
      expect(client.all('error')).toEqual([]);
    },
  ],
  [
    'voice_id',
    { voice_id: 'other' },
    async (client) => {
      await type(client, 'two');
      expect(voices.at(-1)).toBe('other');
    },
  ],
  [
    'voice_id of the settings',
    { 'session_settings[voice_id]': 'other' },
    async (client) => {
      await type(client, 'two');
      expect(voices.at(-1)).toBe('other');
    },
  ],
  [
    'system_prompt and variables',
    {
      'session_settings[system_prompt]': 'Be {{how}}.',
      'session_settings[variables][how]': 'brief',
    },
    async (client) => {
      expect((await type(client, 'two')).prompt).toBe('Be brief.');
    },
  ],
  [
    'context',
    {
      'session_settings[context][text]': 'It rains.',
      'session_settings[context][type]': 'persistent',
    },
    async (client) => {
      expect((await type(client, 'two')).context).toBe('It rains.');
      expect((await type(client, 'three')).context).toBe('It rains.');
    },
  ],
  [
    'custom_session_id',
    { 'session_settings[custom_session_id]': 'mine' },
    async (client) => {
      expect((await type(client, 'two')).customSessionId).toBe('mine');
      expect(client.all('assistant_end').at(-1)?.custom_session_id).toBe('mine');
    },
  ],
  [
    'metadata',
    { 'session_settings[metadata][a]': 'b' },
    async (client) => {
      expect((await type(client, 'two')).metadata).toEqual({ a: 'b' });
      const { chat_id } = await client.next('chat_metadata');
      const answer = await fetch(`${server.url}/v0/evi/chats/${chat_id}`);
      expect(await answer.json()).toMatchObject({ metadata: '{"a":"b"}' });
    },
  ],
  [
    'language_model_api_key',
    { 'session_settings[language_model_api_key]': 'sk-1' },
    async (client) => {
      expect((await type(client, 'two')).languageModelKey).toBe('sk-1');
    },
  ],
  [
    'tools',
    {
      'session_settings[tools][0][type]': 'function',
      'session_settings[tools][0][name]': 'look_up',
      'session_settings[tools][0][parameters]': '{}',
      'session_settings[builtin_tools][0][name]': 'hang_up',
    },
    async (client) => {
      const { tools } = await type(client, 'two');
      expect(tools?.offers.map(({ name }) => name)).toEqual(['look_up', 'hang_up']);
    },
  ],
  [
    'event_limit',
    { event_limit: '1' },
    async (client) => {
      const { history } = await type(client, 'two');
      expect(history.map(({ text }) => text)).toEqual(['Answer 1.', 'two']);
    },
  ],
];

const cases = Object.keys(ends).flatMap((how) =>
  settings.map(([name, query, holds]) => ({ how, name, query, holds })),
);

it.each(cases)('$name in the address holds when a Chat that was $how goes on', async (the) => {
  const query = new URLSearchParams(the.query).toString();
  const { client } = await resumed(the.how, '', query);
  await the.holds(client);
  await client.close();
});

it('what a client has set holds over a broken line, and is told of the next Chat too', async () => {
  const set = new URLSearchParams({
    'session_settings[custom_session_id]': 'mine',
    'session_settings[metadata][a]': 'b',
    'session_settings[system_prompt]': 'Be brief.',
  });
  const { client } = await resumed('broken', `?${set.toString()}`, '');
  expect(await type(client, 'two')).toMatchObject({
    prompt: 'Be brief.',
    customSessionId: 'mine',
    metadata: { a: 'b' },
  });
  const { chat_id } = await client.next('chat_metadata');
  const answer = await fetch(`${server.url}/v0/evi/chats/${chat_id}`);
  expect(await answer.json()).toMatchObject({ metadata: '{"a":"b"}' });
  await client.close();
});

async function configOf(prompt: string): Promise<string> {
  const answer = await fetch(`${server.url}/v0/evi/configs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: prompt, evi_version: '3', prompt: { text: prompt } }),
  });
  return ((await answer.json()) as { id: string }).id;
}

async function rowOf(client: TestClient): Promise<unknown> {
  const { chat_id } = await client.next('chat_metadata');
  const answer = await fetch(`${server.url}/v0/evi/chats/${chat_id}`);
  return ((await answer.json()) as { config: unknown }).config;
}

it.each(Object.keys(ends))(
  'a Chat that was %s and goes on with another Config, version or none runs what its row says, with what was said before',
  async (how) => {
    const [one, two] = [await configOf('Be one.'), await configOf('Be two.')];
    for (const [after, prompt, row] of [
      [`config_id=${one}`, 'Be one.', { id: one, version: 0 }],
      [`config_id=${two}`, 'Be two.', { id: two, version: 0 }],
      ['', undefined, null],
    ] as const) {
      asked.length = 0;
      const { client } = await resumed(how, `?config_id=${one}`, after);
      const request = await type(client, 'two');
      expect(request.prompt).toBe(prompt);
      expect(request.history.map(({ text }) => text)).toEqual(['one', 'Answer 1.', 'two']);
      expect(await rowOf(client)).toEqual(row);
      await client.close();
    }
    asked.length = 0;
    const first = await TestClient.open(server, `?config_id=${one}`);
    await type(first, 'one');
    await ends[how]?.(first);
    await fetch(`${server.url}/v0/evi/configs/${one}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ evi_version: '3', prompt: { text: 'Be newer.' } }),
    });
    const { chat_group_id: group } = await first.next('chat_metadata');
    for (const [version, prompt] of [
      ['', 'Be newer.'],
      ['&config_version=0', 'Be one.'],
    ] as const) {
      const query = `?resumed_chat_group_id=${group}&config_id=${one}${version}`;
      const client = await TestClient.open(server, query);
      expect((await type(client, 'more')).prompt).toBe(prompt);
      expect(await rowOf(client)).toEqual({ id: one, version: version === '' ? 1 : 0 });
      await ends[how]?.(client);
    }
  },
);

it('the Chat whose Config was changed over a broken line has ended', async () => {
  const two = await configOf('Be two.');
  const { client, group } = await resumed('broken', '', `config_id=${two}`);
  const answer = await fetch(`${server.url}/v0/evi/chat_groups/${group}`);
  const { chats_page: chats } = (await answer.json()) as { chats_page: { status: string }[] };
  expect(chats.map(({ status }) => status)).toEqual(['USER_TIMEOUT', 'ACTIVE']);
  await client.close();
});
