import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEviClient, verifyWebhook } from '@vivavoce/evi';
import { afterEach, expect, it, vi } from 'vitest';
import type { RunningServer } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import { quickServer } from '../support/quick-server.ts';
import { publicLookup } from '../../src/base/network/look-up-name.ts';
import { isPublicAddress } from '../../src/base/network/public-address.ts';
import { validateWebhookUrl } from '../../src/webhooks/validate-webhook-url.ts';

const webhookKey = 'a key to sign with';
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A receiver that answers with these statuses in turn, then with 200. */
async function receiver(...statuses: number[]) {
  const got: {
    verdict: Awaited<ReturnType<typeof verifyWebhook>>;
    status: number;
    at: number;
  }[] = [];
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const at = performance.now();
      const status = statuses.shift() ?? 200;
      const headers = Object.entries(request.headers).map(
        ([k, v]) => [k, String(v)] as [string, string],
      );
      const asked = new Request('http://receiver', {
        method: 'POST',
        headers,
        body: Buffer.concat(parts).toString(),
      });
      void verifyWebhook(asked, webhookKey).then((verdict) => {
        got.push({ verdict, status, at });
        response.writeHead(status).end();
      });
    });
  });
  return { got, url: `${await listening(server)}/hook` };
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

async function serverWith(delaysMs: number[], options: Parameters<typeof quickServer>[0] = {}) {
  const server = await quickServer({
    webhookKey,
    allowPrivateWebhooks: true,
    webhookDelaysMs: delaysMs,
    ...options,
  });
  closing.push(() => server.close());
  return { server, client: createEviClient({ baseUrl: server.url }) };
}

async function oneChat(server: { url: string }, configId: string): Promise<string> {
  const chat = await TestClient.open(server, `?config_id=${configId}`);
  await chat.close();
  return (await chat.next('chat_metadata')).chat_id;
}

it(
  'webhooks are signed, come in order, and are sent again until they are taken',
  { timeout: 30_000 },
  async () => {
    const { got, url } = await receiver(500, 503);
    const { server, client } = await serverWith([20, 20, 20]);
    const { id } = await client.configs.create({
      name: 'hooked',
      evi_version: '3',
      webhooks: [{ url, events: ['chat_started', 'chat_ended'] }],
    });
    const chatId = await oneChat(server, id ?? '');
    await vi.waitFor(() => expect(got).toHaveLength(4), { timeout: 20_000 });
    expect(got.map(({ verdict, status }) => [verdict.kind, status])).toEqual([
      ['chat_started', 500],
      ['chat_started', 503],
      ['chat_started', 200],
      ['chat_ended', 200],
    ]);
    expect(got.at(-1)?.verdict).toMatchObject({
      event: { chat_id: chatId, config_id: id, end_reason: 'USER_ENDED' },
    });
  },
);

it(
  'a tool that somebody is to answer is told of as it is called, and the server’s own is not',
  { timeout: 30_000 },
  async () => {
    const { got, url } = await receiver();
    // With the partner of the server, which calls tools.
    const { server, client } = await serverWith([20], { responder: undefined });
    const { id } = await client.configs.create({
      name: 'tools',
      evi_version: '3',
      builtin_tools: [{ name: 'hang_up' }],
      webhooks: [{ url, events: ['tool_call'] }],
    });
    const chat = await TestClient.open(server, `?config_id=${id ?? ''}`);
    chat.send({
      type: 'session_settings',
      custom_session_id: 'mine',
      tools: [
        {
          type: 'function',
          name: 'get_weather',
          description: 'The weather in a city',
          parameters:
            '{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}',
        },
      ],
    });
    chat.send({ type: 'user_input', text: 'What is the weather in Paris?' });
    const call = await chat.next('tool_call');
    const { custom_session_id: _, ...called } = call;
    await vi.waitFor(() => expect(got).toHaveLength(1), { timeout: 20_000 });
    expect(got[0]?.verdict).toMatchObject({
      kind: 'tool_call',
      event: {
        config_id: id,
        chat_id: (await chat.next('chat_metadata')).chat_id,
        custom_session_id: 'mine',
        tool_call_message: called,
      },
    });
    chat.send({ type: 'tool_response', tool_call_id: call.tool_call_id, content: 'sunny' });
    await chat.next('assistant_end');
    chat.send({ type: 'user_input', text: 'Goodbye.' });
    await chat.next('tool_call', 2);
    expect((await chat.closed).reason).toBe('hang_up');
    expect(got).toHaveLength(1);
  },
);

