import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReturnChatEvent } from '@vivavoce/evi';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createServer } from '../../src/index.ts';
import type { RunningServer } from '../../src/index.ts';
import { createFliteSynthesiser } from '../../src/engines/synthesis/flite.ts';
import { TestClient } from '../support/client.ts';
import { constantProsody, scriptedRecogniser, toneSynthesiser } from '../support/engines.ts';
import { spoken } from '../support/spoken.ts';

const weather = {
  type: 'function',
  name: 'get_weather',
  description: 'The weather in a city',
  parameters: '{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}',
};

let folder: string;
let server: RunningServer;
let chat: string;
let group: string;
let events: ReturnChatEvent[];

function serve(): Promise<RunningServer> {
  return createServer({
    port: 0,
    database: join(folder, 'chats.db'),
    config: { prompt: { text: 'You help.' } },
    recogniser: scriptedRecogniser(
      { kind: 'words', text: 'what is seven plus five' },
      { kind: 'words', text: 'what is the weather in Paris' },
    ),
    synthesiser: toneSynthesiser(3),
    prosody: constantProsody(),
  }).listen();
}

async function ask(path: string): Promise<{ events_page: ReturnChatEvent[] }> {
  const answer = await fetch(`${server.url}/v0/evi${path}`);
  return (await answer.json()) as { events_page: ReturnChatEvent[] };
}

/** A conversation in which everything happens that is an event. */
async function converse(voice: Int16Array): Promise<void> {
  const client = await TestClient.open(server);
  ({ chat_id: chat, chat_group_id: group } = await client.next('chat_metadata'));
  client.declareAudio();
  client.send({ type: 'session_settings' });
  const variables = '{"age":30,"price":30.0,"member":true,"name":"Ada"}';
  client.socket.send(
    `{"language_model_api_key":"hidden","variables":${variables},"tools":[${JSON.stringify(weather)}],"type":"session_settings"}`,
  );
  await client.speak(voice);
  await client.next('audio_output');
  // The answer plays on for three seconds.
  await client.speak(voice);
  await client.next('user_interruption');
  const call = await client.next('tool_call');
  const before = client.all('assistant_end').length;
  client.send({ type: 'tool_response', tool_call_id: call.tool_call_id, content: 'sunny' });
  await client.next('assistant_end', before + 1);
  client.send({ type: 'pause_assistant_message' });
  client.send({ type: 'user_input', text: 'My name is Ada.' });
  await client.nextWords(3);
  client.send({ type: 'resume_assistant_message' });
  await client.next('assistant_end', before + 2);
  await client.close();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vivavoce-events-'));
  const flite = createFliteSynthesiser();
  const { samples } = await spoken(flite, 'Something is being said here.');
  await flite.close();
  server = await serve();
  await converse(samples);
  await vi.waitFor(async () => {
    expect((await listed()).at(-1)?.type).toBe('CHAT_END_MESSAGE');
  });
  events = await listed();
}, 60_000);
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const listed = async () => (await ask(`/chats/${chat}?page_size=100`)).events_page;
const find = (type: string, index = 0) => events.filter((event) => event.type === type).at(index);
const parsed = (json: string | null | undefined) =>
  JSON.parse(json ?? 'null') as Record<string, unknown> | null;

test('all thirteen types are there, in the order in which things happened', () => {
  // Settings that only declare the sound, and scores, come in between.
  const beside = ['SESSION_SETTINGS', 'ASSISTANT_PROSODY'];
  expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(beside));
  const types = events.map(({ type }) => type).filter((type) => !beside.includes(type));
  // An answer may have several sentences.
  expect(types.filter((type, i) => type !== 'AGENT_MESSAGE' || types[i - 1] !== type)).toEqual([
    'SYSTEM_PROMPT',
    'CHAT_START_MESSAGE',
    'USER_RECORDING_START_MESSAGE',
    'USER_MESSAGE',
    'AGENT_MESSAGE',
    'USER_INTERRUPTION',
    'USER_MESSAGE',
    'FUNCTION_CALL',
    'FUNCTION_CALL_RESPONSE',
    'AGENT_MESSAGE',
    'PAUSE_ONSET',
    'USER_MESSAGE',
    'RESUME_ONSET',
    'AGENT_MESSAGE',
    'CHAT_END_MESSAGE',
  ]);
  const times = events.map(({ timestamp }) => timestamp);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  expect(new Set(events.map(({ chat_id }) => chat_id))).toEqual(new Set([chat]));
});

