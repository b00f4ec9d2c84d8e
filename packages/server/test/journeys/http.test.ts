import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { HumeClient } from 'hume';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { createServer } from '../../src/index.ts';
import type { Health, Log, RunningServer } from '../../src/index.ts';
import { findExecutable } from '../../src/base/processes/find-executable.ts';
import { TestClient } from '../support/client.ts';
import { scriptedRecogniser, toneSynthesiser } from '../support/engines.ts';

const keys = [{ apiKey: 'key', secretKey: 'secret:with colon' }];
let open: RunningServer;
let guarded: RunningServer;

beforeAll(async () => {
  const engines = { recogniser: scriptedRecogniser(), synthesiser: toneSynthesiser(0.1) };
  open = await createServer({ port: 0, ...engines, maxChats: 3 }).listen();
  guarded = await createServer({
    port: 0,
    ...engines,
    keys,
    allowedOrigins: ['https://app.example'],
  }).listen();
});
afterAll(async () => {
  await open.close();
  await guarded.close();
});

function askToken(
  server: RunningServer,
  pair: string,
  body = 'grant_type=client_credentials',
): Promise<Response> {
  return fetch(`${server.url}/oauth2-cc/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body,
  });
}

async function tokenOf(response: Response): Promise<string> {
  const { access_token: token } = (await response.json()) as { access_token: string };
  return token;
}

/** What a socket is told: `open`, or the HTTP status it was refused with. */
function upgrade(
  server: RunningServer,
  headers: Record<string, string>,
  query = '',
): Promise<number | 'open'> {
  const { socket } = new TestClient(server, query, headers);
  return new Promise((resolve) => {
    socket.once('open', () => {
      socket.terminate();
      resolve('open');
    });
    socket.once('unexpected-response', (_, response) => {
      resolve(response.statusCode ?? 0);
      socket.terminate();
    });
  });
}

/** The status and text of a GET with headers that fetch does not let a caller set. */
function ask(
  server: RunningServer,
  headers: Record<string, string>,
): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    request(`${server.url}/health`, { headers }, (response) => {
      text(response).then((body) => {
        resolve({ status: response.statusCode, body });
      }, reject);
    })
      .once('error', reject)
      .end();
  });
}

async function get(server: RunningServer, headers: Record<string, string>): Promise<number> {
  return (await ask(server, headers)).status ?? 0;
}

it('without configured keys any key and secret get a token that expires', async () => {
  const response = await askToken(open, 'any:thing');
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  const body = (await response.json()) as Record<string, unknown>;
  expect(body).toMatchObject({
    token_type: 'Bearer',
    expires_in: 1800,
    grant_type: 'client_credentials',
  });
  expect(Math.abs(Number(body['issued_at']) - Date.now())).toBeLessThan(60_000);
  expect(body['access_token']).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
});

it('with configured keys only they get a token', async () => {
  expect((await askToken(guarded, 'key:secret:with colon')).status).toBe(200);
  for (const wrong of ['key:other', 'other:secret:with colon', 'key', ':', 'key:']) {
    const response = await askToken(guarded, wrong);
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ error: 'invalid_client' });
  }
});

it('another grant type, a missing body and a missing header are refused', async () => {
  expect((await askToken(open, 'a:b', 'grant_type=password')).status).toBe(400);
  expect((await askToken(open, 'a:b', '')).status).toBe(400);
  const bare = await fetch(`${open.url}/oauth2-cc/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  expect(bare.status).toBe(401);
});

