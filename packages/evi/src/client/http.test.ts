import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import {
  baseUrl,
  clientOf,
  config,
  inFakeTime,
  json,
  posted,
} from '../../test/support/scripted-client.ts';
import { createEviClient } from './evi-client.ts';
import { EviError } from './evi-error.ts';

afterEach(() => {
  vi.useRealTimers();
});

test.each([408, 429, 500, 502, 503, 504])('a GET is repeated after %i', async (status) => {
  const { client, asked } = clientOf([new Response(null, { status }), json(config)]);
  const { value, took } = await inFakeTime(() => client.configs.getVersion('c', 0));
  expect(value).toEqual(config);
  expect(asked).toHaveLength(2);
  expect(took).toBeGreaterThanOrEqual(250);
  expect(took).toBeLessThanOrEqual(500);
});

test.each([400, 401, 403, 404, 409, 422])('a GET is not repeated after %i', async (status) => {
  const { client, asked } = clientOf([new Response(null, { status })]);
  await expect(client.configs.getVersion('c', 0)).rejects.toMatchObject({ status });
  expect(asked).toHaveLength(1);
});

test('a request is repeated when no answer comes', async () => {
  const { client, asked } = clientOf([new TypeError('fetch failed'), json(config)]);
  expect((await inFakeTime(() => client.configs.getVersion('c', 0))).value).toEqual(config);
  expect(asked).toHaveLength(2);
});

test.each([408, 500, 502, 503, 504])('a POST is never repeated after %i', async (status) => {
  const { client, asked } = clientOf([
    new Response(null, { status, headers: { 'retry-after': '0' } }),
  ]);
  await expect(client.configs.create(posted)).rejects.toMatchObject({ status });
  expect(asked).toHaveLength(1);
});

test('a POST is never repeated when no answer comes', async () => {
  const { client, asked } = clientOf([new TypeError('fetch failed')]);
  const { name: _, ...version } = posted;
  await expect(client.configs.createVersion('c', version)).rejects.toMatchObject({
    reason: 'network',
  });
  expect(asked).toHaveLength(1);
});

test('a POST is repeated after a 429, which says that nothing was done', async () => {
  const { client, asked } = clientOf([new Response(null, { status: 429 }), json(config, 201)]);
  expect((await inFakeTime(() => client.configs.create(posted))).value).toEqual(config);
  expect(asked).toHaveLength(2);
});

test('the server’s Retry-After is honoured', async () => {
  const limited = new Response(null, { status: 429, headers: { 'retry-after': '7' } });
  const { client } = clientOf([limited, json(config)]);
  expect((await inFakeTime(() => client.configs.getVersion('c', 0))).took).toBe(7000);
});

test('a Retry-After of hours is passed on instead of waited for', async () => {
  const limited = new Response(null, { status: 429, headers: { 'retry-after': '7200' } });
  const { client, asked } = clientOf([limited]);
  await expect(client.configs.getVersion('c', 0)).rejects.toMatchObject({
    reason: 'rate-limited',
    retryAfterMs: 7_200_000,
  });
  expect(asked).toHaveLength(1);
});

test('retries end, and their number is the client’s or the request’s', async () => {
  const { client, asked } = clientOf([]);
  const { value } = await inFakeTime(() => client.configs.getVersion('c', 0));
  expect(value).toMatchObject({ reason: 'server-error', status: 500 });
  expect(asked).toHaveLength(3);
  await client.configs.getVersion('c', 0, { retries: 0 }).catch(() => undefined);
  expect(asked).toHaveLength(4);
});

test('an answer that does not come in time is a timeout, even when fetch ignores the signal', async () => {
  const client = createEviClient({
    baseUrl,
    timeoutMs: 50,
    retries: 1,
    fetch: () => new Promise(() => undefined),
  });
  const { value, took } = await inFakeTime(() => client.configs.getVersion('c', 0));
  expect(value).toMatchObject({ reason: 'timeout' });
  expect(took).toBeGreaterThanOrEqual(100);
  expect(vi.getTimerCount()).toBe(0);
});

test('a credentials function that hangs is a timeout too', async () => {
  const accessToken = () => new Promise<string>(() => undefined);
  const { client } = clientOf([], { accessToken, timeoutMs: 50, retries: 0 });
  expect((await inFakeTime(() => client.configs.getVersion('c', 0))).value).toMatchObject({
    reason: 'timeout',
  });
});

test('the caller’s signal ends a request, a wait and one not begun, leaving nothing behind', async () => {
  vi.useFakeTimers();
  const controller = new AbortController();
  const { signal } = controller;
  const removed = vi.spyOn(signal, 'removeEventListener');
  const hanging = createEviClient({ baseUrl, fetch: () => new Promise(() => undefined) });
  const { client } = clientOf([new Response(null, { status: 503 })]);
  const request = hanging.configs.getVersion('c', 0, { signal });
  const wait = client.configs.getVersion('c', 0, { signal });
  const settled = Promise.allSettled([request, wait]);
  await vi.advanceTimersByTimeAsync(100);
  controller.abort('enough');
  for (const outcome of await settled) {
    expect(outcome).toMatchObject({ reason: { reason: 'aborted', cause: 'enough' } });
  }
  await expect(client.configs.getVersion('c', 0, { signal })).rejects.toMatchObject({
    reason: 'aborted',
  });
  expect(vi.getTimerCount()).toBe(0);
  expect(removed).toHaveBeenCalled();
});

