import decodeWav from '@audio/decode-wav';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ffmpegIsHere, ffmpegReads } from '../support/ffmpeg-reads.ts';
import { serve, taken, type, utterance } from './support/house.ts';
import type { House } from './support/house.ts';

let house: House;
beforeAll(async () => {
  house = await serve(
    { maxAudioMb: 20 },
    Array.from({ length: 4 }, () => 'said aloud'),
  );
});
afterAll(() => house[Symbol.asyncDispose]());

type Json = Record<string, unknown>;

async function ask(method: string, path: string, body?: object) {
  const answer = await fetch(`${house.server.url}/v0/evi${path}`, {
    method,
    headers: { 'x-hume-api-key': 'any', 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, text, json: (text === '' ? {} : safely(text)) as Json };
}

function safely(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

async function newPrompt(name: string, ...texts: string[]): Promise<string> {
  const [text, ...more] = texts;
  const id = String((await ask('POST', '/prompts', { name, text })).json['id']);
  for (const next of more) await ask('POST', `/prompts/${id}`, { text: next });
  return id;
}

test('versions: they count from 0, and a POST on the id makes the next', async () => {
  const id = await newPrompt('counted', 'zero');
  expect((await ask('GET', `/prompts/${id}/version/0`)).json).toMatchObject({ version: 0 });
  expect((await ask('POST', `/prompts/${id}`, { text: 'one' })).json).toMatchObject({
    id,
    version: 1,
    text: 'one',
    version_type: 'LATEST',
  });
  expect((await ask('GET', `/prompts/${id}/version/0`)).json).toMatchObject({
    version_type: 'FIXED',
    text: 'zero',
  });
});

test('version-deletes: on the id all versions go, on a version that one alone', async () => {
  const id = await newPrompt('deleted', 'zero', 'one');
  expect((await ask('DELETE', `/prompts/${id}/version/1`)).status).toBeLessThan(300);
  expect((await ask('GET', `/prompts/${id}/version/1`)).status).toBeGreaterThanOrEqual(400);
  expect((await ask('GET', `/prompts/${id}/version/0`)).status).toBe(200);
  expect((await ask('DELETE', `/prompts/${id}`)).status).toBeLessThan(300);
  expect((await ask('GET', `/prompts/${id}/version/0`)).status).toBeGreaterThanOrEqual(400);
});

test('version-patches: PATCH renames all versions and describes one', async () => {
  const id = await newPrompt('before', 'zero', 'one');
  expect((await ask('PATCH', `/prompts/${id}`, { name: 'after' })).status).toBe(200);
  for (const version of [0, 1]) {
    expect((await ask('GET', `/prompts/${id}/version/${String(version)}`)).json['name']).toBe(
      'after',
    );
  }
  const patch = { version_description: 'the first' };
  const described = await ask('PATCH', `/prompts/${id}/version/0`, patch);
  expect(described.json).toMatchObject({ version: 0, ...patch });
  const other = (await ask('GET', `/prompts/${id}/version/1`)).json;
  expect(other['version_description']).not.toBe('the first');
});

test('most-recent: restrict_to_most_recent has lists show one version of each, or all', async () => {
  await newPrompt('recent', 'zero', 'one');
  const versionsOf = async (most: boolean) => {
    const query = `?name=recent&restrict_to_most_recent=${String(most)}`;
    const page = (await ask('GET', `/prompts${query}`)).json['prompts_page'];
    return (page as Json[]).map(({ version }) => version).sort();
  };
  expect(await versionsOf(true)).toEqual([1]);
  expect(await versionsOf(false)).toEqual([0, 1]);
});

test('pages: they are numbered from 0, have 10 entries by default and 100 at most', async () => {
  for (let i = 0; i < 12; i++) await newPrompt('paged', `text ${String(i)}`);
  const first = (await ask('GET', '/prompts?name=paged')).json;
  expect(first).toMatchObject({ page_number: 0, page_size: 10, total_pages: 2 });
  expect(first['prompts_page']).toHaveLength(10);
  const second = (await ask('GET', '/prompts?name=paged&page_number=1')).json;
  expect(second['prompts_page']).toHaveLength(2);
  for (const size of [0, 101]) {
    expect((await ask('GET', `/prompts?page_size=${String(size)}`)).status).toBe(400);
  }
});

test('bad-input: it is 400 with error, message and code', async () => {
  for (const [method, path, body] of [
    ['POST', '/prompts', { name: 'no text' }],
    ['POST', '/tools', { name: 5, parameters: '{}' }],
    ['GET', '/prompts?page_number=x', undefined],
  ] as const) {
    const { status, json } = await ask(method, path, body);
    expect([path, status]).toEqual([path, 400]);
    for (const field of ['error', 'message', 'code']) {
      expect(typeof json[field], `${path}: ${field}`).toBe('string');
    }
  }
});

test('query-config: config_id chooses the Configuration, its latest version when none is named', async () => {
  const body = (text: string) => ({ evi_version: '3', name: 'chosen', prompt: { text } });
  const { json } = await ask('POST', '/configs', body('Version zero.'));
  const id = String(json['id']);
  await ask('POST', `/configs/${id}`, body('Version one.'));
  for (const [query, prompt] of [
    [`?config_id=${id}`, 'Version one.'],
    [`?config_id=${id}&config_version=0`, 'Version zero.'],
  ]) {
    const client = await house.enter(query);
    await type(client, 'hello');
    expect(house.asked.at(-1)?.prompt).toBe(prompt);
    await client.close();
  }
});

test('config-prompt: text in a Configuration becomes a prompt with an id, and short answers are off by default', async () => {
  const config = { evi_version: '3', name: 'with text', prompt: { text: 'Be brief.' } };
  const { json } = await ask('POST', '/configs', config);
  const prompt = json['prompt'] as Json;
  const stored = await ask('GET', `/prompts/${String(prompt['id'])}/version/0`);
  expect(stored.json).toMatchObject({ text: 'Be brief.' });
  expect(json).toMatchObject({
    ellm_model: { allow_short_responses: false },
    timeouts: { inactivity: { duration_secs: 120 }, max_duration: { duration_secs: 1800 } },
  });
});

/** A Chat with words of every kind, by its id. */
async function held(): Promise<{ chat: string; group: string }> {
  const client = await house.enter();
  client.declareAudio();
  await client.speak(await utterance(), { paced: false });
  await client.nextWords();
  await client.next('assistant_end');
  client.send({ type: 'pause_assistant_message' });
  client.send({ type: 'resume_assistant_message' });
  await taken(client);
  const { chat_id: chat, chat_group_id: group } = await client.next('chat_metadata');
  expect((await ask('GET', `/chats/${chat}`)).json['status']).toBe('ACTIVE');
  await client.close();
  await expect
    .poll(async () => (await ask('GET', `/chats/${chat}`)).json['status'], { timeout: 10_000 })
    .not.toBe('ACTIVE');
  return { chat, group };
}

test('chat-status: a Chat is ACTIVE, and USER_ENDED once its user has closed it', async () => {
  const { chat, group } = await held();
  expect((await ask('GET', `/chats/${chat}`)).json['status']).toBe('USER_ENDED');
  const chats = (await ask('GET', `/chat_groups/${group}`)).json['chats_page'];
  expect((chats as Json[]).map(({ id }) => id)).toEqual([chat]);
});

test('chat-events: each thing that happened is an event with a role, its scores and settings as JSON text', async () => {
  const { chat } = await held();
  const { json } = await ask('GET', `/chats/${chat}?page_size=100&ascending_order=true`);
  const events = json['events_page'] as Json[];
  const types = events.map((event) => String(event['type']));
  for (const kind of ['USER_MESSAGE', 'AGENT_MESSAGE', 'PAUSE_ONSET', 'RESUME_ONSET']) {
    expect(types).toContain(kind);
  }
  const known =
    /^(SYSTEM_PROMPT|CHAT_START_MESSAGE|USER_RECORDING_START_MESSAGE|USER_MESSAGE|USER_INTERRUPTION|AGENT_MESSAGE|FUNCTION_CALL|FUNCTION_CALL_RESPONSE|PAUSE_ONSET|RESUME_ONSET|CHAT_END_MESSAGE|SESSION_SETTINGS|ASSISTANT_PROSODY)$/;
  expect(types.filter((kind) => !known.test(kind))).toEqual([]);
  expect(events.filter(({ role }) => !/^(USER|AGENT|SYSTEM|TOOL)$/.test(String(role)))).toEqual([]);
  const agent = events.find((event) => event['type'] === 'AGENT_MESSAGE');
  expect(Object.keys(JSON.parse(String(agent?.['emotion_features'])) as Json)).toHaveLength(48);
});

test('audio-reconstruction: a Chat that is over has a signed address of its sound, which its Chat Group lists', async () => {
  const { chat, group } = await held();
  const { json } = await ask('GET', `/chats/${chat}/audio`);
  expect(json).toMatchObject({ id: chat, status: 'COMPLETE' });
  const expires = Number(json['signed_url_expiration_timestamp_millis']);
  expect(expires).toBeGreaterThan(Date.now());
  const wav = await fetch(String(json['signed_audio_url']));
  expect(wav.status).toBe(200);
  const recording = new Uint8Array(await wav.arrayBuffer());
  expect(new DataView(recording.buffer).getUint32(4, true)).toBe(recording.length - 8);
  // By readers that are not ours.
  const { channelData, sampleRate } = decodeWav(recording);
  expect([channelData.length, sampleRate]).toEqual([2, 16_000]);
  expect(channelData[0]?.length).toBe((recording.length - 44) / 4);
  if (ffmpegIsHere)
    expect((await ffmpegReads([recording]))?.[0]?.length).toBe((recording.length - 44) / 2);
  const forged = String(json['signed_audio_url']).replace(String(expires), String(expires + 1));
  expect((await fetch(forged)).status).toBe(403);
  const listed = (await ask('GET', `/chat_groups/${group}/audio`)).json;
  expect(listed).toMatchObject({ id: group, num_chats: 1 });
  expect((listed['audio_reconstructions_page'] as Json[]).map(({ id }) => id)).toEqual([chat]);
});

test('time-units: stored times are milliseconds since the epoch', async () => {
  const { chat } = await held();
  const { json } = await ask('GET', `/chats/${chat}`);
  const now = Date.now();
  const isNear = (value: unknown) => Math.abs(Number(value) - now) < 300_000;
  for (const field of ['start_timestamp', 'end_timestamp']) {
    expect(isNear(json[field]), field).toBe(true);
  }
  for (const event of json['events_page'] as Json[]) {
    expect(isNear(event['timestamp']), 'timestamp').toBe(true);
  }
  const { json: group } = await ask('GET', `/chat_groups/${String(json['chat_group_id'])}`);
  for (const field of ['first_start_timestamp', 'most_recent_start_timestamp']) {
    expect(isNear(group[field]), field).toBe(true);
  }
  const id = await newPrompt('timed', 'text');
  const prompt = (await ask('GET', `/prompts/${id}/version/0`)).json;
  expect(isNear(prompt['created_on'])).toBe(true);
  expect(isNear(prompt['modified_on'])).toBe(true);
});

test('access-tokens: client credentials by Basic get a token that says when it expires', async () => {
  const answer = await fetch(`${house.server.url}/oauth2-cc/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('key:secret')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const token = (await answer.json()) as Json;
  expect(typeof token['access_token']).toBe('string');
  expect(token['expires_in']).toBeGreaterThan(60);
});