it('with configured keys a Chat needs the API key or a token of this server', async () => {
  const token = await tokenOf(await askToken(guarded, 'key:secret:with colon'));
  for (const query of [
    '?api_key=key',
    '?apiKey=key',
    `?access_token=${token}`,
    `?accessToken=${token}`,
  ]) {
    const client = await TestClient.open(guarded, query);
    await client.close();
  }
  const foreign = await tokenOf(await askToken(open, 'key:secret'));
  const [head, , signature] = token.split('.');
  const claims = Buffer.from('{"exp":9999999999}').toString('base64url');
  const forged = `${head ?? ''}.${claims}.${signature ?? ''}`;
  const unsigned = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${claims}.`;
  for (const query of [
    '',
    '?api_key=made-up-key',
    `?access_token=${foreign}`,
    `?access_token=${forged}`,
    `?access_token=${unsigned}`,
    '?access_token=no-token',
  ]) {
    const client = new TestClient(guarded, query);
    expect(await client.closed).toEqual({ code: 1008, reason: 'unauthorized' });
    expect(client.types).toEqual(['error']);
    const shown = query.split('=')[1];
    if (shown !== undefined) expect(JSON.stringify(client.received)).not.toContain(shown);
  }
});

it('a key or token in the headers of the handshake counts as one in the address, which comes first', async () => {
  const token = await tokenOf(await askToken(guarded, 'key:secret:with colon'));
  const told = async (headers: Record<string, string>, query = '') => {
    const client = new TestClient(guarded, query, headers);
    await client.until(() => client.types.length > 0, 'a word');
    client.socket.close();
    await client.closed;
    return client.types[0];
  };
  expect(await told({ 'X-Hume-Api-Key': 'key' })).toBe('chat_metadata');
  expect(await told({ authorization: `Bearer ${token}` })).toBe('chat_metadata');
  expect(await told({ authorization: 'Bearer made-up' })).toBe('error');
  expect(await told({ 'X-Hume-Api-Key': 'made-up' })).toBe('error');
  expect(await told({ 'X-Hume-Api-Key': 'made-up' }, `?access_token=${token}`)).toBe(
    'chat_metadata',
  );
  expect(await told({ 'X-Hume-Api-Key': 'key' }, '?access_token=made-up')).toBe('error');
});

it('slashes that clients put too many into an address make no other of it', async () => {
  const { url } = open;
  for (const base of [`${url}/`, `${url}//`]) {
    const client = await TestClient.open({ url: base });
    await client.close();
    expect((await fetch(`${base}/v0//evi/configs/?page_size=1`)).status).toBe(200);
    expect((await fetch(`${base}/health/`)).status).toBe(200);
  }
  const ended = new TestClient(open, '/?verbose_transcription=true');
  await ended.next('chat_metadata');
  await ended.close();
  expect((await fetch(`${url}//nothing`)).status).toBe(404);
});

it('settings in the address may bound the events that are taken along, by a number', async () => {
  const limit = 'session_settings[event_limit]';
  const client = await TestClient.open(open, `?${limit}=5`);
  await client.close();
  for (const wrong of ['many', '-1', '1.5']) {
    const refused = new TestClient(open, `?${limit}=${wrong}`);
    expect((await refused.closed).reason).toBe('invalid_query');
  }
});

it('a token holds for half an hour, for a Chat and for REST', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    const token = await tokenOf(await askToken(guarded, 'key:secret:with colon'));
    const headers = { authorization: `Bearer ${token}` };
    const list = () => fetch(`${guarded.url}/v0/evi/chats`, { headers });
    vi.advanceTimersByTime(1_799_000);
    expect((await list()).status).toBe(200);
    vi.advanceTimersByTime(2000);
    const refused = await list();
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ code: 'unauthorized' });
    const client = new TestClient(guarded, `?access_token=${token}`);
    expect(await client.closed).toEqual({ code: 1008, reason: 'unauthorized' });
  } finally {
    vi.useRealTimers();
  }
});

it('a query parameter with a wrong value is an error that names it and not its value, and closes with 1008', async () => {
  for (const [query, name] of [
    ['?verbose_transcription=maybe', 'verbose_transcription'],
    ['?event_limit=-1', 'event_limit'],
    ['?config_version=x', 'config_version'],
    [`?api_key=${'k'.repeat(5000)}`, 'api_key'],
  ] as const) {
    const client = new TestClient(open, query);
    expect(await client.closed).toEqual({ code: 1008, reason: 'invalid_query' });
    const [error] = client.all('error');
    expect(error?.message).toContain(name);
    expect(error?.message.length).toBeLessThan(200);
  }
});

