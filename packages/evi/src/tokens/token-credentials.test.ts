import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EviError } from '../client/evi-error.ts';
import { createTokenHandler } from './token-handler.ts';
import { createTokenSource } from './token-source.ts';
import { tokenCredentials } from './token-credentials.ts';
import { tokenFault } from './token-error.ts';

const said = vi.fn();
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(said.mockReset()));
afterEach(() => void vi.restoreAllMocks());

/** A page's fetch in front of a route, whose fetch is in front of a server. */
const through =
  (server: () => Response, options: object = {}): typeof fetch =>
  async (_, init) => {
    const handler = createTokenHandler({
      apiKey: 'a-key',
      secretKey: 'a-secret',
      authorize: () => true,
      onError: () => undefined,
      retries: 0,
      fetch: async () => server(),
      ...options,
    });
    return handler(new Request('https://app.test/api/token', init));
  };
const cut = (): Response => {
  throw new TypeError('nobody there');
};
const given = (): Response => Response.json({ access_token: 'token-1', expires_in: 60 });

test('each attempt has a token of its own, and its request the headers of the app', async () => {
  const asked: (RequestInit | undefined)[] = [];
  const credentials = tokenCredentials('/api/token', {
    request: { headers: { 'x-session': '1' } },
    fetch: async (_, init) => {
      asked.push(init);
      return given();
    },
  });
  const { signal } = new AbortController();
  expect(await credentials({ signal })).toEqual({ accessToken: 'token-1' });
  await credentials();
  const request = { method: 'POST', cache: 'no-store', headers: { 'x-session': '1' } };
  expect(asked).toEqual([{ ...request, signal }, request]);
});

const reasons: [string, typeof fetch, string, string, RegExp][] = [
  [
    'refused by the app',
    through(given, { authorize: () => false }),
    'connection-unauthorized',
    'sign-in',
    /authorize.*said no/,
  ],
  [
    'keys missing',
    through(given, { apiKey: undefined }),
    'connection-unauthorized',
    'add-keys',
    /has no keys/,
  ],
  [
    'keys wrong',
    through(() => new Response(null, { status: 401 })),
    'connection-unauthorized',
    'check-keys',
    /does not accept the keys/,
  ],
  [
    'server unreachable',
    through(cut),
    'connection-refused',
    'check-server',
    /could not reach the voice service/,
  ],
  ['route unreachable', async () => cut(), 'connection-refused', 'check-server', /nobody answered/],
  [
    'no such route',
    async () => new Response('<p>', { status: 404 }),
    'connection-unauthorized',
    'check-credentials',
    /no such route/,
  ],
  [
    'a page in its place',
    async () => new Response('<p>'),
    'connection-unauthorized',
    'check-credentials',
    /no token in what it answered/,
  ],
  [
    'a fault of the app',
    async () => new Response('<p>', { status: 500 }),
    'connection-refused',
    'check-server',
    /answered 500/,
  ],
];

test.each(reasons)(
  'a refusal says what to do, to the client and on the console: %s',
  async (_, fetch, reason, hint, message) => {
    const asking = tokenCredentials('/api/token?user=ann', { fetch })();
    const voice = { reason, hint, message: expect.stringMatching(message) as string };
    await expect(asking).rejects.toMatchObject({ name: 'TokenError', voice });
    expect(said.mock.calls).toEqual([[expect.stringMatching(message)]]);
    expect(said.mock.calls.join()).not.toContain('ann');
    // The REST client's source says the same of its own error.
    const source = createTokenSource('/api/token', { fetch, retries: 0 })();
    await expect(source).rejects.toBeInstanceOf(EviError);
    await expect(source).rejects.toMatchObject({ voice });
  },
);

test('what the page has ended is no refusal', async () => {
  const ended = new DOMException('ended', 'AbortError');
  const fetch = async (): Promise<Response> => Promise.reject(ended);
  await expect(tokenCredentials('/api/token', { fetch })()).rejects.toBe(ended);
  expect(said).not.toHaveBeenCalled();
});

test('a code of another route is none', () => {
  expect(tokenFault('/a', 403, 'toString').hint).toBe('sign-in');
  expect(tokenFault('/a', 418, { not: 'text' }).message).toMatch(/answered 418/);
});

test('an answer that did not come in time is late, and a password in an address is not quoted', async () => {
  const late = new DOMException('too long', 'TimeoutError');
  const credentials = tokenCredentials('https://me:hidden@app.test/api/token?of=me', {
    fetch: () => Promise.reject(late),
  });
  const error: unknown = await credentials().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ voice: { reason: 'connection-timeout' } });
  expect(String(error)).toContain('https://app.test/api/token:');
  expect(String(said.mock.calls)).not.toContain('hidden');
});
