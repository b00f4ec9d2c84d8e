import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { expect, it, onTestFinished } from 'vitest';
import { bodyRoom } from './body-room.ts';

const largest = 1024 * 1024;

/** Answers with the length of the body. */
async function serve() {
  const app = new Hono();
  app.use(bodyRoom(largest));
  app.post('/', async (context) => context.text(String((await context.req.text()).length)));
  app.onError((_, context) => context.body(null, 400));
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    post: async (length: number) => {
      const url = `http://127.0.0.1:${String(port)}/`;
      return (await fetch(url, { method: 'POST', body: 'x'.repeat(length) })).text();
    },
    /** Announces a body of which nothing comes. Resolves when it has its room, or waits for it. */
    async announce(header: string) {
      const socket = connect(port, '127.0.0.1');
      socket.write(`POST / HTTP/1.1\r\nHost: localhost\r\n${header}\r\n\r\n`);
      socket.on('error', () => undefined).resume();
      await once(server, 'request');
      return socket;
    },
  };
}

it.each(['Content-Length: 1000000', 'Transfer-Encoding: chunked'])(
  'while bodies are announced that do not come, small ones wait for nobody and large ones are read soon: %s',
  async (header) => {
    const { post, announce } = await serve();
    const sockets = [];
    for (let i = 0; i < 8; i++) sockets.push(await announce(header));
    expect(await post(1000)).toBe('1000');
    expect(sockets.filter(({ destroyed }) => destroyed)).toEqual([]);
    expect(await post(900_000)).toBe('900000');
  },
);

it('a body that comes late stays while nobody waits for its room', async () => {
  const { post, announce } = await serve();
  const socket = await announce('Content-Length: 100000');
  expect(await post(900_000)).toBe('900000');
  const answer = once(socket, 'data');
  socket.write('x'.repeat(100_000));
  expect(String(await answer)).toContain('200 OK');
});
