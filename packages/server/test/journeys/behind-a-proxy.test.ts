import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { ServerOptions } from '../../src/index.ts';
import { quickServer } from '../support/quick-server.ts';

const keys = [{ apiKey: 'key', secretKey: 'secret' }];

async function serve(options: ServerOptions) {
  const server = await quickServer({ keys, ...options });
  onTestFinished(() => server.close());
  return async (forwarded: string, key: string) => {
    const headers = { 'x-forwarded-for': forwarded, 'x-hume-api-key': key };
    return (await fetch(`${server.url}/v0/evi/configs`, { headers })).status;
  };
}

it('behind a trusted proxy who guesses keys slows nobody else, whatever it forges', async () => {
  const ask = await serve({ trustProxy: true });
  const guesses = [];
  for (let i = 0; i < 25; i++) {
    guesses.push(await ask(`198.51.100.${String(i)}, 192.0.2.1`, `wrong ${String(i)}`));
  }
  expect(guesses.at(-1)).toBe(429);
  expect(await ask('192.0.2.2', 'wrong')).toBe(401);
});

it('without one a forged address makes nobody somebody else', async () => {
  const ask = await serve({});
  const guesses = [];
  for (let i = 0; i < 25; i++)
    guesses.push(await ask(`192.0.2.${String(i)}`, `wrong ${String(i)}`));
  expect(guesses.at(-1)).toBe(429);
});

it('the connections of a trusted proxy are not counted as one client’s, those of its clients are', async () => {
  const server = await quickServer({ trustProxy: true, limits: { connections: 2 } });
  onTestFinished(() => server.close());
  const open = (from: string) =>
    new Promise<number>((resolve) => {
      const url = `${server.url.replace('http', 'ws')}/v0/evi/chat`;
      const socket = new WebSocket(url, { headers: { 'x-forwarded-for': from } });
      socket.on('open', () => {
        resolve(101);
      });
      socket.on('unexpected-response', (_, { statusCode = 0 }) => {
        resolve(statusCode);
      });
      socket.on('error', () => undefined);
    });
  expect(await open('192.0.2.1')).toBe(101);
  expect(await open('192.0.2.1')).toBe(101);
  expect(await open('192.0.2.1')).toBe(503);
  expect(await open('192.0.2.2')).toBe(101);
});
