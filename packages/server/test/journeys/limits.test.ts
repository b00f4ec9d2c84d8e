import { once } from 'node:events';
import { get, request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createServer } from '../../src/index.ts';
import type { LogEntry, RunningServer, ServerOptions } from '../../src/index.ts';
import { logLine } from '../../src/base/log.ts';
import { TestClient } from '../support/client.ts';
import {
  constantProsody,
  quickEars,
  sayingResponder,
  scriptedRecogniser,
  toneSynthesiser,
} from '../support/engines.ts';

const running: RunningServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

async function serve(options: ServerOptions = {}): Promise<RunningServer> {
  const server = await createServer({
    port: 0,
    ...quickEars,
    recogniser: scriptedRecogniser(),
    synthesiser: toneSynthesiser(0.1),
    prosody: constantProsody(),
    responder: sayingResponder('Still here.'),
    ...options,
  }).listen();
  running.push(server);
  return server;
}

it('a client that sends more messages than it may is told so and closed with 1008; the others go on', async () => {
  const server = await serve({ limits: { messagesPerSecond: 20 } });
  const [calm, wild] = [await TestClient.open(server), await TestClient.open(server)];
  for (let i = 0; i < 300; i++) wild.send({ type: 'pause_assistant_message' });
  expect(await wild.closed).toEqual({ code: 1008, reason: 'too_many_messages' });
  expect(wild.all('error')).toMatchObject([{ code: 'E0405', slug: 'too_many_messages' }]);
  calm.send({ type: 'user_input', text: 'hello' });
  await calm.next('assistant_end');
});

it('a client that floods instead of closing is cut off', { timeout: 30_000 }, async () => {
  const server = await serve({ limits: { messagesPerSecond: 20 }, maxChats: 1 });
  const wild = await TestClient.open(server);
  // It never answers the closing handshake.
  wild.socket.pause();
  const flood = setInterval(() => {
    for (let i = 0; i < 50; i++) wild.send({ type: 'pause_assistant_message' });
  }, 5);
  try {
    // Its place is free again although it has not closed.
    let next: TestClient | undefined;
    for (const end = Date.now() + 20_000; next === undefined && Date.now() < end;) {
      const tried = new TestClient(server);
      const got = await Promise.race([tried.next('chat_metadata'), tried.closed]);
      if ('chat_id' in got) next = tried;
    }
    expect(next).toBeDefined();
  } finally {
    clearInterval(flood);
    wild.socket.terminate();
  }
});

it('ten seconds of speech at once are no flood', async () => {
  const server = await serve();
  const client = await TestClient.open(server);
  client.declareAudio();
  for (let i = 0; i < 500; i++) client.socket.send(Buffer.alloc(640));
  client.send({ type: 'user_input', text: 'hello' });
  await client.next('assistant_end');
  expect(client.all('error')).toEqual([]);
});

it(
  'sound far ahead of its time is left out and said so once, and the Chat goes on',
  { timeout: 30_000 },
  async () => {
    const server = await serve();
    const client = await TestClient.open(server);
    client.declareAudio();
    const half = Buffer.alloc(15 * 32_000);
    for (let i = 0; i < 20; i++) client.socket.send(half);
    client.send({ type: 'user_input', text: 'hello' });
    await client.next('assistant_end');
    expect(client.all('error').map(({ code, slug }) => [code, slug])).toEqual([
      ['E0207', 'audio_too_far_ahead'],
    ]);
    await client.close();
  },
);

it('the largest frame is an option, and a larger one closes with 1009', async () => {
  const server = await serve({ limits: { frameBytes: 2000 } });
  const client = await TestClient.open(server);
  client.send({ type: 'user_input', text: 'x'.repeat(1500) });
  await client.next('assistant_end');
  client.send({ type: 'user_input', text: 'x'.repeat(2500) });
  expect((await client.closed).code).toBe(1009);
});

it('a client that leaves more unread than it may is cut off', { timeout: 30_000 }, async () => {
  const server = await serve({ limits: { unreadBytes: 100_000 }, maxChats: 1 });
  const client = await TestClient.open(server);
  client.socket.pause();
  const content = 'x'.repeat(100_000);
  const flood = setInterval(() => {
    client.send({ type: 'tool_response', tool_call_id: 'a', content });
  }, 2);
  try {
    let other: TestClient | undefined;
    for (const end = Date.now() + 20_000; other === undefined && Date.now() < end;) {
      const tried = new TestClient(server);
      const got = await Promise.race([tried.next('chat_metadata'), tried.closed]);
      if ('chat_id' in got) other = tried;
    }
    expect(other).toBeDefined();
  } finally {
    clearInterval(flood);
    client.socket.terminate();
  }
});

it('a body over the limit is 413 with an error body', async () => {
  const server = await serve({ limits: { bodyBytes: 100 } });
  const response = await fetch(`${server.url}/oauth2-cc/token`, {
    method: 'POST',
    body: 'x'.repeat(200),
  });
  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({ code: 'too_large' });
});

