import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTokenSource, type TokenSourceOptions } from './token-source.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function sourceOf(options: TokenSourceOptions = {}, status = 200) {
  const asked: [string, RequestInit][] = [];
  const source = createTokenSource('/api/token', {
    retries: 0,
    ...options,
    fetch: async (input, init = {}) => {
      asked.push([input as string, init]);
      return Response.json({ access_token: `token-${asked.length}`, expires_in: 100 }, { status });
    },
  });
  return { source, asked };
}

test('the address is asked as it stands, so that it may be relative to the page', async () => {
  const { source, asked } = sourceOf({ headers: { 'x-session': 's' } });
  expect(await source()).toBe('token-1');
  expect(asked).toMatchObject([['/api/token', { method: 'POST', headers: { 'x-session': 's' } }]]);
});

test('a token is kept until shortly before its end', async () => {
  const { source, asked } = sourceOf({ refreshBeforeSeconds: 10 });
  await source();
  vi.advanceTimersByTime(89_999);
  expect(await source()).toBe('token-1');
  vi.advanceTimersByTime(1);
  expect(await source()).toBe('token-2');
  expect(asked).toHaveLength(2);
});

test('a fresh one can be had when a server refused the kept one', async () => {
  const { source } = sourceOf();
  await source();
  expect(await source({ fresh: true })).toBe('token-2');
  expect(await source()).toBe('token-2');
});

test('all who ask meanwhile share one request', async () => {
  const { source, asked } = sourceOf();
  expect(await Promise.all([source(), source(), source({ fresh: true })])).toEqual([
    'token-1',
    'token-1',
    'token-1',
  ]);
  expect(asked).toHaveLength(1);
});

test('headers may be a function, asked each time', async () => {
  let count = 0;
  const { source, asked } = sourceOf({ headers: async () => ({ 'x-csrf': String(++count) }) });
  await source();
  await source({ fresh: true });
  expect(asked.map(([, { headers }]) => (headers as Record<string, string>)['x-csrf'])).toEqual([
    '1',
    '2',
  ]);
});

test('a refusal is a typed error and is not kept', async () => {
  const { source, asked } = sourceOf({}, 403);
  await expect(source()).rejects.toMatchObject({
    name: 'EviError',
    reason: 'forbidden',
    status: 403,
  });
  await expect(source()).rejects.toMatchObject({ reason: 'forbidden' });
  expect(asked).toHaveLength(2);
});
