import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createServer } from '../../src/index.ts';
import type { ServerOptions } from '../../src/index.ts';
import { findExecutable } from '../../src/base/processes/find-executable.ts';
import { TestClient } from '../support/client.ts';
import { toneSynthesiser } from '../support/engines.ts';
import { quickServer } from '../support/quick-server.ts';

const quick = { port: 0, recogniser: 'none', synthesiser: toneSynthesiser(0.1) } as const;
const folder = await mkdtemp(join(tmpdir(), 'vivavoce-tls-'));
afterAll(() => rm(folder, { recursive: true }));

/** The address of a recording as a client is told of it. */
async function recordingAddress(options: ServerOptions, headers: Record<string, string> = {}) {
  const server = await quickServer({ maxAudioMb: 100, ...options });
  const client = await TestClient.open(server);
  const { chat_id: id } = await client.next('chat_metadata');
  client.declareAudio();
  client.socket.send(Buffer.alloc(32_000));
  client.send({ type: 'user_input', text: 'hello' });
  await client.next('assistant_end');
  await client.close();
  const url = await vi.waitFor(async () => {
    const answer = await fetch(`${server.url}/v0/evi/chats/${id}/audio`, { headers });
    const recording = (await answer.json()) as { status: string; signed_audio_url: string };
    if (recording.status !== 'COMPLETE') throw new Error(recording.status);
    return recording.signed_audio_url;
  }, 3000);
  const own = url.replace(/^.*(?=\/audio\/)/, server.url);
  const status = (await fetch(own)).status;
  const { url: local } = server;
  await server.close();
  expect(status).toBe(200);
  return url.replace(/\/audio\/.*/, '').replace(local, 'itself');
}

it('the address of a recording is the public one', { timeout: 20_000 }, async () => {
  const forwarded = { 'x-forwarded-proto': 'made-up, https', 'x-forwarded-host': 'voice.example' };
  expect(await recordingAddress({})).toBe('itself');
  expect(await recordingAddress({}, forwarded)).toBe('itself');
  expect(await recordingAddress({ trustProxy: true }, forwarded)).toBe('https://voice.example');
  expect(await recordingAddress({ trustProxy: true })).toBe('itself');
  const publicUrl = 'https://example.com/voice/';
  expect(await recordingAddress({ publicUrl, trustProxy: true }, forwarded)).toBe(
    'https://example.com/voice',
  );
});

it('a request for the host of the public address is answered, and what is no address is refused', async () => {
  const server = await createServer({ ...quick, publicUrl: 'https://voice.example' }).listen();
  const socket = new WebSocket(server.socket, { headers: { host: 'voice.example' } });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  socket.terminate();
  await server.close();
  for (const publicUrl of ['voice.example', 'ftp://voice.example', 'https://', 'https://a b', '']) {
    await expect(createServer({ ...quick, publicUrl }).listen()).rejects.toMatchObject({
      reason: 'invalid-option',
      message: expect.stringContaining('like https://voice.example') as string,
    });
  }
});

const openssl = await findExecutable('openssl');

it.skipIf(openssl === undefined)(
  'with a certificate it speaks https and wss, and ends as without',
  async () => {
    const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
    await promisify(execFile)(openssl ?? '', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-keyout', keyFile, '-out', certFile, '-days', '2', ...subject],
    ]);
    const [cert, key] = [await readFile(certFile, 'utf8'), await readFile(keyFile, 'utf8')];
    const server = await createServer({ ...quick, tls: { cert, key } }).listen();
    expect([server.url, server.socket]).toEqual([
      `https://127.0.0.1:${String(server.port)}`,
      `wss://127.0.0.1:${String(server.port)}/v0/evi/chat`,
    ]);
    const health = await new Promise<string>((resolve, reject) => {
      get(`${server.url}/health`, { ca: cert, agent: false }, (response) => {
        text(response).then(resolve, reject);
      }).once('error', reject);
    });
    expect(health).toContain('"status":"ok"');
    // An offer of another protocol is declined here, too.
    const offered = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { upgrade: 'h2c', connection: 'upgrade' };
      get(`${server.url}/health`, { ca: cert, agent: false, headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).once('error', reject);
    });
    expect(offered).toBe(200);
    const socket = new WebSocket(server.socket, { ca: cert });
    const [first] = await new Promise<[string, number]>((resolve, reject) => {
      socket.once('message', (data: Buffer) => {
        resolve([data.toString(), 0]);
      });
      socket.once('error', reject);
    });
    expect(first).toContain('chat_metadata');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await server.close();
    expect(await closed).toBe(1001);
  },
);

it('a certificate without its key is refused, and nothing of the key is said', async () => {
  const tls = { cert: 'no certificate', key: 'no key' };
  const refusal = createServer({ ...quick, tls }).listen();
  await expect(refusal).rejects.toMatchObject({
    reason: 'invalid-option',
    message: expect.not.stringContaining('no key') as string,
  });
});