it('while as many are being turned away as may talk, the next is 503 with an error body, and a foreign page is always 403', async () => {
  const server = await serve({ maxChats: 1 });
  const client = await TestClient.open(server);
  let told: object = {};
  for (let i = 0; i < 20 && !('code' in told); i++) {
    const turnedAway = new TestClient(server);
    const opened = new Promise((resolve) => turnedAway.socket.once('open', resolve));
    await Promise.race([opened, turnedAway.closed]);
    // It answers the closing handshake no more; a second later it is cut off.
    turnedAway.socket.pause();
    told = await refusal(server, {});
    turnedAway.socket.terminate();
  }
  expect(told).toMatchObject({ status: 503, code: 'too_many_chats' });
  client.send({ type: 'user_input', text: 'hello' });
  await client.next('assistant_end');
  const foreign = { origin: 'https://evil.example' };
  expect(await refusal(server, foreign)).toMatchObject({ status: 403, code: 'forbidden_origin' });
});

it.each([
  { frameBytes: 0 },
  { messagesPerSecond: 0.5 },
  { unreadBytes: Number.NaN },
  { bodyBytes: -1 },
])('the limits %j are refused by name', async (limits) => {
  await expect(createServer({ port: 0, limits }).listen()).rejects.toMatchObject({
    reason: 'invalid-option',
    message: expect.stringContaining(`limits.${Object.keys(limits).join()}`) as string,
  });
});

it('a request that fails is 500 without details, and one log line with them but for the keys', async () => {
  const log: LogEntry[] = [];
  const tone = toneSynthesiser(0.1);
  const server = await serve({
    keys: [{ apiKey: 'the-key', secretKey: 'the-secret' }],
    log: (entry) => log.push(entry),
    synthesiser: {
      ...tone,
      get voices(): readonly string[] {
        throw new Error('broken with the-key');
      },
    },
  });
  const response = await fetch(`${server.url}/health?api_key=the-key`);
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('broken');
  const lines = log.map(logLine);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^error: GET \/health failed: Error: broken with …/);
  expect(lines[0]).not.toContain('the-key');
});

it('a Chat in which the server fails closes with 1011, and the log has a line of it', async () => {
  const log: LogEntry[] = [];
  const server = await serve({
    log: (entry) => log.push(entry),
    clock: {
      now: () => performance.now(),
      setTimeout: () => {
        throw new Error('no more timers');
      },
    },
  });
  const client = new TestClient(server);
  expect(await client.closed).toEqual({ code: 1011, reason: 'internal_error' });
  expect(log.map(logLine).join()).toMatch(/error: A Chat .*Error/);
  const response = await fetch(`${server.url}/v0/evi/chats`);
  expect(await response.json()).toMatchObject({ chats_page: [{ status: 'ERROR' }] });
});

it('what was said comes back as it is, as JSON that no browser takes for a page', async () => {
  const server = await serve();
  const client = await TestClient.open(server);
  const text = '<img src=x onerror=alert(1)> $(touch /tmp/x) `id` {{constructor}} ${1+1} %00';
  client.send({
    type: 'session_settings',
    system_prompt: text,
    variables: { a: '{{b}}', b: text },
  });
  client.send({ type: 'user_input', text });
  expect((await client.next('user_message')).message.content).toBe(text);
  const response = await fetch(`${server.url}/health`);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
});

/** How an upgrade is refused. */
function refusal(server: RunningServer, headers: Record<string, string>): Promise<object> {
  return new Promise((resolve, reject) => {
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };
    const key = { 'sec-websocket-key': Buffer.alloc(16).toString('base64') };
    request(`${server.url}/v0/evi/chat`, { headers: { ...headers, ...upgrade, ...key } })
      .once('response', (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => (body += text));
        response.once('end', () => {
          resolve({ status: response.statusCode, ...(JSON.parse(body) as object) });
        });
      })
      .once('upgrade', (response, socket) => {
        socket.destroy();
        resolve({ status: response.statusCode });
      })
      .once('error', reject)
      .end();
  });
}

it('an address has only so many connections; another has its own, and what is closed makes room', async () => {
  const logged: LogEntry[] = [];
  const server = await serve({ limits: { connections: 3 }, log: (entry) => logged.push(entry) });
  const { hostname, port } = new URL(server.url);
  const held = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const socket = connect(Number(port), hostname);
      await once(socket, 'connect');
      return socket;
    }),
  );
  const ask = (localAddress?: string) =>
    new Promise<number | string | undefined>((resolve) => {
      const options = { agent: false, ...(localAddress !== undefined && { localAddress }) };
      get(`${server.url}/health`, options, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).once('error', (error: NodeJS.ErrnoException) => {
        resolve(error.code);
      });
    });
  try {
    // Both times: nothing is held of those that were cut off.
    for (let i = 0; i < 2; i++) expect(String(await ask())).toMatch(/ECONNRESET|EPIPE/);
    if (process.platform === 'linux') expect(await ask('127.0.0.2')).toBe(200);
    expect(logged.map(({ message }) => message)).toEqual([
      '127.0.0.1 has 3 connections, as many as it may; others are cut off.',
    ]);
    held.pop()?.destroy();
    await expect.poll(() => ask()).toBe(200);
  } finally {
    for (const socket of held) socket.destroy();
  }
});
