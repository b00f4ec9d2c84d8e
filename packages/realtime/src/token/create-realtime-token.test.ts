import { scriptedGemini } from '@vivavoce/testing/gemini-live';
import { scriptedOpenAI } from '@vivavoce/testing/openai-realtime';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { createRealtimeToken } from './create-realtime-token.ts';
import { RealtimeTokenError } from './realtime-token-error.ts';

const apiKey = 'sk-the-key';

afterEach(() => {
  vi.useRealTimers();
});

type Upstream = (request: Request) => Promise<Response> | Response;

/** A handler in front of something that answers, what it was asked, and what went wrong. */
function handlerOf(upstream: Upstream, options: object = {}) {
  const asked: Request[] = [];
  const errors: unknown[] = [];
  const handler = createRealtimeToken({
    openai: true,
    apiKey,
    authorize: () => true,
    fetch: async (input: RequestInfo | URL, init?: RequestInit) => {
      const request = new Request(input, init);
      asked.push(request.clone());
      return upstream(request);
    },
    onError: (error: unknown) => errors.push(error),
    ...options,
  });
  return { handler, asked, errors };
}

const ask = (headers: Record<string, string> = {}, method = 'POST'): Request =>
  new Request('https://app.test/api/realtime-token', { method, headers });

const bodyOf = (response: Response): Promise<unknown> => response.json();

test('OpenAI makes a secret that is good for a minute, for one model', async () => {
  const openai = scriptedOpenAI({ apiKey });
  const { handler, asked, errors } = handlerOf((request) => openai.mint(request), {
    openai: { session: { instructions: 'Be brief.' } },
  });
  const answer = await handler(ask());
  expect(errors).toEqual([]);
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect(await bodyOf(answer)).toEqual({ token: expect.stringMatching(/^ek_1_\w+$/) as string });
  expect(asked[0]?.url).toBe('https://api.openai.com/v1/realtime/client_secrets');
  expect(await asked[0]?.json()).toEqual({
    expires_after: { anchor: 'created_at', seconds: 60 },
    session: { type: 'realtime', model: 'gpt-realtime', instructions: 'Be brief.' },
  });
});

test('Gemini makes a token for one connection, which fixes the model and what else is named', async () => {
  const gemini = scriptedGemini({ apiKey });
  const before = Date.now();
  const { handler, asked, errors } = handlerOf((request) => gemini.mint(request), {
    openai: undefined,
    gemini: { model: 'gemini-live', setup: { generationConfig: { temperature: 0.2 } } },
    expiresIn: 120,
  });
  const answer = await handler(ask());
  expect(errors).toEqual([]);
  expect(await bodyOf(answer)).toEqual({
    token: expect.stringMatching(/^auth_tokens\/\w+$/) as string,
  });
  expect(asked[0]?.url).toBe('https://generativelanguage.googleapis.com/v1alpha/auth_tokens');
  const body = (await asked[0]?.json()) as Record<string, string>;
  expect(body).toMatchObject({
    uses: 1,
    bidiGenerateContentSetup: {
      model: 'models/gemini-live',
      generationConfig: { temperature: 0.2 },
    },
    fieldMask: 'model,generationConfig.temperature',
  });
  const [begin, end] = [body['newSessionExpireTime'], body['expireTime']].map(
    (time = '') => Date.parse(time) - before,
  );
  expect(Math.round((begin ?? 0) / 1000)).toBe(120);
  expect(end).toBeGreaterThan(begin ?? 0);
});

test('a gateway is asked at its own address, also where the page’s is given', async () => {
  for (const url of ['wss://gateway.test/openai/', 'https://gateway.test/openai']) {
    const openai = scriptedOpenAI();
    const { handler, asked } = handlerOf((request) => openai.mint(request), { openai: { url } });
    expect((await handler(ask())).status).toBe(200);
    expect(asked[0]?.url).toBe('https://gateway.test/openai/v1/realtime/client_secrets');
  }
});

test('each request has a secret of its own', async () => {
  const openai = scriptedOpenAI();
  const { handler } = handlerOf((request) => openai.mint(request));
  const all = await Promise.all([1, 2, 3].map(async () => bodyOf(await handler(ask()))));
  expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(3);
});

test.each([
  ['says no', () => false],
  ['says something else than yes', () => 'yes' as never],
  ['throws', () => Promise.reject(new Error('no session'))],
])('whoever is not authorized gets nothing: authorize %s', async (_, authorize) => {
  const { handler, asked } = handlerOf(() => Response.json({}), { authorize });
  const answer = await handler(ask());
  expect([answer.status, await bodyOf(answer)]).toEqual([403, { error: 'forbidden' }]);
  expect(asked).toEqual([]);
});

