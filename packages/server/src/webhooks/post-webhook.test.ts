import { getEventListeners, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { postWebhook } from './post-webhook.ts';

/** What a signal keeps of those that listen to it or follow it. Node keeps the followers in a set behind a symbol. */
function heldBy(signal: AbortSignal): number {
  const followers = Object.getOwnPropertySymbols(signal)
    .map((symbol): unknown => Reflect.get(signal, symbol))
    .map((value) => (isSet(value) ? value.size : 0));
  const listeners = getEventListeners(signal, 'abort').length;
  return followers.reduce((sum, size) => sum + size, listeners);
}

/** Node's own sets inherit from nothing. */
function isSet(value: unknown): value is Set<unknown> {
  return typeof value === 'object' && value !== null && 'size' in value && 'add' in value;
}

it('an attempt that is over, well or not, leaves nothing at the signal it could have been ended by', async () => {
  const receiver = createServer((request, response) => {
    request.resume();
    response.statusCode = request.url === '/well' ? 200 : 500;
    response.end();
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const { port } = receiver.address() as AddressInfo;
  const { signal } = new AbortController();
  const idle = heldBy(signal);
  const options = { signingKey: 'a-key', allowPrivate: true };
  const post = (path: string) =>
    postWebhook(new URL(`http://127.0.0.1:${String(port)}/${path}`), '{}', options, signal);
  for (let i = 0; i < 5; i++) {
    await post('well');
    await expect(post('badly')).rejects.toThrow('it answered 500');
  }
  expect(heldBy(signal)).toBe(idle);
  receiver.close();
});

it('a signal that has followers or listeners is seen to hold them', () => {
  const { signal } = new AbortController();
  const idle = heldBy(signal);
  signal.addEventListener('abort', () => undefined);
  const follower = AbortSignal.any([signal]);
  expect(heldBy(signal)).toBe(idle + 2);
  expect(follower.aborted).toBe(false);
});

it('a signal that was aborted before ends the attempt', async () => {
  const options = { signingKey: 'a-key', allowPrivate: true };
  const attempt = postWebhook(new URL('http://127.0.0.1:9/'), '{}', options, AbortSignal.abort());
  await expect(attempt).rejects.toThrow('it did not answer in time');
});
