import { afterEach, expect, test, vi } from 'vitest';
import { createEviClient, type EviClientOptions } from './evi-client';
import { EviError } from './evi-error';

const baseUrl = 'http://server.test';
const config = { id: 'c', name: 'A config', version: 0 };
const posted = { evi_version: '3', name: 'A config' };

afterEach(() => {
  vi.useRealTimers();
});

/** A client whose requests are answered one after the other, and what it asked. */
function clientOf(
  answers: (Response | Error | (() => Response))[],
  options: EviClientOptions = {},
) {
  const asked: Request[] = [];
  const client = createEviClient({
    baseUrl,
    apiKey: 'the-key',
    ...options,
    fetch: async (input, init) => {
      asked.push(new Request(input, init));
      const answer = answers.shift() ?? new Response(null, { status: 500 });
      if (answer instanceof Error) throw answer;
      return typeof answer === 'function' ? answer() : answer;
    },
  });
  return { client, asked };
}

function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

/** Settles a promise while the clock runs as fast as it can, and says how much time that took. */
async function inFakeTime<T>(
  work: () => PromiseLike<T>,
): Promise<{ value: T | EviError; took: number }> {
  vi.useFakeTimers();
  const start = Date.now();
  let settled: { value: T | EviError; took: number } | undefined;
  void work().then(
    (value) => (settled = { value, took: Date.now() - start }),
    (error: EviError) => (settled = { value: error, took: Date.now() - start }),
  );
  for (let i = 0; i < 100 && !settled; i++) await vi.advanceTimersToNextTimerAsync();
  if (!settled) throw new Error('never settled');
  return settled;
}

test('nothing is sent before a method is called and its answer asked for', () => {
  const { client, asked } = clientOf([]);
  client.configs.list();
  expect(asked).toHaveLength(0);
});

test('the key goes into its header, a token goes before it', async () => {
  const { client, asked } = clientOf([json(config)]);
  await client.configs.getVersion('c', 0);
  expect(asked[0]?.headers.get('x-hume-api-key')).toBe('the-key');
  expect(asked[0]?.headers.has('authorization')).toBe(false);
  const other = clientOf([json(config)], { accessToken: 'the-token' });
  await other.client.configs.getVersion('c', 0);
  expect(other.asked[0]?.headers.get('authorization')).toBe('Bearer the-token');
  expect(other.asked[0]?.headers.has('x-hume-api-key')).toBe(false);
});

test('a function is asked for the token at each attempt', async () => {
  const tokens = ['first', 'second'];
  const { client, asked } = clientOf([new Response(null, { status: 503 }), json(config)], {
    accessToken: async () => tokens.shift() ?? '',
  });
  await inFakeTime(() => client.configs.getVersion('c', 0));
  expect(asked.map(({ headers }) => headers.get('authorization'))).toEqual([
    'Bearer first',
    'Bearer second',
  ]);
});

test('a local server needs no credentials', async () => {
  const { client, asked } = clientOf([json(config)], { apiKey: undefined });
  await client.configs.getVersion('c', 0);
  expect([...(asked[0]?.headers.keys() ?? [])]).toEqual(['accept']);
});

test('unknown fields and enumeration values of an answer stay in it', async () => {
  const answer = {
    ...config,
    language_model: { model_resource: 'later-model' },
    later: { deep: [1] },
    constructor: 'x',
  };
  const { client } = clientOf([json(answer)]);
  expect(await client.configs.getVersion('c', 0)).toEqual(answer);
});

test('an answer of null is null, nothing sent back is undefined', async () => {
  const { client } = clientOf([json(null), new Response(null, { status: 204 })]);
  expect(await client.tools.getVersion('t', 0)).toBeNull();
  expect(await client.tools.delete('t')).toBeUndefined();
});

test.each([
  ['an unknown field', { ...posted, nmae: 'x' }, 'nmae is string, expected no such field'],
  ['an unknown enumeration value', { ...posted, voice: { id: 'v', provider: 'OTHER' } }, 'voice'],
  ['a missing field', { name: 'x' }, 'evi_version is missing'],
  ['a fraction for a whole number', { ...posted, prompt: { version: 0.5 } }, 'prompt.version'],
  ['NaN', { ...posted, language_model: { temperature: NaN } }, 'language_model.temperature'],
])('a request with %s is not sent', async (_, body, detail) => {
  const { client, asked } = clientOf([]);
  const error = await client.configs
    .create(body as typeof posted)
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(EviError);
  expect(error).toMatchObject({ reason: 'invalid-request' });
  expect((error as EviError).message).toContain(detail);
  expect(asked).toHaveLength(0);
});

