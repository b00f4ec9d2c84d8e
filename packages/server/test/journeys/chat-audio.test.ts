import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterEach, expect, test, vi } from 'vitest';
import type { RunningServer, ServerOptions } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import { sayingResponder, toneSynthesiser } from '../support/engines.ts';
import { quickServer } from '../support/quick-server.ts';
import { heardIn, recordingOf, soundsIn } from '../support/recording.ts';

const open = new Set<() => Promise<unknown>>();
afterEach(async () => {
  vi.useRealTimers();
  for (const close of [...open].reverse()) await close();
  open.clear();
});

async function recordingServer(options: ServerOptions = {}): Promise<RunningServer> {
  const server = await quickServer({ maxAudioMb: 50, ...options });
  open.add(() => server.close());
  return server;
}

async function chatIn(server: RunningServer, query = '') {
  const client = await TestClient.open(server, query);
  const { chat_id: id, chat_group_id: group } = await client.next('chat_metadata');
  const began = client.received[0]?.at ?? 0;
  /** When a message came, in ms from the beginning of the Chat. */
  const cameAt = (type: string, count = 1) =>
    (client.received.filter(({ message }) => message.type === type)[count - 1]?.at ?? NaN) - began;
  return { client, id, group, cameAt, since: () => performance.now() - began };
}

/** A Chat in which the assistant says one thing. */
async function shortChat(server: RunningServer, query = '') {
  const chat = await chatIn(server, query);
  chat.client.send({ type: 'user_input', text: 'Hello.' });
  await chat.client.next('assistant_end');
  await vi.waitFor(async () => {
    chat.client.send({ type: 'session_settings' });
    expect(chat.since()).toBeGreaterThan(chat.cameAt('audio_output') + 250);
  });
  await chat.client.close();
  await ended(server, chat.id);
  return chat;
}

const ended = (server: RunningServer, id: string) =>
  vi.waitFor(async () => {
    const { status } = await recordingOf(server, id);
    expect(['QUEUED', 'IN_PROGRESS']).not.toContain(status);
  });

/**
 * How far apart, in ms, two moments may be that are the same: server and test share a thread, and each of some steps may come as
 * late as the machine let that thread wait.
 */
function nearly(): () => number {
  const waits = monitorEventLoopDelay({ resolution: 5 });
  waits.enable();
  open.add(async () => waits.disable());
  return () => 150 + 4 * (waits.max / 1e6);
}

const tone = (ms: number) =>
  Int16Array.from({ length: 16 * ms }, (_, i) => 5000 * Math.sin(i / 8) + 1);

test('both sides are recorded when they were heard: the user left, the assistant right', async () => {
  const near = nearly();
  const server = await recordingServer({ synthesiser: toneSynthesiser(1) });
  const { client, id, cameAt, since } = await chatIn(server);
  client.declareAudio();
  expect(await recordingOf(server, id)).toMatchObject({ status: 'QUEUED', signed_audio_url: null });
  const spokenFrom = since();
  const late = await client.speak(tone(600));
  const spokenUntil = since();
  client.send({ type: 'user_input', text: 'Hello.' });
  await client.next('assistant_end');
  await vi.waitFor(() => expect(since()).toBeGreaterThan(cameAt('audio_output') + 1300), 3000);
  await client.close();
  await ended(server, id);

  const recording = await recordingOf(server, id);
  expect(recording).toMatchObject({ id, status: 'COMPLETE', filename: `chat-${id}.wav` });
  expect(Math.abs(recording.modified_at - Date.now())).toBeLessThan(5000);
  const { user, assistant } = await heardIn(recording.signed_audio_url);
  // Where the machine let this test wait, the microphone of it was late.
  const [spoken, ...more] = soundsIn(user, 50 + late);
  expect(more).toEqual([]);
  expect(Math.abs((spoken?.from ?? NaN) - spokenFrom)).toBeLessThan(near());
  expect(Math.abs((spoken?.to ?? NaN) - spokenUntil)).toBeLessThan(near() + late);
  const duration = (spoken?.to ?? 0) - (spoken?.from ?? 0);
  expect(duration).toBeGreaterThan(595);
  expect(duration).toBeLessThan(605 + (late < 150 ? 0 : late));
  const [answer, ...others] = soundsIn(assistant);
  expect(others).toEqual([]);
  expect(Math.abs((answer?.from ?? NaN) - cameAt('audio_output') - 150)).toBeLessThan(near());
  expect((answer?.to ?? 0) - (answer?.from ?? 0)).toBeCloseTo(1000, -1);
});