it(
  'what fails too often is listed as dead, and can be sent once more',
  { timeout: 30_000 },
  async () => {
    const { got, url } = await receiver(500, 500);
    const { server, client } = await serverWith([10]);
    const { id } = await client.configs.create({
      name: 'failing',
      evi_version: '3',
      webhooks: [{ url, events: ['chat_ended'] }],
    });
    await oneChat(server, id ?? '');
    const list = async () =>
      (await (await fetch(`${server.url}/v0/evi/webhooks/dead`)).json()) as {
        dead_page: { id: string; attempts: number; last_error: string }[];
      };
    await vi.waitFor(async () => expect((await list()).dead_page).toHaveLength(1), {
      timeout: 20_000,
    });
    const [dead] = (await list()).dead_page;
    expect(dead).toMatchObject({ attempts: 2, last_error: 'it answered 500' });
    await fetch(`${server.url}/v0/evi/webhooks/dead/${dead?.id ?? ''}/retry`, { method: 'POST' });
    await vi.waitFor(() => expect(got.at(-1)?.status).toBe(200), { timeout: 20_000 });
    await vi.waitFor(async () => expect((await list()).dead_page).toEqual([]), { timeout: 20_000 });
  },
);

it(
  'a private address is refused, and a name that leads to one is given up',
  { timeout: 30_000 },
  async () => {
    const { got, url } = await receiver();
    const folder = await mkdtemp(join(tmpdir(), 'vivavoce-webhooks-'));
    closing.push(() => rm(folder, { recursive: true, force: true }));
    const options = { webhookKey, webhookDelaysMs: [], database: join(folder, 'webhooks.db') };
    const post = (at: RunningServer, address: string) =>
      createEviClient({ baseUrl: at.url }).configs.create({
        name: 'inside',
        evi_version: '3',
        webhooks: [{ url: address, events: ['chat_ended'] }],
      });
    const inside = `https://localhost:${new URL(url).port}/hook`;
    // What is found when it is looked up is not known before: here it was posted when all was allowed.
    const before = await quickServer({ ...options, allowPrivateWebhooks: true });
    const { id } = await post(before, inside);
    await before.close();
    const server = await quickServer(options);
    closing.push(() => server.close());
    for (const address of [url, 'https://127.0.0.1/hook', inside]) {
      await expect(post(server, address)).rejects.toMatchObject({ reason: 'bad-request' });
    }
    await oneChat(server, id ?? '');
    await vi.waitFor(
      async () => {
        const dead = await (await fetch(`${server.url}/v0/evi/webhooks/dead`)).text();
        expect(dead).toContain('the address is private');
      },
      { timeout: 20_000 },
    );
    expect(got).toEqual([]);
  },
);

it('a redirect is not followed', { timeout: 30_000 }, async () => {
  const { got, url } = await receiver();
  const asked: (string | undefined)[] = [];
  const gate = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(307, { location: url }).end();
  });
  const gateUrl = await listening(gate);
  const { server, client } = await serverWith([]);
  const { id } = await client.configs.create({
    name: 'redirected',
    evi_version: '3',
    webhooks: [{ url: `${gateUrl}/gate`, events: ['chat_ended'] }],
  });
  await oneChat(server, id ?? '');
  await vi.waitFor(
    async () => {
      const dead = await (await fetch(`${server.url}/v0/evi/webhooks/dead`)).text();
      expect(dead).toContain('it answered 307');
    },
    { timeout: 20_000 },
  );
  expect([asked, got]).toEqual([['/gate'], []]);
});

it('why a receiver could not be reached is told in words', { timeout: 30_000 }, async () => {
  const { server, client } = await serverWith([]);
  const { id } = await client.configs.create({
    name: 'nobody there',
    evi_version: '3',
    webhooks: [{ url: 'http://localhost:4/', events: ['chat_ended'] }],
  });
  await oneChat(server, id ?? '');
  await vi.waitFor(
    async () => {
      const dead = await (await fetch(`${server.url}/v0/evi/webhooks/dead`)).text();
      expect(dead).toMatch(/"last_error":"[^"]*ECONNREFUSED/);
    },
    { timeout: 20_000 },
  );
});

