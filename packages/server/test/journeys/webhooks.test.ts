import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEviClient, verifyWebhook } from '@vivavoce/evi';
import { afterEach, expect, it, vi } from 'vitest';
import { TestClient } from '../support/client.ts';
import { quickServer } from '../support/quick-server.ts';
import { isPublicAddress } from '../../src/webhooks/public-address.ts';

const webhookKey = 'a key to sign with';
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A receiver that answers with these statuses in turn, then with 200. */
async function receiver(...statuses: number[]) {
  const got: { verdict: Awaited<ReturnType<typeof verifyWebhook>>; status: number }[] = [];
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
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
        got.push({ verdict, status });
        response.writeHead(status).end();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { got, url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/hook` };
}

async function serverWith(delaysMs: number[]) {
  const server = await quickServer({
    webhookKey,
    allowPrivateWebhooks: true,
    webhookDelaysMs: delaysMs,
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
    const server = await quickServer({ webhookKey, webhookDelaysMs: [] });
    closing.push(() => server.close());
    const client = createEviClient({ baseUrl: server.url });
    const post = (address: string) =>
      client.configs.create({
        name: 'inside',
        evi_version: '3',
        webhooks: [{ url: address, events: ['chat_ended'] }],
      });
    await expect(post(url)).rejects.toMatchObject({ reason: 'bad-request' });
    await expect(post('https://127.0.0.1/hook')).rejects.toMatchObject({ reason: 'bad-request' });
    const { id } = await post(`https://localhost:${new URL(url).port}/hook`);
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
