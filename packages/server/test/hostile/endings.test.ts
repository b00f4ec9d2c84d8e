import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createClient } from '@libsql/client';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { TestClient } from '../support/client.ts';
import { expectToEnd, expectUnharmed, startServer } from './support/hostile-server.ts';

const upgrade = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
];

/** A client that sends this and never closes, whatever the server does. */
async function stubborn(url: string, lines: readonly string[]): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
  socket.on('error', () => undefined);
  socket.write([...lines, '', ''].join('\r\n').replace('HOST', `Host: ${hostname}`));
  await once(socket, 'data');
  return socket;
}

it('SIGTERM ends it within 10 s, whatever clients, receivers, requests and children do', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vivavoce-end-'));
  const database = join(folder, 'chats.db');
  const got: string[] = [];
  // Answers without an end.
  const receiver = createServer((request, response) => {
    got.push(request.url ?? '');
    request.resume();
    response.writeHead(200);
    response.write('x');
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const server = await startServer({
    args: ['--database', database, '--allow-private-webhooks'],
    env: { VIVAVOCE_WEBHOOK_KEY: 'webhook-key' },
  });
  const held: Socket[] = [];
  let over = false;
  const dials = new Set<WebSocket>();
  try {
    const receiverUrl = `http://127.0.0.1:${String((receiver.address() as AddressInfo).port)}/`;
    const config = await fetch(`${server.url}/v0/evi/configs`, {
      method: 'POST',
      body: JSON.stringify({
        evi_version: '3',
        name: 'told',
        webhooks: [{ url: receiverUrl, events: ['chat_started', 'chat_ended'] }],
      }),
    });
    const { id } = (await config.json()) as { id: string };
    const told = await TestClient.open(server, `?config_id=${id}`);
    await expect.poll(() => got.length, { timeout: 5000 }).toBeGreaterThan(0);
    const path = '/v0/evi/chat';
    // Refused, and stays. Accepted, and answers no closing handshake.
    held.push(await stubborn(server.url, ['GET /nowhere HTTP/1.1', 'HOST', ...upgrade]));
    held.push(await stubborn(server.url, [`GET ${path} HTTP/1.1`, 'HOST', ...upgrade]));
    // A request whose body never comes.
    const endless = ['POST /v0/evi/prompts HTTP/1.1', 'HOST', 'Content-Length: 1000'];
    held.push(await stubborn(server.url, [...endless, 'Expect: 100-continue']));
    // A child that waits for more of its file.
    const child = await TestClient.open(server);
    child.socket.send(Buffer.from([0x1a, 0x45, 0xdf, 0xa3, ...Array<number>(60).fill(0)]));
    // A kit that is in again as soon as it is out.
    const dial = () => {
      if (over) return;
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}${path}`);
      dials.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        dials.delete(socket);
        setTimeout(dial, 5);
      });
    };
    for (let i = 0; i < 10; i++) dial();
    await expect.poll(() => dials.size, { timeout: 5000 }).toBe(10);
    const ended = expectToEnd(server.process, server.errorOutput);
    // Some Chats are being opened at this moment.
    for (let i = 0; i < 20; i++) dial();
    await ended;
    over = true;
    expect((await told.closed).code).toBe(1012);
    const client = createClient({ url: pathToFileURL(database).href });
    const { rows } = await client.execute("select id from chats where status = 'ACTIVE'");
    client.close();
    expect(rows).toEqual([]);
    expect(server.errorOutput()).not.toContain('error');
  } finally {
    over = true;
    server.process.kill('SIGKILL');
    for (const socket of held) socket.destroy();
    for (const socket of dials) socket.terminate();
    receiver.closeAllConnections();
    receiver.close();
    await rm(folder, { recursive: true, force: true });
  }
});

it('100 clients without a key keep nobody out, however long they stay', async () => {
  const key = 'right-key';
  const env = { VIVAVOCE_API_KEY: key, VIVAVOCE_SECRET_KEY: 'secret' };
  await expectUnharmed(400, { env, key }, async ({ url, afterwards }) => {
    const lines = ['GET /v0/evi/chat HTTP/1.1', 'HOST', ...upgrade];
    const held = await Promise.all(Array.from({ length: 220 }, () => stubborn(url, lines)));
    afterwards(() => {
      for (const socket of held) socket.destroy();
    });
    const welcome = await TestClient.open({ url }, `?api_key=${key}`);
    await welcome.close();
    // Whoever was refused is cut off.
    for (const socket of held) if (!socket.readableEnded) await once(socket.resume(), 'end');
  });
});

it('an offer to upgrade to HTTP/2 is declined: the request is answered, with its body', async () => {
  const server = await startServer({});
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
  const offer = [
    `Host: ${hostname}`,
    'Connection: Upgrade, HTTP2-Settings',
    'Upgrade: h2c',
    'HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA',
  ];
  try {
    const body = JSON.stringify({ name: 'offered', text: 'x'.repeat(50_000) });
    const post = ['POST /v0/evi/prompts HTTP/1.1', `Content-Length: ${String(body.length)}`];
    socket.write([...post, ...offer, '', body.slice(0, 100)].join('\r\n'));
    await new Promise((resolve) => setImmediate(resolve));
    socket.write(body.slice(100));
    await expect.poll(() => answer, { timeout: 5000 }).toContain('"name":"offered"');
    expect(answer).toMatch(/^HTTP\/1\.1 201 /);
    // The connection is as good as before.
    answer = '';
    socket.write(['GET /health HTTP/1.1', ...offer, '', ''].join('\r\n'));
    await expect.poll(() => answer, { timeout: 5000 }).toMatch(/^HTTP\/1\.1 200 /);
  } finally {
    socket.destroy();
    server.process.kill('SIGKILL');
  }
});
