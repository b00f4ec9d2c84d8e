import { once } from 'node:events';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'drizzle-orm';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openDatabase } from '../store/open-database.ts';
import { deadDeliveries, insertDeliveries } from '../store/deliveries/deliveries.ts';
import { WebhookSender } from './webhook-sender.ts';

it(
  'a receiver that is down has only so many events wait for it; the oldest are given up',
  { timeout: 20_000 },
  async () => {
    const receiver = createServer((request, response) => {
      request.resume();
      response.statusCode = 500;
      response.end();
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const { port } = receiver.address() as AddressInfo;
    const database = await openDatabase({ address: ':memory:', maxBytes: 10_000_000 });
    const list = ['1', '2', '3', '4', '5'].map((body) => ({
      url: `http://127.0.0.1:${String(port)}/`,
      eventName: 'chat_ended',
      body,
    }));
    await database.ask((orm) => orm.batch(insertDeliveries(orm, 'me', list) as [never]));
    const sender = new WebhookSender(database, {
      signingKeys: new Map([['me', 'a-key']]),
      allowPrivate: true,
      delaysMs: [600_000],
      mostWaiting: 2,
    });
    sender.wake();
    await vi.waitFor(
      async () => {
        const dead = await deadDeliveries(database, 'me', 10);
        expect(dead.map(({ body }) => body)).toEqual(['3', '2', '1']);
      },
      { timeout: 10_000 },
    );
    await sender.close();
    await database.close();
    receiver.close();
  },
);

it('an event that waits for longer than a timer can is not looked at all the time', async () => {
  const database = await openDatabase({ address: ':memory:', maxBytes: 10_000_000 });
  const waiting = { url: 'http://127.0.0.1:1/', eventName: 'chat_ended', body: '1' };
  await database.ask((orm) => orm.batch(insertDeliveries(orm, 'me', [waiting]) as [never]));
  const sender = new WebhookSender(database, {
    signingKeys: new Map([['me', 'a-key']]),
    allowPrivate: true,
    delaysMs: [90 * 86_400_000],
  });
  const timers = vi.spyOn(globalThis, 'setTimeout');
  onTestFinished(() => void timers.mockRestore());
  sender.wake();
  const waits = () => timers.mock.calls.map(([, ms]) => ms ?? 0).filter((ms) => ms > 1_000_000);
  await vi.waitFor(() => {
    expect(waits().length).toBeGreaterThan(0);
  });
  expect(Math.max(...waits())).toBe(2 ** 31 - 1);
  await sender.close();
  await database.close();
});

it(
  'a clock that is put back delays no event, and sends none twice at once',
  { timeout: 20_000 },
  async () => {
    const got: string[] = [];
    const held: ServerResponse[] = [];
    const receiver = createServer((request, response) => {
      request.resume();
      got.push(request.url ?? '');
      if (request.url === '/held' && held.length === 0) held.push(response);
      else if (request.url === '/fails' && got.filter((url) => url === '/fails').length === 1)
        response.writeHead(500).end();
      else response.end();
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const { port } = receiver.address() as AddressInfo;
    const database = await openDatabase({ address: ':memory:', maxBytes: 10_000_000 });
    const insert = (...paths: string[]) => {
      const list = paths.map((path) => ({
        url: `http://127.0.0.1:${String(port)}${path}`,
        eventName: 'chat_ended',
        body: path,
      }));
      return database.ask((orm) => orm.batch(insertDeliveries(orm, 'me', list) as [never]));
    };
    const sender = new WebhookSender(database, {
      signingKeys: new Map([['me', 'a-key']]),
      allowPrivate: true,
      delaysMs: [1000],
    });
    await insert('/held', '/fails');
    sender.wake();
    await vi.waitFor(async () => {
      const [row] = await database.orm.all<{ attempts: number }>(
        sql`select attempts from webhook_deliveries where body = '/fails'`,
      );
      expect([row?.attempts, held.length]).toEqual([1, 1]);
    });
    const now = Date.now.bind(Date);
    using _ = vi.spyOn(Date, 'now').mockImplementation(() => now() - 7_200_000);
    await insert('/new');
    sender.wake();
    await vi.waitFor(
      () => {
        expect([...got].sort()).toEqual(['/fails', '/fails', '/held', '/new']);
      },
      { timeout: 10_000 },
    );
    for (const response of held) response.end();
    await vi.waitFor(async () => {
      expect(await database.orm.all(sql`select * from webhook_deliveries`)).toEqual([]);
    });
    expect(got).toHaveLength(4);
    await sender.close();
    await database.close();
    receiver.closeAllConnections();
    receiver.close();
  },
);

/** A receiver that never answers, at any address of this machine. */
async function silentReceiver() {
  const asked: string[] = [];
  const server = createServer((request) => {
    asked.push(`${request.headers.host ?? ''}${request.url ?? ''}`);
    request.resume();
  }).listen(0, '0.0.0.0');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return { asked, port: String((server.address() as AddressInfo).port) };
}

async function promptReceiver() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    request.resume();
    response.end();
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return { asked, url: `http://localhost:${String((server.address() as AddressInfo).port)}` };
}

// Only Linux takes all of 127.0.0.0/8 for itself.
it.runIf(process.platform === 'linux').each([
  ['host', 4, () => '127.0.0.1'],
  ['key pair', 10, (i: number) => `127.0.0.${String(1 + i)}`],
] as const)(
  'receivers of one %s that never answer have %i places, and others get theirs meanwhile',
  { timeout: 20_000 },
  async (_, most, host) => {
    const [silent, prompt] = [await silentReceiver(), await promptReceiver()];
    const database = await openDatabase({ address: ':memory:', maxBytes: 10_000_000 });
    const queue = (owner: string, urls: string[]) =>
      database.ask((orm) =>
        orm.batch(
          insertDeliveries(
            orm,
            owner,
            urls.map((url) => ({ url, eventName: 'chat_ended', body: url })),
          ) as [never],
        ),
      );
    const unanswered = Array.from(
      { length: 40 },
      (__, i) => `http://${host(i)}:${silent.port}/${String(i)}`,
    );
    await queue('bad', unanswered);
    const sender = new WebhookSender(database, {
      signingKeys: new Map([
        ['bad', 'a-key'],
        ['good', 'another'],
      ]),
      allowPrivate: true,
    });
    sender.wake();
    await expect.poll(() => silent.asked.length, { timeout: 5000 }).toBe(most);
    const paths = Array.from({ length: 30 }, (__, i) => `/${String(i)}`);
    await queue(
      'good',
      paths.map((path) => `${prompt.url}${path}`),
    );
    sender.wake();
    // Sooner than the ten seconds after which the others have failed.
    await expect.poll(() => prompt.asked.length, { timeout: 8000 }).toBe(paths.length);
    expect(silent.asked).toHaveLength(most);
    await sender.close();
    await database.close();
  },
);