test('what the assistant was saying when it was interrupted is cut there', async () => {
  const near = nearly();
  const server = await recordingServer({ synthesiser: toneSynthesiser(5) });
  const { client, id, cameAt, since } = await chatIn(server);
  client.send({ type: 'user_input', text: 'Hello.' });
  await client.next('assistant_end');
  await vi.waitFor(() => expect(since()).toBeGreaterThan(cameAt('audio_output') + 800), 3000);
  client.send({ type: 'user_input', text: 'Stop.' });
  await client.next('assistant_end', 2);
  await vi.waitFor(() => expect(since()).toBeGreaterThan(cameAt('user_interruption') + 600), 3000);
  const hungUp = since();
  await client.close();
  await ended(server, id);

  const { assistant } = await heardIn((await recordingOf(server, id)).signed_audio_url);
  const [cut, next, ...more] = soundsIn(assistant);
  expect(more).toEqual([]);
  expect(Math.abs((cut?.to ?? NaN) - cameAt('user_interruption'))).toBeLessThan(near());
  expect((next?.from ?? NaN) - (cut?.to ?? NaN)).toBeGreaterThan(100);
  // What was still sounding when the Chat ended was not heard either.
  expect(Math.abs((next?.to ?? NaN) - hungUp)).toBeLessThan(near());
});

test('sound of another rate and in base64 or binary frames has its length', async () => {
  const server = await recordingServer({ synthesiser: toneOf24kHz() });
  const { client, id } = await chatIn(server);
  client.declareAudio(48_000);
  const samples = Int16Array.from({ length: 48 * 500 }, (_, i) => 5000 * Math.sin(i / 24) + 1);
  const late = await client.speak(samples, { rate: 48_000, binary: true });
  client.send({ type: 'user_input', text: 'Hello.' });
  const { id: message } = await client.next('audio_output');
  expect(message).toBeDefined();
  const heardFrom = performance.now();
  await vi.waitFor(() => expect(performance.now() - heardFrom).toBeGreaterThan(700), 3000);
  await client.close();
  await ended(server, id);
  const { user, assistant } = await heardIn((await recordingOf(server, id)).signed_audio_url);
  const length = (side: Int16Array) =>
    soundsIn(side).reduce((sum, { from, to }) => sum + to - from, 0);
  expect(Math.abs(length(user) - 500)).toBeLessThan(5 + late);
  expect(Math.abs(length(assistant) - 500)).toBeLessThan(5);
  await client.close();
});

test('a recording is there while the Chat goes on, and its address when it is over', async () => {
  const server = await recordingServer();
  const { client, id } = await chatIn(server);
  client.declareAudio();
  await client.speak(tone(3000));
  await vi.waitFor(async () => {
    const recording = await recordingOf(server, id);
    expect(recording).toMatchObject({ status: 'IN_PROGRESS', signed_audio_url: null });
  });
  await client.close();
  await ended(server, id);
  expect((await recordingOf(server, id)).status).toBe('COMPLETE');
});

test('the address tells nobody else anything, takes HEAD and ranges, and expires', async () => {
  const server = await recordingServer({ keys: [{ apiKey: 'key', secretKey: 'secret' }] });
  const headers = { 'x-hume-api-key': 'key' };
  const { client, id } = await chatIn(server, '?api_key=key');
  client.send({ type: 'user_input', text: 'Hello.' });
  await client.next('assistant_end');
  await client.next('audio_output');
  const heardFrom = performance.now();
  await vi.waitFor(() => expect(performance.now() - heardFrom).toBeGreaterThan(300), 3000);
  await client.close();
  const ask = (path: string) => fetch(`${server.url}/v0/evi${path}`, { headers });
  const complete = await vi.waitFor(async () => {
    const recording = (await (await ask(`/chats/${id}/audio`)).json()) as {
      status: string;
      signed_audio_url: string;
      signed_url_expiration_timestamp_millis: number;
    };
    expect(recording.status).toBe('COMPLETE');
    return recording;
  });
  expect((await fetch(`${server.url}/v0/evi/chats/${id}/audio`)).status).toBe(401);
  const url = complete.signed_audio_url;
  // Whoever has the address needs no key.
  const whole = await fetch(url);
  const bytes = Buffer.from(await whole.arrayBuffer());
  expect(whole.headers.get('content-type')).toBe('audio/wav');
  expect(whole.headers.get('content-length')).toBe(String(bytes.length));
  expect(whole.headers.get('accept-ranges')).toBe('bytes');

  const head = await fetch(url, { method: 'HEAD' });
  expect(head.status).toBe(200);
  expect(head.headers.get('content-length')).toBe(String(bytes.length));
  for (const [range, from, to] of [
    ['bytes=0-3', 0, 4],
    ['bytes=41-46', 41, 47],
    ['bytes=47-', 47, bytes.length],
    ['bytes=-5', bytes.length - 5, bytes.length],
  ] as const) {
    const part = await fetch(url, { headers: { range } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(
      `bytes ${String(from)}-${String(to - 1)}/${String(bytes.length)}`,
    );
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(from, to));
  }
  const beyond = await fetch(url, { headers: { range: `bytes=${String(bytes.length)}-` } });
  expect(beyond.status).toBe(416);
  expect(beyond.headers.get('content-range')).toBe(`bytes */${String(bytes.length)}`);

  for (const forged of [
    url.replace(/signature=../, 'signature=00'),
    url.replace(/expires=\d/, 'expires=9'),
    url.replace(id, '0'),
    url.replace(/\?.*/, ''),
  ]) {
    const refused = await fetch(forged);
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: 'forbidden' });
  }
  vi.useFakeTimers({ toFake: ['Date'], now: complete.signed_url_expiration_timestamp_millis });
  const expired = await fetch(url);
  expect(expired.status).toBe(410);
  expect(await expired.json()).toMatchObject({ code: 'gone' });
});