it('GET /health says which engines are in use', async () => {
  const health = (await (await fetch(`${open.url}/health`)).json()) as Health;
  const decodes = (await findExecutable('ffmpeg')) !== undefined;
  expect(health).toEqual({
    status: 'ok',
    engines: {
      voice_activity: 'silero',
      recogniser: 'scripted',
      synthesiser: 'tone',
      prosody: 'pitch-loudness-rate',
      responder: 'partner',
    },
    vocabulary: 'open',
    heuristic_scores: true,
    voices: ['tone'],
    audio_formats: ['linear16', ...(decodes ? ['webm', 'ogg', 'mp4'] : []), 'wav'],
  });
});

it('a list of voices says what the engine has, to whoever shows a key or token', async () => {
  const list = (server: RunningServer, query = '', key = 'key') =>
    fetch(`${server.url}/v0/tts/voices${query}`, { headers: { 'x-hume-api-key': key } });
  const voice = { id: 'tone', name: 'tone', provider: 'HUME_AI' };
  const page = { page_number: 0, page_size: 10, total_pages: 1, voices_page: [voice] };
  expect(await (await list(guarded, '?provider=HUME_AI')).json()).toEqual(page);
  expect(await (await list(guarded)).json()).toEqual(page);
  expect(await (await list(guarded, '?provider=CUSTOM_VOICE')).json()).toMatchObject({
    total_pages: 0,
    voices_page: [],
  });
  expect((await list(guarded, '?page_size=0')).status).toBe(400);
  expect((await list(guarded, '', 'made up')).status).toBe(401);
});

it('a list of voices is in the order that is asked for, and of those that have each tag', async () => {
  const server = await createServer({
    port: 0,
    recogniser: scriptedRecogniser(),
    synthesiser: {
      ...toneSynthesiser(),
      voices: ['bea', 'cy', 'al'],
      voiceTags: {
        bea: { GENDER: 'Female', LANGUAGE: 'English' },
        al: { Gender: 'Male', LANGUAGE: 'English' },
      },
    },
  }).listen();
  onTestFinished(() => server.close());
  const ask = async (query: string) => {
    const answer = await fetch(`${server.url}/v0/tts/voices?${query}`);
    const { voices_page: page = [] } = (await answer.json()) as {
      voices_page?: { name: string }[];
    };
    return answer.status === 200 ? page.map(({ name }) => name).join(' ') : answer.status;
  };
  expect(await ask('')).toBe('bea cy al');
  expect(await ask('ascending_order=true')).toBe('al bea cy');
  expect(await ask('ascending_order=false&page_size=2')).toBe('cy bea');
  expect(await ask('ascending_order=maybe')).toBe(400);
  expect(await ask('filter_tag=gender:Male')).toBe('al');
  expect(await ask('filter_tag=GENDER:male')).toBe('');
  expect(await ask('filter_tag=LANGUAGE:English&filter_tag=GENDER:Female')).toBe('bea');
  expect(await ask('filter_tag=LANGUAGE:English&ascending_order=true')).toBe('al bea');
  expect(await ask('filter_tag=Male')).toBe(400);
  // As the official SDK asks.
  const { tts } = new HumeClient({ apiKey: 'key', environment: server.url });
  const asked = { provider: 'HUME_AI', ascendingOrder: true } as const;
  expect((await tts.voices.list(asked)).data.map(({ name }) => name)).toEqual(['al', 'bea', 'cy']);
});

it('GET /health lists what can be said when the recogniser is bound to a list', async () => {
  const server = await createServer({
    port: 0,
    recogniser: 'soundswallower',
    synthesiser: toneSynthesiser(),
  }).listen();
  const health = (await (await fetch(`${server.url}/health`)).json()) as Health;
  await server.close();
  expect(health.vocabulary).toBe('phrases');
  expect(health.phrases).toContain('what is <number> <operator> <number>');
  expect(health.slots?.['number']).toHaveLength(101);
});

const pages: [string, boolean][] = [
  ['http://localhost:5173', true],
  ['http://127.0.0.1:3000', true],
  ['http://[::1]:3000', true],
  ['https://demo.localhost', true],
  ['https://evil.example', false],
  ['http://localhost.evil.example', false],
  ['http://127.0.0.1.evil.example', false],
  ['null', false],
  ['', false],
];