test.each(['', '.', '..'])('the id "%s" cannot lead to another operation', async (id) => {
  const { client, asked } = clientOf([]);
  await expect(client.configs.delete(id)).rejects.toMatchObject({ reason: 'invalid-request' });
  expect(asked).toHaveLength(0);
});

test.each([-1, 0.5, NaN, Infinity])('the version %s is not sent', async (version) => {
  const { client, asked } = clientOf([]);
  await expect(client.configs.getVersion('c', version)).rejects.toMatchObject({
    reason: 'invalid-request',
  });
  await expect(client.configs.list({ pageNumber: version })).rejects.toMatchObject({
    reason: 'invalid-request',
  });
  expect(asked).toHaveLength(0);
});

test('an id is escaped', async () => {
  const { client, asked } = clientOf([json(config)]);
  await client.configs.getVersion('../a?b#c d', 3);
  expect(asked[0]?.url).toBe(`${baseUrl}/v0/evi/configs/..%2Fa%3Fb%23c%20d/version/3`);
});

test('a base with a path in front keeps it', async () => {
  const { client, asked } = clientOf([json(config)], { baseUrl: 'https://proxy.test/hume//' });
  await client.configs.getVersion('c', 0);
  expect(asked[0]?.url).toBe('https://proxy.test/hume/v0/evi/configs/c/version/0');
});

test.each(['', 'server.test', '/relative', 'ws://server.test'])(
  'the base "%s" is refused at once',
  (base) => {
    expect(() => createEviClient({ baseUrl: base })).toThrow(TypeError);
  },
);

test('a list gives its page when awaited and every item when looped over', async () => {
  const page = (number: number, items: unknown[]) => () =>
    json({ page_number: number, page_size: 2, total_pages: 3, tools_page: items });
  const tool = (id: string) => ({
    tool_type: 'FUNCTION',
    id,
    version: 0,
    version_type: 'FIXED',
    name: id,
    created_on: 1,
    modified_on: 1,
    parameters: '{}',
  });
  const pages = () => [page(0, [tool('a'), null]), page(1, [tool('b')]), page(2, [tool('c')])];
  const first = clientOf(pages());
  expect((await first.client.tools.list({ pageSize: 2 })).tools_page).toHaveLength(2);
  expect(first.asked).toHaveLength(1);

  const { client, asked } = clientOf(pages());
  const ids: string[] = [];
  for await (const { id } of client.tools.list({ pageSize: 2, restrictToMostRecent: true }))
    ids.push(id);
  expect(ids).toEqual(['a', 'b', 'c']);
  expect(asked.map(({ url }) => new URL(url).search)).toEqual([
    '?page_size=2&restrict_to_most_recent=true',
    '?page_number=1&page_size=2&restrict_to_most_recent=true',
    '?page_number=2&page_size=2&restrict_to_most_recent=true',
  ]);
});

test('a loop may begin at a later page, go by pages, and stop early', async () => {
  const { client, asked } = clientOf([
    json({ total_pages: 9, configs_page: [config] }),
    json({ total_pages: 9, configs_page: [config] }),
  ]);
  const sizes: number[] = [];
  for await (const page of client.configs.list({ pageNumber: 4 }).pages()) {
    sizes.push(page.configs_page?.length ?? 0);
    if (sizes.length === 2) break;
  }
  expect(asked.map(({ url }) => new URL(url).searchParams.get('page_number'))).toEqual(['4', '5']);
});

test('a loop ends at an empty page, however many there should be', async () => {
  const { client, asked } = clientOf([json({ total_pages: 1e9, configs_page: [] })]);
  for await (const item of client.configs.list()) expect(item).toBeDefined();
  expect(asked).toHaveLength(1);
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
  await expect(client.configs.createVersion('c', posted)).rejects.toMatchObject({
    reason: 'invalid-request',
  });
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