test('an answer that does not fit is told by its field, not by its value', async () => {
  const { client } = clientOf([json({ ...config, version: 'not a number' })]);
  const error = await client.configs.getVersion('c', 0).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ reason: 'invalid-response', status: 200 });
  expect((error as EviError).message).toContain('version is string, expected a whole number');
  const broken = clientOf([new Response('<html>')]);
  await expect(broken.client.configs.getVersion('c', 0)).rejects.toMatchObject({
    reason: 'invalid-response',
    body: '<html>',
  });
});

test('a redirect is not followed, so the key stays with the server it is for', async () => {
  const { client, asked } = clientOf([
    new Response(null, { status: 302, headers: { location: 'https://evil.test' } }),
  ]);
  await expect(client.configs.getVersion('c', 0)).rejects.toMatchObject({
    reason: 'unexpected-status',
  });
  expect(asked[0]?.redirect).toBe('manual');
});

test.each([
  ['apiKey', { apiKey: 's3cret/"key"+' }],
  ['accessToken', { apiKey: undefined, accessToken: 's3cret/"key"+' }],
])('no error shows the %s', async (_, credentials) => {
  const secret = 's3cret/"key"+';
  const echo = {
    error: 'bad',
    code: 'E1',
    message: `your key ${secret}`,
    headers: { key: secret },
    url: encodeURIComponent(secret),
  };
  const answers = [
    json(echo, 400),
    json({ id: secret, version: secret }),
    new Error(`cannot send ${secret}`),
    new Response(secret, { status: 404 }),
  ];
  const { client } = clientOf(answers, { ...credentials, retries: 0 });
  while (answers.length > 0) {
    const error = await client.configs.getVersion('c', 0).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EviError);
    const { message, body, code, stack, cause } = error as EviError;
    const shown = JSON.stringify([
      message,
      body,
      code,
      stack,
      String(cause),
      (cause as Error | undefined)?.stack,
    ]);
    expect(shown).not.toContain('s3cret');
  }
});

test('a credentials function that throws is told and not asked again', async () => {
  const accessToken = vi.fn(async () => {
    throw new Error('no session');
  });
  const { client, asked } = clientOf([], { accessToken });
  await expect(client.configs.getVersion('c', 0)).rejects.toMatchObject({ reason: 'credentials' });
  expect(accessToken).toHaveBeenCalledOnce();
  expect(asked).toHaveLength(0);
});

test('a long error body is cut', async () => {
  const { client } = clientOf([new Response('x'.repeat(1_000_000), { status: 404 })]);
  const error = await client.configs.getVersion('c', 0).catch((thrown: unknown) => thrown);
  expect(String((error as EviError).body).length).toBeLessThanOrEqual(2000);
});

test.each([Infinity, 2 ** 31, 1e15])(
  'a timeout of %d ms is not over at once',
  async (timeoutMs) => {
    vi.useFakeTimers();
    const client = createEviClient({
      baseUrl,
      timeoutMs,
      retries: 0,
      fetch: () => new Promise((resolve) => setTimeout(() => resolve(json(config)), 86_400_000)),
    });
    const version = client.configs.getVersion('c', 0);
    await vi.advanceTimersByTimeAsync(86_400_000);
    expect(await version).toEqual(config);
    expect(vi.getTimerCount()).toBe(0);
  },
);

test.each([
  ['timeoutMs', NaN],
  ['timeoutMs', -1],
  ['timeoutMs', 0],
  ['timeoutMs', '500'],
  ['retries', NaN],
  ['retries', -1],
])(
  '%s of %s is refused, by the client at once and by a request before anything is sent',
  async (name, value) => {
    const options = { [name]: value };
    expect(() => createEviClient({ baseUrl, ...options })).toThrow(
      new RegExp(`option ${name}: because it is ${value}`),
    );
    const { client, asked } = clientOf([json(config)]);
    await expect(client.configs.getVersion('c', 0, options)).rejects.toMatchObject({
      reason: 'invalid-request',
    });
    expect(asked).toEqual([]);
  },
);

test('options that are undefined are as good as not there', async () => {
  const asked: string[] = [];
  const client = createEviClient({
    baseUrl,
    apiKey: undefined,
    accessToken: undefined,
    timeoutMs: undefined,
    retries: undefined,
    fetch: async (input) => {
      asked.push(input as string);
      return json(config);
    },
  });
  const own = { signal: undefined, timeoutMs: undefined, retries: undefined };
  expect(await client.configs.getVersion('c', 0, own)).toEqual(config);
  expect(asked).toHaveLength(1);
  expect(() => createEviClient({ baseUrl: undefined, fetch: undefined })).not.toThrow();
});

test.each([
  ['https://app.test/', /mixed content/],
  ['http://app.test/', /no answer came\./],
])('a request that a page at %s can not make says what it can of why', async (href, words) => {
  vi.stubGlobal('location', { href });
  onTestFinished(() => void vi.unstubAllGlobals());
  const client = createEviClient({
    baseUrl: 'http://server.test',
    retries: 0,
    fetch: () => Promise.reject(new TypeError('Failed to fetch')),
  });
  await expect(client.configs.getVersion('c', 0)).rejects.toMatchObject({
    reason: 'network',
    message: expect.stringMatching(words) as unknown,
  });
});