it('one address that is down holds up its own events alone', { timeout: 30_000 }, async () => {
  const down = await receiver(...Array.from({ length: 50 }, () => 500));
  const up = await receiver();
  const { server, client } = await serverWith([600_000]);
  const { id } = await client.configs.create({
    name: 'two receivers',
    evi_version: '3',
    webhooks: [
      { url: down.url, events: ['chat_started', 'chat_ended'] },
      { url: up.url, events: ['chat_started', 'chat_ended'] },
    ],
  });
  await oneChat(server, id ?? '');
  await oneChat(server, id ?? '');
  await vi.waitFor(() => expect(up.got).toHaveLength(4), { timeout: 20_000 });
  const order = ['chat_started', 'chat_ended', 'chat_started', 'chat_ended'];
  expect(up.got.map(({ verdict }) => verdict.kind)).toEqual(order);
  // The second event does not overtake the first, which has ten minutes to wait.
  expect(down.got.map(({ verdict }) => verdict.kind)).toEqual(['chat_started']);
});

it('the pauses between attempts are those that were asked for', { timeout: 30_000 }, async () => {
  const { got, url } = await receiver(500, 500, 500);
  const pauses = [50, 200, 400];
  const { server, client } = await serverWith(pauses);
  const { id } = await client.configs.create({
    name: 'patient',
    evi_version: '3',
    webhooks: [{ url, events: ['chat_ended'] }],
  });
  await oneChat(server, id ?? '');
  await vi.waitFor(() => expect(got).toHaveLength(4), { timeout: 20_000 });
  const waited = got.slice(1).map(({ at }, i) => at - (got[i]?.at ?? 0));
  for (const [i, pause] of pauses.entries()) expect(waited[i]).toBeGreaterThanOrEqual(pause - 5);
});

it(
  'a server that closes does not wait for a receiver that says nothing; the next one sends',
  { timeout: 30_000 },
  async () => {
    const folder = await mkdtemp(`${tmpdir()}/vivavoce-webhooks-`);
    closing.push(() => rm(folder, { recursive: true }));
    const silent = createServer(() => undefined);
    let asked = 0;
    silent.on('request', () => asked++);
    const url = await listening(silent);
    const options = { database: `${folder}/kept.db`, webhookKey, allowPrivateWebhooks: true };
    const first = await quickServer(options);
    const { id } = await createEviClient({ baseUrl: first.url }).configs.create({
      name: 'silent',
      evi_version: '3',
      webhooks: [{ url, events: ['chat_ended'] }],
    });
    await oneChat(first, id ?? '');
    await vi.waitFor(() => expect(asked).toBe(1), { timeout: 10_000 });
    const before = performance.now();
    await first.close();
    expect(performance.now() - before).toBeLessThan(5000);
    const second = await quickServer(options);
    await vi.waitFor(() => expect(asked).toBe(2), { timeout: 10_000 });
    await second.close();
  },
);

it.each([
  'https://127.0.0.1/',
  'https://2130706433/',
  'https://0x7f.1/',
  'https://0/',
  'https://[::1]/',
  'https://[::ffff:10.0.0.1]/',
  'https://[fd00::1]/',
  'https://169.254.169.254/latest/meta-data',
  'http://8.8.8.8/',
  'https://user:password@example.com/',
  'ftp://example.com/',
  'no address',
])('a webhook to %s is refused', (url) => {
  expect(validateWebhookUrl(url, false, true)).toMatch(/^the url/);
});

it.each(['localhost', 'localhost.'])(
  'of the name %s no private address is connected to',
  async (name) => {
    const found = await new Promise<unknown>((resolve) => {
      publicLookup(name, { all: true }, (error, addresses) => {
        resolve(error ?? addresses);
      });
    });
    expect(found).toBeInstanceOf(Error);
  },
);

it.each([
  ['8.8.8.8', true],
  ['2606:4700::1111', true],
  ['127.0.0.1', false],
  ['10.1.2.3', false],
  ['169.254.169.254', false],
  ['::1', false],
  ['::ffff:127.0.0.1', false],
  ['fd00::1', false],
  ['fe80::1', false],
  ['2002:7f00:1::', false],
  ['not an address', false],
])('%s is public: %s', (address, verdict) => {
  expect(isPublicAddress(address)).toBe(verdict);
});
