import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { RunningServer } from '../../src/index.ts';
import { createServer } from '../../src/index.ts';
import { postPublicly } from '../../src/base/network/post-publicly.ts';
import { TestClient } from '../support/client.ts';
import { completionsEndpoint, saying } from '../support/completions-endpoint.ts';
import { quickServer } from '../support/quick-server.ts';

const closing: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
});

/** Something of this machine's own, and how often anybody connected to it. */
async function inside(
  listener: RequestListener,
): Promise<{ url: string; connections: () => number }> {
  let connections = 0;
  const http = createHttpServer(listener).listen(0, '127.0.0.1');
  http.on('connection', () => connections++);
  await once(http, 'listening');
  closing.push(() => {
    http.closeAllConnections();
    http.close();
  });
  const url = `http://127.0.0.1:${String((http.address() as AddressInfo).port)}`;
  return { url, connections: () => connections };
}

async function serve(options: Parameters<typeof quickServer>[0]): Promise<RunningServer> {
  const server = await quickServer(options);
  closing.push(() => server.close());
  return server;
}

function post(server: RunningServer, path: string, model: string): Promise<Response> {
  return fetch(`${server.url}/v0/evi/${path}`, {
    method: 'POST',
    body: JSON.stringify({
      evi_version: '3',
      name: 'model',
      language_model: { model_provider: 'CUSTOM_LANGUAGE_MODEL', model_resource: model },
    }),
  });
}

async function idOf(response: Response): Promise<string> {
  expect(response.status).toBe(201);
  return ((await response.json()) as { id: string }).id;
}

/** What the assistant says, or what it is told is wrong, after one message. */
async function answerOf(server: RunningServer, config: string): Promise<string[]> {
  const client = await TestClient.open(server, `?config_id=${config}`);
  client.send({ type: 'session_settings', language_model_api_key: 'a-key' });
  client.send({ type: 'user_input', text: 'Hello.' });
  await Promise.race([client.next('assistant_end'), client.next('error')]);
  const [error] = client.all('error');
  if (error) expect(await client.closed).toEqual({ code: 1000, reason: error.slug });
  else await client.close();
  return error
    ? [error.code, error.slug, error.message]
    : client.all('assistant_message').map(({ message }) => message.content ?? '');
}

it('a Config that names a language model inside is refused when it is posted, and when a version is', async () => {
  const here = await inside((_, response) => response.end());
  const server = await serve({});
  const addresses = [
    here.url,
    here.url.replace('http:', 'https:'),
    here.url.replace('127.0.0.1', 'localhost'),
    here.url.replace('http://127.0.0.1', 'https://localhost.'),
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://192.168.1.1/',
    'http://example.com/',
    'https://user:password@example.com/',
    'http://',
  ];
  const id = await idOf(await post(server, 'configs', 'https://model.example/chat'));
  for (const path of ['configs', `configs/${id}`]) {
    for (const address of addresses) {
      const refused = await post(server, path, address);
      expect([address, refused.status]).toEqual([address, 400]);
      expect(await refused.text()).toContain('language_model.model_resource: the url');
    }
  }
  expect(here.connections()).toBe(0);
});

it('a name is looked up, and connected to at no private address', async () => {
  const here = await inside((_, response) => response.end());
  const url = new URL(here.url.replace('127.0.0.1', 'localhost'));
  const about = { body: '{}', headers: {}, signal: new AbortController().signal };
  const asked = postPublicly({ url, allowPrivate: false, ...about });
  await expect(asked).rejects.toThrow('the address is private');
  await expect(
    postPublicly({ url: new URL(here.url), allowPrivate: false, ...about }),
  ).rejects.toThrow('the address is private');
  expect(here.connections()).toBe(0);
});

it('what the operator opened answers, and no redirect leads away from it', async () => {
  const endpoint = await completionsEndpoint(saying('From inside.'));
  closing.push(() => endpoint.close());
  const { origin } = new URL(endpoint.url);
  const elsewhere = await inside((_, response) => response.end());
  const leading = await inside((_, response) => {
    response.writeHead(307, { location: elsewhere.url }).end();
  });
  const server = await serve({ allowedModels: [origin, leading.url] });
  const id = await idOf(await post(server, 'configs', `${endpoint.url}/chat/completions`));
  expect(await answerOf(server, id)).toEqual(['From inside.']);
  expect(endpoint.asked[0]?.authorization).toBe('Bearer a-key');
  const other = await post(server, `configs/${id}`, elsewhere.url);
  expect(await other.text()).toContain('--allow-model allows it');
  expect((await post(server, `configs/${id}`, `${leading.url}/chat`)).status).toBe(201);
  expect(await answerOf(server, id)).toEqual([
    'E0712',
    'language_model_failed',
    expect.any(String),
  ]);
  expect([leading.connections(), elsewhere.connections()]).toEqual([1, 0]);
});

it('one error is all that is told of an endpoint that fails, in whatever way', async () => {
  let [status, type] = [200, 'text/plain'];
  const here = await inside((_, response) => {
    response.writeHead(status, { 'content-type': type, location: '/' }).end('secret');
  });
  const nobody = 'http://127.0.0.1:9';
  const server = await serve({ allowedModels: [here.url, nobody] });
  const id = await idOf(await post(server, 'configs', here.url));
  const told = new Set<string>();
  for ([status, type] of [
    [200, 'text/plain'],
    [200, 'application/json'],
    [200, 'text/event-stream'],
    [204, 'text/plain'],
    [302, 'text/plain'],
    [401, 'text/plain'],
    [404, 'text/plain'],
    [500, 'text/plain'],
  ] as const) {
    told.add((await answerOf(server, id)).join());
  }
  await post(server, `configs/${id}`, nobody);
  told.add((await answerOf(server, id)).join());
  expect([...told]).toEqual([
    "E0712,language_model_failed,The Config's language model can not be used.",
  ]);
});

it('a Config of before that names an address inside opens no Chat, and leaves none ACTIVE', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vivavoce-models-'));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  const database = join(folder, 'chats.db');
  const here = await inside((_, response) => response.end());
  const open = await quickServer({ database, allowedModels: [here.url] });
  const id = await idOf(await post(open, 'configs', here.url));
  await open.close();
  const server = await serve({ database });
  const client = new TestClient(server, `?config_id=${id}`);
  expect(await client.closed).toEqual({ code: 1000, reason: 'language_model_not_usable' });
  const chats = await fetch(`${server.url}/v0/evi/chats`);
  expect(await chats.json()).toMatchObject({ chats_page: [] });
  expect(here.connections()).toBe(0);
});

it.each(['127.0.0.1:8000', 'http://127.0.0.1:8000/chat', 'ftp://a.example', 'http://a@b', ''])(
  'the origin "%s" opens no language model',
  async (origin) => {
    await expect(createServer({ port: 0, allowedModels: [origin] }).listen()).rejects.toThrow(
      'allowedModels',
    );
  },
);