test.each([
  ['SYSTEM_PROMPT', 'SYSTEM', 'You help.'],
  ['CHAT_START_MESSAGE', 'SYSTEM', null],
  ['USER_RECORDING_START_MESSAGE', 'USER', null],
  ['USER_MESSAGE', 'USER', 'what is seven plus five'],
  ['USER_INTERRUPTION', 'USER', null],
  ['AGENT_MESSAGE', 'AGENT', '7 plus 5 is 12.'],
  ['FUNCTION_CALL', 'AGENT', '{"city":"Paris"}'],
  ['FUNCTION_CALL_RESPONSE', 'TOOL', 'sunny'],
  ['PAUSE_ONSET', 'SYSTEM', null],
  ['RESUME_ONSET', 'SYSTEM', null],
  ['CHAT_END_MESSAGE', 'SYSTEM', null],
])('%s has the role %s and its text', (type, role, text) => {
  expect(find(type)).toMatchObject({ role, message_text: text });
});

test('what was said aloud has 48 scores as JSON text; what was typed, called or only happened has none', () => {
  for (const event of [find('USER_MESSAGE'), find('AGENT_MESSAGE')]) {
    expect(Object.keys(parsed(event?.emotion_features) ?? {})).toHaveLength(48);
  }
  const scored = ['USER_MESSAGE', 'AGENT_MESSAGE', 'ASSISTANT_PROSODY'];
  const others = events.filter(({ type }) => !scored.includes(type));
  expect(others.length).toBeGreaterThan(6);
  for (const event of [...others, find('USER_MESSAGE', 2)]) {
    expect(event?.emotion_features).toBeNull();
  }
});

test('settings are kept as the whole message, with variables as they were written and without a key', () => {
  expect(parsed(find('SESSION_SETTINGS')?.message_text)).toMatchObject({
    type: 'session_settings',
    audio: { encoding: 'linear16' },
  });
  const kept = find('SESSION_SETTINGS', 1);
  expect(kept).toMatchObject({ role: 'SYSTEM', emotion_features: null });
  expect(parsed(kept?.message_text)).toEqual({
    type: 'session_settings',
    tools: [weather],
    variables: { age: '30', price: '30.0', member: 'true', name: 'Ada' },
  });
});

test('scores of a sentence are an event that names the sentence', () => {
  const scores = find('ASSISTANT_PROSODY');
  expect(scores).toMatchObject({ role: 'AGENT', message_text: null });
  expect(Object.keys(parsed(scores?.emotion_features) ?? {})).toHaveLength(48);
  const sentences = events.filter(({ type }) => type === 'AGENT_MESSAGE').map(({ id }) => id);
  for (const { type, related_event_id } of events) {
    if (type === 'ASSISTANT_PROSODY') expect(sentences).toContain(related_event_id);
    else expect(related_event_id).toBeNull();
  }
});

test('what is to be known beside the text stands in the metadata as JSON text', () => {
  expect(parsed(find('USER_MESSAGE')?.metadata)).toMatchObject({
    from_text: false,
    time: { begin: expect.any(Number) as number, end: expect.any(Number) as number },
  });
  expect(parsed(find('USER_MESSAGE', 2)?.metadata)).toEqual({ from_text: true });
  expect(parsed(find('AGENT_MESSAGE')?.metadata)).toMatchObject({
    from_text: false,
    message_id: expect.any(String) as string,
  });
  const call = parsed(find('FUNCTION_CALL')?.metadata);
  expect(call).toMatchObject({
    name: 'get_weather',
    tool_type: 'function',
    response_required: true,
  });
  expect(parsed(find('FUNCTION_CALL_RESPONSE')?.metadata)).toEqual({
    tool_call_id: call?.['tool_call_id'],
    failed: false,
  });
  expect(Number(parsed(find('USER_INTERRUPTION')?.metadata)?.['time'])).toBeGreaterThan(1e12);
  expect(parsed(find('CHAT_END_MESSAGE')?.metadata)).toEqual({ end_reason: 'USER_ENDED' });
});

test('events come in pages of both orders, of the Chat and of its Chat Group', async () => {
  for (const path of [`/chats/${chat}`, `/chat_groups/${group}/events`]) {
    for (const ascending of [true, false]) {
      const paged: ReturnChatEvent[] = [];
      const pages = Math.ceil(events.length / 4);
      for (let page = 0; page < pages; page++) {
        const query = `?ascending_order=${String(ascending)}&page_size=4&page_number=${String(page)}`;
        const answer = await ask(`${path}${query}`);
        expect(answer).toMatchObject({
          page_number: page,
          page_size: 4,
          total_pages: pages,
          pagination_direction: ascending ? 'ASC' : 'DESC',
        });
        paged.push(...answer.events_page);
      }
      expect(paged).toEqual(ascending ? events : [...events].reverse());
    }
    expect((await ask(`${path}?page_size=4&page_number=99`)).events_page).toEqual([]);
  }
});

test('a server that is started anew on the file has them all', async () => {
  await server.close();
  server = await serve();
  expect(await listed()).toEqual(events);
});
