import { isBuiltin } from 'node:module';
import { EdgeVM } from '@edge-runtime/vm';
import type { createTokenHandler } from '@vivavoce/evi';
import type { createRealtimeToken } from '@vivavoce/realtime';
import type { Hono } from 'hono';
import { beforeEach, expect, test } from 'vitest';
import { bundleScript } from '../../core/build/bundle-script.ts';
import { inlineSource } from '../../core/build/inline-source.ts';

// The handlers that give a page its token run where routes run: in the runtime that Next.js has at the edge, which is a third party's
// and knows nothing of Node, and under the rules of Cloudflare's workerd.

const entry = new URL('support/edge-entry.ts', import.meta.url).pathname;
const { code, modules } = await bundleScript(entry, [inlineSource()]);

interface Edge {
  readonly Request: typeof Request;
  readonly createTokenHandler: typeof createTokenHandler;
  readonly createRealtimeToken: typeof createRealtimeToken;
  readonly app: Hono;
}

/** What workerd takes of a request; it throws at anything else. */
const known = /^(method|headers|body|redirect|signal)$/;

/** What was asked of the service. */
let asked: Request[] = [];
let answer: (request: Request) => Response = () => new Response();
beforeEach(() => {
  asked = [];
});

/** A runtime of its own that has loaded the packages. At that time workerd has neither timers nor fetch nor chance. */
function load(): Edge {
  let loaded = false;
  const vm = new EdgeVM({
    extend: (context) => {
      const { setTimeout: later, Request: EdgeRequest, crypto } = context;
      const inRequest = (what: string): void => {
        if (!loaded) throw new Error(`Disallowed operation called within global scope: ${what}`);
      };
      return Object.assign(context, {
        setTimeout: (...given: Parameters<typeof setTimeout>) => {
          inRequest('setTimeout');
          return later(...given);
        },
        fetch: async function fetch(this: unknown, input: string, init: RequestInit = {}) {
          inRequest('fetch');
          if (this !== undefined && this !== context) throw new TypeError('Illegal invocation');
          for (const name of Object.keys(init)) {
            if (!known.test(name))
              throw new TypeError(`The '${name}' field on 'RequestInitializerDict' is unknown.`);
          }
          if (!/^(follow|manual|undefined)$/.test(String(init.redirect)))
            throw new TypeError('Invalid redirect value, must be one of "follow" or "manual".');
          const request = new EdgeRequest(input, init);
          asked.push(request);
          return answer(request);
        },
        crypto: new Proxy(crypto, {
          get: (target, name) => {
            inRequest(`crypto.${String(name)}`);
            return Reflect.get(target, name) as unknown;
          },
        }),
      });
    },
  });
  vm.evaluate(code);
  loaded = true;
  return vm.context as unknown as Edge;
}

/** What a route is called with, besides: the parameters of Next.js, the environment and context of a Worker. */
type Route = (request: Request, ...besides: unknown[]) => Promise<Response>;
const besides = [{ params: Promise.resolve({}) }, { waitUntil: () => undefined }];

const routes: Record<string, (edge: Edge) => Route> = {
  openai: ({ createRealtimeToken: create }) =>
    create({ openai: true, apiKey: 'sk-1', authorize: allows, timeoutMs: 300 }),
  gemini: ({ createRealtimeToken: create }) =>
    create({ gemini: true, apiKey: 'sk-1', authorize: allows, timeoutMs: 300 }),
  evi: ({ createTokenHandler: create }) =>
    create({ apiKey: 'sk-1', secretKey: 'sk-2', authorize: allows, timeoutMs: 300, retries: 0 }),
};
const allows = ({ headers }: Request): boolean => headers.get('cookie') === 'session=1';
const secrets = { openai: { value: 'ek_1' }, gemini: { name: 'auth_tokens/1' }, evi: evi() };

function evi(): object {
  return { access_token: 'token-1', expires_in: 1800, token_type: 'Bearer' };
}

const cookie = { cookie: 'session=1' };
const post = (edge: Edge, headers: Record<string, string> = cookie): Request =>
  new edge.Request('https://app.test/api/token', { method: 'POST', headers });

test('nothing of Node is imported by what a route imports', () => {
  const packages = modules.filter((file) => /packages\/(evi|core|realtime)\/src/.test(file));
  expect(packages.length).toBeGreaterThan(10);
  expect(modules.filter((file) => isBuiltin(file) || file.startsWith('node:'))).toEqual([]);
  expect(
    code.match(/\brequire\(|\bfrom ?["'`]|["'`]node:|\bprocess\b(?!\.env\.NODE_ENV)|\bBuffer\b/g),
  ).toBeNull();
});

test.each(Object.entries(secrets))(
  '%s: a visitor has a token, and nobody else',
  async (name, told) => {
    const edge = load();
    const handler = routes[name]?.(edge) as Route;
    answer = () => Response.json(told);
    const given = await handler(post(edge), ...besides);
    expect(given.status).toBe(200);
    expect(given.headers.get('cache-control')).toBe('no-store');
    expect(Object.values((await given.json()) as object)).toContain(Object.values(told)[0]);
    expect(asked).toHaveLength(1);
    expect((await handler(post(edge, {}), ...besides)).status).toBe(403);
    const foreign = { ...cookie, origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' };
    if (name !== 'evi') expect((await handler(post(edge, foreign))).status).toBe(403);
    expect(asked).toHaveLength(1);
  },
);

test.each<[string, () => Response, number]>([
  [
    'refuses the key',
    () => Response.json({ error: { code: 'invalid_api_key' } }, { status: 401 }),
    502,
  ],
  ['is asked too often', () => Response.json({}, { status: 429 }), 503],
  ['fails', () => new Response('<html>', { status: 500 }), 502],
  ['sends a page', () => new Response('<html>'), 502],
  [
    'redirects',
    () => new Response(null, { status: 302, headers: { location: 'https://evil.test' } }),
    502,
  ],
  ['never ends its answer', () => new Response(new ReadableStream()), 504],
])('a service that %s is told as elsewhere, and no key with it', async (_, upstream, status) => {
  const edge = load();
  answer = upstream;
  for (const name of ['openai', 'gemini']) {
    const given = await (routes[name]?.(edge) as Route)(post(edge));
    expect(given.status).toBe(status);
    expect(await given.text()).not.toContain('sk-');
  }
});

test('Hono gives its requests to them', async () => {
  const edge = load();
  answer = () => Response.json({ value: 'ek_1' });
  const handler = routes['openai']?.(edge) as Route;
  edge.app.post('/api/token', ({ req }) => handler(req.raw));
  const given = await edge.app.request('https://app.test/api/token', {
    method: 'POST',
    headers: cookie,
  });
  expect(await given.json()).toEqual({ token: 'ek_1' });
});