test.each(['PUT', 'DELETE', 'OPTIONS'])('the method %s is refused', async (method) => {
  const { handler, asked } = handlerOf(() => Response.json({}));
  const answer = await handler(ask({}, method));
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, POST']);
  expect(asked).toEqual([]);
});

const nobody = async (): Promise<Response> => {
  throw new TypeError(`cannot reach with Bearer ${apiKey}`);
};

test.each<[string, Upstream, number, string, string]>([
  [
    'the key',
    () => Response.json({ error: { code: 'invalid_api_key', message: apiKey } }, { status: 401 }),
    502,
    'keys_refused',
    'unauthorized',
  ],
  [
    'the model',
    () => Response.json({ error: { code: 404, status: apiKey } }, { status: 404 }),
    502,
    'token_refused',
    'bad-request',
  ],
  [
    'an account without money',
    () => Response.json({ error: { code: 'insufficient_quota' } }, { status: 429 }),
    502,
    'token_refused',
    'quota',
  ],
  [
    'too many requests',
    () => new Response(apiKey, { status: 429, headers: { 'retry-after': '7' } }),
    503,
    'rate_limited',
    'rate-limited',
  ],
  [
    'a fault',
    () => new Response(apiKey, { status: 500 }),
    502,
    'token_unavailable',
    'server-error',
  ],
  ['nobody', nobody, 502, 'token_unreachable', 'network'],
  ['no JSON', () => new Response(`<p>${apiKey}`), 502, 'token_invalid', 'invalid-response'],
  ['no secret', () => Response.json({ key: apiKey }), 502, 'token_invalid', 'invalid-response'],
  ['null', () => Response.json(null), 502, 'token_invalid', 'invalid-response'],
  [
    'the key itself',
    () => Response.json({ value: apiKey }),
    502,
    'token_invalid',
    'invalid-response',
  ],
  [
    'a redirect',
    () => new Response(null, { status: 307, headers: { location: 'https://other.test' } }),
    502,
    'token_invalid',
    'invalid-response',
  ],
])(
  'a refusal has its status and its error, without a key: %s',
  async (_, upstream, ...expected) => {
    const { handler, errors } = handlerOf(upstream);
    const answer = await handler(ask());
    const [error] = errors as [RealtimeTokenError];
    const text = await answer.text();
    expect([answer.status, (JSON.parse(text) as { error: string }).error, error.reason]).toEqual(
      expected,
    );
    expect(error).toBeInstanceOf(RealtimeTokenError);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    if (error.reason === 'rate-limited') expect(answer.headers.get('retry-after')).toBe('7');
    const shown = [text, error.message, error.stack, JSON.stringify(error), String(error.cause)];
    expect(shown.join()).not.toContain(apiKey);
  },
);

test('who does not answer in time is not waited for: the service, and authorize', async () => {
  vi.useFakeTimers();
  let aborted = false;
  const silent = handlerOf(
    ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          aborted = true;
          reject(new Error('aborted'));
        });
      }),
    { timeoutMs: 500 },
  );
  const answer = silent.handler(ask());
  await vi.advanceTimersByTimeAsync(500);
  expect([(await answer).status, await bodyOf(await answer)]).toEqual([
    504,
    { error: 'token_timeout' },
  ]);
  expect(silent.errors).toMatchObject([{ reason: 'timeout' }]);
  expect(aborted).toBe(true);

  const undecided = handlerOf(() => Response.json({}), {
    timeoutMs: 500,
    authorize: () => new Promise(() => undefined),
  });
  const refused = undecided.handler(ask());
  await vi.advanceTimersByTimeAsync(500);
  expect((await refused).status).toBe(403);
  expect(String(undecided.errors[0])).toMatch(/authorize/);
  expect(undecided.asked).toEqual([]);
});

test('a body that never ends is not waited for either', async () => {
  vi.useFakeTimers();
  const { handler } = handlerOf(() => new Response(new ReadableStream({ start: () => undefined })));
  const answer = handler(ask());
  await vi.advanceTimersByTimeAsync(8000);
  expect((await answer).status).toBe(504);
});

