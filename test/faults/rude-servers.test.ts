import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { rig, told } from './support/rig.ts';
import type { Rig } from './support/rig.ts';
import { closeWith, greet, startRudeServer } from './support/rude-server.ts';
import type { RudeServer } from './support/rude-server.ts';
import { uncaught } from '../journeys/support/watch.ts';

// Whatever a test came to, the next one begins with nothing.
afterEach(() => stage.page.evaluate(() => window.rig.client.disconnect()));

let server: RudeServer;
let stage: Rig;
beforeAll(async () => {
  server = await startRudeServer();
  stage = await rig({ port: server.port });
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await server.stop();
});

async function connect(options: { connectTimeout?: number } = {}): Promise<string> {
  await stage.page.evaluate((all) => window.rig.make(all, 20), {
    url: stage.proxy.url,
    connectTimeout: 5000,
    ...options,
  });
  return stage.page.evaluate(() => window.rig.connect());
}

const status = (): Promise<string> =>
  stage.page.evaluate(() => window.rig.client.state.connection.status);

/** What is left open of it all: nothing, or this test fails. */
async function nothingLeft(): Promise<void> {
  await stage.page.evaluate(() => window.rig.client.disconnect());
  await expect
    .poll(() =>
      stage.page.evaluate(() => ({
        microphones: window.watched.tracks.filter(({ readyState }) => readyState === 'live').length,
        contexts: window.watched.contexts.filter(({ state }) => state !== 'closed').length,
      })),
    )
    .toEqual({ microphones: 0, contexts: 0 });
  await expect.poll(() => stage.page.workers().length).toBe(0);
  await expect.poll(() => stage.proxy.open).toBe(0);
  expect(await uncaught(stage.page)).toEqual([]);
}

test.each([401, 403, 429, 503])(
  'a server that answers %i is refused at once, since a browser tells no more',
  async (code) => {
    server.manners = code;
    const before = server.calls;
    expect(await connect()).toBe('connection-refused');
    expect(server.calls - before).toBe(1);
    expect(await status()).toBe('failed');
    await nothingLeft();
  },
);

test('a server that accepts and stays silent is given up', async () => {
  server.manners = () => undefined;
  expect(await connect({ connectTimeout: 300 })).toBe('connection-timeout');
  await nothingLeft();
});

test('a server that closes before chat_metadata rejects the connect', async () => {
  server.manners = (socket) => socket.close(1000);
  expect(await connect()).toBe('connection-closed');
  await nothingLeft();
});

/** How a conversation that was up ends with each close code: closed, failed with a reason, or tried again. */
const ends: Record<number, string> = {
  1000: 'closed',
  1001: 'again',
  1002: 'connection-closed',
  1003: 'connection-closed',
  // 1004, 1005, 1006 and 1015 no peer may send; one that does is met here as well.
  1004: 'connection-closed',
  1005: 'again',
  1006: 'again',
  1007: 'connection-closed',
  1008: 'connection-unauthorized',
  1009: 'connection-closed',
  1010: 'connection-closed',
  1011: 'again',
  1012: 'again',
  1013: 'again',
  1014: 'again',
  1015: 'again',
};

test.each(Object.entries(ends))('a conversation that is closed with %s: %s', async (code, end) => {
  let close = (): void => undefined;
  server.manners = (socket) => {
    greet(socket);
    close = () => closeWith(socket, Number(code));
  };
  expect(await connect()).toBe('');
  // Whoever calls again is served well.
  server.manners = greet;
  const calls = server.calls;
  close();
  if (end === 'again') {
    await expect.poll(() => server.calls).toBe(calls + 1);
    await expect.poll(status).toBe('connected');
    const [lost] = (await told(stage.page, 'connection')).filter(
      ({ connection }) => connection.status === 'reconnecting',
    );
    expect(lost?.connection).toMatchObject({ attempt: 1, delay: 20 });
  } else {
    await expect.poll(status).toBe(end === 'closed' ? 'closed' : 'failed');
    const reasons = await stage.page.evaluate(() =>
      window.rig.events.flatMap((event) => (event.type === 'error' ? [event.error.reason] : [])),
    );
    expect(reasons).toEqual(end === 'closed' ? [] : [end]);
    expect(server.calls).toBe(calls);
  }
  await nothingLeft();
});

test.each([
  [1008, 'connection-unauthorized'],
  [1013, 'connection-rate-limited'],
  [1011, 'connection-lost'],
])('a server that takes the call and closes with %i before it began: %s', async (code, reason) => {
  server.manners = (socket) => socket.close(code);
  expect(await connect()).toBe(reason);
  await nothingLeft();
});
