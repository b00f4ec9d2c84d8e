import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, vi } from 'vitest';
import { openDatabase } from '../store/database.ts';
import { deadDeliveries, insertDeliveries } from '../store/deliveries.ts';
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
    await database.ask((orm) => orm.batch(insertDeliveries(orm, list) as [never]));
    const sender = new WebhookSender(database, {
      signingKey: 'a-key',
      allowPrivate: true,
      delaysMs: [600_000],
      mostWaiting: 2,
    });
    sender.poke();
    await vi.waitFor(
      async () => {
        const dead = await deadDeliveries(database, 10);
        expect(dead.map(({ body }) => body)).toEqual(['3', '2', '1']);
      },
      { timeout: 10_000 },
    );
    await sender.close();
    await database.close();
    receiver.close();
  },
);