it.each(pages)('a page of %s may talk to the server: %s', async (origin, may) => {
  const response = await fetch(`${open.url}/health`, { headers: { origin } });
  expect(response.status).toBe(may ? 200 : 403);
  expect(response.headers.get('access-control-allow-origin')).toBe(may ? origin : null);
  expect(await upgrade(open, { origin })).toBe(may ? 'open' : 403);
});

it('a picture or frame of a page from elsewhere, which names no origin, gets no answer, and none of its answers may be embedded', async () => {
  const log = () => undefined;
  const server = await createServer({ port: 0, recogniser: scriptedRecogniser(), log }).listen();
  for (const path of ['/health', '/v0/evi/chats', '/v0/evi/configs', '/nowhere']) {
    const response = await fetch(`${server.url}${path}`, {
      headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    });
    expect([path, response.status]).toEqual([path, 403]);
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  }
  const sites = { none: 200, 'same-origin': 200, 'same-site': 200, 'cross-site': 403 };
  for (const [site, status] of Object.entries(sites))
    expect((await ask(server, { 'sec-fetch-site': site })).status).toBe(status);
  // A page that is let in names itself.
  const origin = 'http://localhost:5173';
  expect((await ask(server, { origin, 'sec-fetch-site': 'cross-site' })).status).toBe(200);
  // A player of any page may have a recording whose address was signed.
  const audio = await fetch(`${server.url}/audio/x.wav`, {
    headers: { 'sec-fetch-site': 'cross-site' },
  });
  expect(await audio.json()).toMatchObject({ code: 'forbidden' });
  expect(audio.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  await server.close();
});

it('a page that is turned away is told to whoever runs the server, once, with what would let it in', async () => {
  const log = vi.fn<Log>();
  const server = await createServer({ port: 0, recogniser: scriptedRecogniser(), log }).listen();
  const origin = 'http://192.168.1.5:5173';
  expect(await upgrade(server, { origin })).toBe(403);
  await fetch(`${server.url}/health`, { headers: { origin } });
  expect(log.mock.calls).toEqual([
    [
      {
        level: 'warning',
        message: `A page of ${origin} was turned away. Is it yours? Then start with --allow-origin ${origin}.`,
      },
    ],
  ]);
  expect(await get(server, { host: 'evil.example' })).toBe(403);
  expect(log.mock.calls[1]?.[0].message).toMatch(
    /the host evil\.example was turned away.*--allow-host evil\.example/,
  );
  await upgrade(server, { origin: 'null' });
  expect(log.mock.calls[2]?.[0].message).toMatch(/without an origin.*serve it over http/);
  for (let page = 0; page < 50; page++)
    await upgrade(server, { origin: `https://evil${page}.example` });
  expect(log).toHaveBeenCalledTimes(20);
  await server.close();
});

it.each(['https://app.example/', 'app.example', 'https://app.example/page', ''])(
  'the origin "%s" is refused: no browser would send it',
  async (origin) => {
    const server = createServer({
      port: 0,
      recogniser: scriptedRecogniser(),
      allowedOrigins: [origin],
    });
    await expect(server.listen()).rejects.toMatchObject({
      reason: 'invalid-option',
      message: expect.stringContaining('like https://app.example') as string,
    });
  },
);

it.each([
  ['POST', '/oauth2-cc/token', 'authorization'],
  ['DELETE', '/v0/evi/configs/x', 'x-fern-language,x-fern-sdk-name,x-hume-client-name'],
  ['PATCH', '/v0/evi/tools/x', 'traceparent, x-made-up'],
  ['PURGE', '/nothing', 'content-type'],
])(
  'the preflight of an allowed origin grants what it asks for: %s %s with %s',
  async (method, path, asked) => {
    const origin = 'https://app.example';
    const response = await fetch(`${guarded.url}${path}`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': asked,
        'access-control-request-private-network': 'true',
      },
    });
    expect(response.status).toBe(204);
    const header = (name: string) => response.headers.get(`access-control-${name}`);
    expect(header('allow-origin')).toBe(origin);
    expect(header('allow-methods')).toBe(method);
    expect(header('allow-headers')?.replaceAll(' ', '')).toBe(asked.replaceAll(' ', ''));
    expect(header('allow-private-network')).toBe('true');
    expect(header('max-age')).toBe('7200');
    expect(response.headers.get('vary')?.toLowerCase().split(', ').toSorted()).toEqual([
      'access-control-request-headers',
      'access-control-request-method',
      'access-control-request-private-network',
      'origin',
    ]);
  },
);