test('a Chat that is deleted is gone with its sound; one that goes on stays', async () => {
  const server = await recordingServer();
  const { id } = await shortChat(server);
  const { signed_audio_url: url } = await recordingOf(server, id);
  const remove = (chat: string) =>
    fetch(`${server.url}/v0/evi/chats/${chat}`, { method: 'DELETE' });
  expect((await remove(id)).status).toBe(204);
  expect((await fetch(url ?? '')).status).toBe(410);
  expect((await remove(id)).status).toBe(404);
  const going = await chatIn(server);
  expect((await remove(going.id)).status).toBe(409);
  await going.client.close();
});

test('a Chat Group tells of the recordings of its Chats, in pages and both orders', async () => {
  const server = await recordingServer();
  const first = await shortChat(server);
  const second = await shortChat(server, `?resumed_chat_group_id=${first.group}`);
  const ask = async (query: string) => {
    const answer = await fetch(`${server.url}/v0/evi/chat_groups/${first.group}/audio${query}`);
    return (await answer.json()) as { audio_reconstructions_page: { id: string }[] };
  };
  const both = await ask('');
  expect(both).toMatchObject({
    id: first.group,
    num_chats: 2,
    page_number: 0,
    page_size: 10,
    total_pages: 1,
    pagination_direction: 'ASC',
    audio_reconstructions_page: [
      { id: first.id, status: 'COMPLETE' },
      { id: second.id, status: 'COMPLETE' },
    ],
  });
  expect(await ask('?ascending_order=false&page_size=1')).toMatchObject({
    total_pages: 2,
    pagination_direction: 'DESC',
    audio_reconstructions_page: [{ id: second.id }],
  });
  for (const path of ['chats/none/audio', 'chat_groups/none/audio']) {
    expect((await fetch(`${server.url}/v0/evi/${path}`)).status).toBe(404);
  }
  expect(
    (await fetch(`${server.url}/v0/evi/chat_groups/${first.group}/audio?page_size=0`)).status,
  ).toBe(400);
});

test('without a file no sound is kept unless it is asked for, and that is said', async () => {
  const server = await quickServer();
  open.add(() => server.close());
  const { id } = await shortChat(server);
  expect(await recordingOf(server, id)).toMatchObject({
    status: 'CANCELLED',
    filename: null,
    signed_audio_url: null,
    signed_url_expiration_timestamp_millis: null,
  });
});

test('in a file sound is kept, and addresses outlive the server', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vivavoce-audio-'));
  open.add(() => rm(folder, { recursive: true }));
  const database = join(folder, 'chats.db');
  const first = await quickServer({ database });
  open.add(() => first.close());
  const { id } = await shortChat(first);
  const { signed_audio_url: url } = await recordingOf(first, id);
  const before = await heardIn(url);
  await first.close();
  const second = await quickServer({ database });
  open.add(() => second.close());
  const after = await heardIn((url ?? '').replace(first.url, second.url));
  expect(after).toEqual(before);
  expect(soundsIn(after.assistant)).toHaveLength(1);
});

test('sound for which there is no room is left out, and the Chat goes on', async () => {
  const server = await recordingServer({
    maxAudioMb: 0.001,
    responder: sayingResponder('One.', 'Two.'),
  });
  const { id, client } = await shortChat(server);
  expect(client.all('error')).toEqual([]);
  expect((await recordingOf(server, id)).status).toBe('CANCELLED');
});

test('sound that goes over a broken line and the next is in both recordings', async () => {
  const server = await recordingServer({ synthesiser: toneSynthesiser(4) });
  const first = await chatIn(server);
  first.client.send({ type: 'user_input', text: 'Hello.' });
  await first.client.next('assistant_end');
  await vi.waitFor(
    () => expect(first.since()).toBeGreaterThan(first.cameAt('audio_output') + 800),
    3000,
  );
  first.client.socket.terminate();
  const second = await chatIn(server, `?resumed_chat_group_id=${first.group}`);
  await vi.waitFor(() => expect(second.since()).toBeGreaterThan(800), 3000);
  await second.client.close();
  await ended(server, second.id);
  const lengths = await Promise.all(
    [first.id, second.id].map(async (id) => {
      const { assistant } = await heardIn((await recordingOf(server, id)).signed_audio_url);
      return soundsIn(assistant).reduce((sum, { from, to }) => sum + to - from, 0);
    }),
  );
  for (const length of lengths) expect(length).toBeGreaterThan(500);
});

function toneOf24kHz() {
  const samples = Int16Array.from({ length: 12_000 }, (_, i) => 5000 * Math.sin(i / 12) + 1);
  const synthesiser = toneSynthesiser();
  return { ...synthesiser, speak: () => Promise.resolve({ samples, sampleRate: 24_000 }) };
}