test('a page of another origin gets nothing, unless it is named, and then can read it', async () => {
  const openai = scriptedOpenAI();
  const own = { origin: 'https://app.test' };
  const other = { origin: 'https://other.test', 'sec-fetch-site': 'cross-site' };
  const { handler, asked } = handlerOf((request) => openai.mint(request));
  expect((await handler(ask(own))).status).toBe(200);
  expect((await handler(ask({ ...own, 'sec-fetch-site': 'same-origin' }))).status).toBe(200);
  // Behind a proxy, where the address of the request is the inner one.
  const inner = new Request('http://10.0.0.1:3000/api', {
    method: 'POST',
    headers: { ...own, 'x-forwarded-host': 'app.test' },
  });
  expect((await handler(inner)).status).toBe(200);
  for (const headers of [
    other,
    { origin: 'https://other.test' },
    { origin: 'null', 'sec-fetch-site': 'cross-site' },
    { origin: 'https://sub.app.test', 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site' },
  ] as Record<string, string>[]) {
    const answer = await handler(ask(headers));
    expect([answer.status, await bodyOf(answer)]).toEqual([403, { error: 'foreign_origin' }]);
    expect(answer.headers.has('access-control-allow-origin')).toBe(false);
  }
  expect(asked).toHaveLength(3);

  const named = handlerOf((request) => openai.mint(request), { origins: ['https://other.test'] });
  const preflight = await named.handler(
    ask({ ...other, 'access-control-request-headers': 'x-session' }, 'OPTIONS'),
  );
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-headers')).toBe('x-session');
  const answer = await named.handler(ask(other));
  expect(answer.status).toBe(200);
  expect(answer.headers.get('access-control-allow-origin')).toBe('https://other.test');
  expect(answer.headers.get('vary')).toBe('origin');
});

test.each<[string, Upstream, object, string, RegExp]>([
  ['refused by the app', nobody, { authorize: () => false }, 'forbidden', /`authorize` said no/],
  [
    'a key is missing',
    nobody,
    { apiKey: undefined },
    'keys_missing',
    /apiKey.*key of OpenAI.*environment/,
  ],
  [
    'a wrong key',
    () => new Response(apiKey, { status: 401 }),
    {},
    'keys_refused',
    /401.*does not accept the key/,
  ],
  [
    'a key without the permission',
    () => new Response(apiKey, { status: 403 }),
    {},
    'keys_refused',
    /403.*not allowed this/,
  ],
  ['nobody there', nobody, {}, 'token_unreachable', /OpenAI was not reached/],
])(
  'without onError the console has a sentence, but not in production: %s',
  async (_, upstream, options, code, sentence) => {
    const said = vi.spyOn(console, 'error').mockReturnValue();
    try {
      const { handler } = handlerOf(upstream, { ...options, onError: undefined });
      expect(await bodyOf(await handler(ask()))).toEqual({ error: code });
      expect(said.mock.calls).toEqual([[expect.stringMatching(sentence)]]);
      expect(said.mock.calls.join()).not.toContain(apiKey);
      vi.stubEnv('NODE_ENV', 'production');
      await handler(ask());
      expect(said).toHaveBeenCalledOnce();
    } finally {
      vi.unstubAllEnvs();
      said.mockRestore();
    }
  },
);

test('the console says that authorize threw, and of what kind, and quotes nothing of it', async () => {
  const said = vi.spyOn(console, 'error').mockReturnValue();
  onTestFinished(() => said.mockRestore());
  const authorize = () => Promise.reject(new TypeError('bad session of ann: s3cret'));
  const { handler } = handlerOf(() => Response.json({}), { authorize, onError: undefined });
  expect((await handler(ask())).status).toBe(403);
  expect(said.mock.calls).toEqual([[expect.stringMatching(/threw TypeError.*onError/)]]);
  expect(said.mock.calls.join()).not.toMatch(/ann|s3cret/);
});

test('a model without such a secret is refused, and the way is named', () => {
  expect(() => handlerOf(() => Response.json({}), { openai: { model: 'gpt-live-1' } })).toThrow(
    /gpt-live-1.*@vivavoce\/server/,
  );
});

test.each([
  { openai: undefined },
  { gemini: true },
  { expiresIn: 5 },
  { expiresIn: NaN },
  { timeoutMs: 0 },
  { openai: { url: 'ftp://x' } },
  { openai: { url: `https://user:${apiKey}@x` } },
])('options that make no handler are refused at once: %j', (options) => {
  expect(() => handlerOf(() => Response.json({}), options)).toThrow(TypeError);
});

test('a request without a signal, as some edge runtimes have it, is answered', async () => {
  const openai = scriptedOpenAI();
  const { handler } = handlerOf((request) => openai.mint(request));
  const { method, url, headers } = ask();
  expect((await handler({ method, url, headers } as Request)).status).toBe(200);
});

test('what onError throws keeps nobody from an answer', async () => {
  const onError = (): never => {
    throw new Error('of the app');
  };
  const { handler } = handlerOf(nobody, { onError });
  expect((await handler(ask())).status).toBe(502);
});