it('a page reads every header of what it gets, failures included, and its socket opens', async () => {
  const origin = 'https://app.example';
  for (const path of ['/health', '/nothing', '/v0/evi/chats']) {
    const { headers } = await fetch(`${guarded.url}${path}`, { headers: { origin } });
    expect(headers.get('access-control-allow-origin')).toBe(origin);
    expect(headers.get('access-control-expose-headers')).toBe('*');
    expect(headers.get('vary')?.toLowerCase()).toContain('origin');
  }
  expect(await upgrade(guarded, { origin }, '?api_key=key')).toBe('open');
});

it('the preflight of a page that may not ask grants nothing', async () => {
  const response = await fetch(`${open.url}/v0/evi/configs`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
      'access-control-request-private-network': 'true',
    },
  });
  expect(response.status).toBe(403);
  expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual(
    [],
  );
});

it('a name that was pointed at this machine is refused, with what would let it in', async () => {
  const { status, body } = await ask(open, { host: `evil.example:${String(open.port)}` });
  expect(status).toBe(403);
  expect(JSON.parse(body)).toEqual({
    code: 'forbidden_host',
    message:
      'This server does not answer to the name evil.example. Is it your name for this server? Then start with --allow-host evil.example (in code: allowedHosts).',
    error: expect.stringContaining('evil.example') as string,
  });
  expect(await get(open, { host: `localhost:${String(open.port)}` })).toBe(200);
  expect(await upgrade(open, { host: 'evil.example' })).toBe(403);
});

it('names that are allowed are answered, and no others', async () => {
  const server = await createServer({
    port: 0,
    recogniser: scriptedRecogniser(),
    synthesiser: toneSynthesiser(0.1),
    allowedHosts: ['EVI', 'my_evi', '*.tunnel.example', 'box.local.'],
  }).listen();
  const ways = {
    evi: 200,
    'evi:8788': 200,
    'Evi.': 200,
    'my_evi:1': 200,
    'a.tunnel.example': 200,
    'box.local': 200,
  };
  const others = { 'evi.example': 403, 'tunnel.example': 403, 'xtunnel.example': 403 };
  for (const [host, status] of Object.entries({ ...ways, ...others })) {
    expect([host, await get(server, { host })]).toEqual([host, status]);
    expect(await upgrade(server, { host })).toBe(status === 200 ? 'open' : 403);
  }
  // The name says where it is asked, not who asks.
  expect(await upgrade(server, { host: 'evi', origin: 'https://evil.example' })).toBe(403);
  await server.close();
});

it.each(['', '*', '.', 'evi:8788', 'http://evi', 'evi/path', 'a b', '*.127.0.0.1'])(
  'the host "%s" is refused: no request could be for it',
  async (host) => {
    const server = createServer({ port: 0, recogniser: 'none', allowedHosts: [host] });
    await expect(server.listen()).rejects.toMatchObject({
      reason: 'invalid-option',
      message: expect.stringContaining('like evi, box.local or *.example.com') as string,
    });
  },
);

it('another path is 404, also for a socket', async () => {
  expect((await fetch(`${open.url}/nothing`)).status).toBe(404);
  const elsewhere = { ...open, url: `${open.url}/elsewhere` };
  expect(await upgrade(elsewhere, {})).toBe(404);
});

it('more Chats than allowed are turned away with 1013, and a place that is freed is given away', async () => {
  const clients = await Promise.all([1, 2, 3].map(() => TestClient.open(open)));
  const fourth = new TestClient(open);
  expect(await fourth.closed).toEqual({ code: 1013, reason: 'too_many_chats' });
  expect(fourth.received.map(({ message }) => message)).toMatchObject([
    { type: 'error', code: 'E0406', slug: 'too_many_chats' },
  ]);
  await clients[0]?.close();
  const [, ...others] = clients;
  others.push(await TestClient.open(open));
  for (const client of others) await client.close();
});
