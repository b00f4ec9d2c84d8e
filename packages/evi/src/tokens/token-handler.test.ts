import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createTokenHandler, type TokenHandlerOptions } from './token-handler.ts';

const apiKey = 'the-api-key';
const secretKey = 'the-secret-key';
const basic = btoa(`${apiKey}:${secretKey}`);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A handler whose token requests are answered by a function, and those requests. */
function handlerOf(
  answer: (count: number) => Response | Promise<Response>,
  options: Partial<TokenHandlerOptions> = {},
) {
  const asked: Request[] = [];
  const handler = createTokenHandler({
    apiKey,
    secretKey,
    baseUrl: 'http://server.test',
    authorize: () => true,
    retries: 0,
    ...options,
    fetch: async (input, init) => {
      asked.push(new Request(input, init));
      return answer(asked.length);
    },
  });
  return { handler, asked };
}

const token = (count: number, expires_in = 1000) =>
  Response.json({ access_token: `token-${count}`, expires_in, key: apiKey });
const ask = (method = 'POST') => new Request('http://app.test/token', { method });
const textOf = async (response: Promise<Response>) => (await response).text();

test('a token is asked for as the token address wants it', async () => {
  const { handler, asked } = handlerOf((count) => token(count));
  const response = await handler(ask());
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  // What else the server said stays here.
  expect(await response.json()).toEqual({ access_token: 'token-1', expires_in: 1000 });
  const [request] = asked;
  expect(request?.url).toBe('http://server.test/oauth2-cc/token');
  expect(request?.method).toBe('POST');
  expect(request?.headers.get('authorization')).toBe(`Basic ${basic}`);
  expect(await request?.text()).toBe('grant_type=client_credentials');
});

test('each page gets a token of its own, also of those that ask at once', async () => {
  const { handler, asked } = handlerOf((count) => token(count));
  const all = await Promise.all(Array.from({ length: 3 }, () => textOf(handler(ask()))));
  expect(
    [...all, await textOf(handler(ask('GET')))].map((text) => /token-\d/.exec(text)?.[0]),
  ).toEqual(['token-1', 'token-2', 'token-3', 'token-4']);
  expect(asked).toHaveLength(4);
});

test('the token is asked for in the name of the visitor, and of none who is nobody or unknown', async () => {
  const names: Record<string, () => string | undefined> = {
    'http://app.test/ann': () => 'ann & co',
    'http://app.test/none': () => undefined,
    'http://app.test/broken': () => {
      throw new Error('no session');
    },
  };
  const onError = vi.fn();
  const { handler, asked } = handlerOf((count) => token(count), {
    visitor: async ({ url }) => names[url]?.(),
    onError,
  });
  const statuses = [];
  for (const url of Object.keys(names)) statuses.push((await handler(new Request(url))).status);
  expect(statuses).toEqual([200, 200, 403]);
  expect(await Promise.all(asked.map((request) => request.text()))).toEqual([
    'grant_type=client_credentials&visitor=ann+%26+co',
    'grant_type=client_credentials',
  ]);
  expect(onError).toHaveBeenCalledOnce();
});

test('a failure is not kept', async () => {
  const { handler, asked } = handlerOf((count) =>
    count === 1 ? new Response(null, { status: 500 }) : token(count),
  );
  expect((await handler(ask())).status).toBe(502);
  expect((await handler(ask())).status).toBe(200);
  expect(asked).toHaveLength(2);
});

test.each([
  ['says no', () => false],
  ['says no later', async () => false],
  [
    'throws',
    () => {
      throw new Error('no session');
    },
  ],
])('whoever is not authorized gets nothing: authorize %s', async (_, authorize) => {
  const { handler, asked } = handlerOf((count) => token(count), { authorize });
  const response = await handler(ask());
  expect(response.status).toBe(403);
  expect(await response.json()).toEqual({ error: 'forbidden' });
  expect(asked).toHaveLength(0);
});

test.each(['PUT', 'DELETE', 'HEAD', 'OPTIONS'])(
  'the method %s is refused before anybody is asked',
  async (method) => {
    const authorize = vi.fn(() => true);
    const { handler } = handlerOf((count) => token(count), { authorize });
    const response = await handler(ask(method));
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, POST');
    expect(authorize).not.toHaveBeenCalled();
  },
);

test.each<[string, () => Response, number]>([
  [
    'an echo of the secrets',
    () => Response.json({ message: `${apiKey} ${secretKey} ${basic}` }, { status: 401 }),
    502,
  ],
  [
    'too many requests',
    () => new Response(basic, { status: 429, headers: { 'retry-after': '9999' } }),
    503,
  ],
  ['no JSON', () => new Response(secretKey), 502],
  ['no token', () => Response.json({ expires_in: 1, secretKey }), 502],
  [
    'a cut connection',
    () => {
      throw new TypeError(`cannot reach with ${basic}`);
    },
    502,
  ],
])('neither answer nor error shows key or secret: %s', async (_, answer, status) => {
  const errors: unknown[] = [];
  const { handler } = handlerOf(answer, { onError: (error) => errors.push(error) });
  const response = await handler(ask());
  expect(response.status).toBe(status);
  expect(errors).toHaveLength(1);
  const error = errors[0] as Error & { body?: unknown };
  const shown = [
    await response.text(),
    error.message,
    error.stack,
    JSON.stringify(error),
    String(error.cause),
  ];
  for (const secret of [apiKey, secretKey, basic]) expect(shown.join()).not.toContain(secret);
});

