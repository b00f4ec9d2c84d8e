import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { createLogger, preview } from 'vite';
import type { Logger } from 'vite';
import { expect, it, onTestFinished, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { quietLogger } from './quiet-logger.ts';

/** A preview whose proxy leads to a server that sends without end. @returns what Vite tells, and a way to be a client that is killed. */
async function proxied(wrap: (logger: Logger) => Logger) {
  const folder = mkdtempSync(`${tmpdir()}/vivavoce-preview-`);
  writeFileSync(`${folder}/index.html`, '');
  const told: string[] = [];
  const logger = { ...createLogger('silent'), error: (message: string) => void told.push(message) };
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const closed: unknown[] = [];
  sockets.on('connection', (socket) => {
    const sound = Buffer.alloc(64 * 1024);
    const timer = setInterval(() => {
      socket.send(sound);
    }, 1);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(timer);
      closed.push(undefined);
    });
  });
  await vi.waitFor(() => {
    expect(sockets.address()).not.toBeNull();
  });
  const target = `http://127.0.0.1:${String((sockets.address() as AddressInfo).port)}`;
  const server = await preview({
    configFile: false,
    root: folder,
    build: { outDir: folder },
    customLogger: wrap(logger),
    preview: { host: '127.0.0.1', port: 0, proxy: { '/v0': { target, ws: true } } },
  });
  onTestFinished(async () => {
    await server.close();
    sockets.close();
    rmSync(folder, { recursive: true });
  });
  const { port } = server.httpServer.address() as AddressInfo;
  const talkAndDie = async () => {
    const before = closed.length;
    const client = connect(port, '127.0.0.1');
    client.write(
      [
        'GET /v0/evi/chat HTTP/1.1',
        'Host: 127.0.0.1',
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        '\r\n',
      ].join('\r\n'),
    );
    client.on('error', () => undefined);
    await new Promise((resolve) => client.once('data', resolve));
    client.resetAndDestroy();
    await vi.waitFor(() => {
      expect(closed.length).toBeGreaterThan(before);
    });
  };
  return { told, talkAndDie };
}

it('of a browser that is killed in a call Vite prints a stack trace', async () => {
  const { told, talkAndDie } = await proxied((logger) => logger);
  await vi.waitFor(
    async () => {
      await talkAndDie();
      expect(told.join('\n')).toMatch(/ws proxy/);
    },
    { timeout: 20_000 },
  );
});

it('and the demo prints none, but what has another cause', async () => {
  const { told, talkAndDie } = await proxied(quietLogger);
  for (let i = 0; i < 10; i++) await talkAndDie();
  expect(told).toEqual([]);
  const others: string[] = [];
  const logger = quietLogger({
    ...createLogger('silent'),
    error: (message) => void others.push(message),
  });
  logger.error('ws proxy error:\nError: connect ECONNREFUSED 127.0.0.1:8788');
  expect(others).toHaveLength(1);
});