test.each([{ apiKey: '' }, { secretKey: undefined }, { apiKey: undefined, secretKey: '' }])(
  'without a key whoever may have a token is told that keys are missing, and the developer which: %j',
  async (options) => {
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    const { handler, asked } = handlerOf(() => token(1), { ...options, onError });
    const response = await handler(ask());
    expect([response.status, await response.json()]).toEqual([500, { error: 'keys_missing' }]);
    expect(String(errors)).toContain(Object.keys(options).join(' and '));
    expect(asked).toEqual([]);
  },
);

const cut = () => {
  throw new TypeError('nobody there');
};
const answers: [string, () => Response, object, string, RegExp][] = [
  [
    'refused by the app',
    () => token(1),
    { authorize: () => false },
    'forbidden',
    /`authorize` said no/,
  ],
  ['keys missing', () => token(1), { secretKey: '' }, 'keys_missing', /secretKey.*environment/],
  [
    'keys wrong',
    () => new Response(null, { status: 401 }),
    {},
    'keys_refused',
    /401.*apiKey and secretKey.*those of this server/,
  ],
  ['server unreachable', cut, {}, 'token_unreachable', /running.*baseUrl/],
];

test.each(answers)(
  'the page has a code and the console a sentence, but not in production: %s',
  async (_, upstream, options, code, sentence) => {
    const said = vi.spyOn(console, 'error').mockReturnValue();
    try {
      const { handler } = handlerOf(upstream, options);
      expect(await (await handler(ask())).json()).toEqual({ error: code });
      expect(said.mock.calls).toEqual([[expect.stringMatching(sentence)]]);
      vi.stubEnv('NODE_ENV', 'production');
      await handler(ask());
      expect(said).toHaveBeenCalledOnce();
    } finally {
      vi.unstubAllEnvs();
      said.mockRestore();
    }
  },
);

test.each([
  ['authorize', { authorize: () => Promise.reject(new TypeError('bad session of ann: s3cret')) }],
  ['visitor', { visitor: () => Promise.reject(new TypeError('bad session of ann: s3cret')) }],
])(
  'the console says that %s threw, and of what kind, and quotes nothing of it: onError has it',
  async (_, options) => {
    const said = vi.spyOn(console, 'error').mockReturnValue();
    onTestFinished(() => said.mockRestore());
    expect((await handlerOf((count) => token(count), options).handler(ask())).status).toBe(403);
    expect(said.mock.calls).toEqual([[expect.stringMatching(/threw TypeError.*onError/)]]);
    expect(said.mock.calls.join()).not.toMatch(/ann|s3cret/);
    const onError = vi.fn();
    await handlerOf((count) => token(count), { ...options, onError }).handler(ask());
    expect(onError.mock.calls).toEqual([
      [expect.objectContaining({ message: 'bad session of ann: s3cret' })],
    ]);
    expect(said).toHaveBeenCalledOnce();
  },
);

test('who is never judged is let in by nobody, and the page is answered in time', async () => {
  const onError = vi.fn();
  const { handler, asked } = handlerOf((count) => token(count), {
    authorize: () => new Promise(() => undefined),
    timeoutMs: 5000,
    onError,
  });
  const answer = handler(ask());
  await vi.advanceTimersByTimeAsync(5000);
  expect((await answer).status).toBe(403);
  expect(onError).toHaveBeenCalledWith(
    expect.objectContaining({ message: expect.stringMatching(/authorize/) as unknown }),
  );
  expect(asked).toEqual([]);
});

test('an onError that throws keeps the page from no answer', async () => {
  const onError = () => {
    throw new Error('of the app');
  };
  const refused = handlerOf((count) => token(count), {
    authorize: () => {
      throw new Error('no session');
    },
    onError,
  });
  expect((await refused.handler(ask())).status).toBe(403);
  const broken = handlerOf(() => new Response(null, { status: 400 }), { onError });
  expect((await broken.handler(ask())).status).toBe(502);
});

test('options that are undefined are as good as not there, and numbers that are none are refused', async () => {
  const { handler } = handlerOf((count) => token(count), {
    timeoutMs: undefined,
    retries: undefined,
    visitor: undefined,
    onError: undefined,
  });
  expect((await handler(ask())).status).toBe(200);
  for (const wrong of [{ timeoutMs: NaN }, { retries: NaN }])
    expect(() => handlerOf((count) => token(count), wrong)).toThrow(TypeError);
});
