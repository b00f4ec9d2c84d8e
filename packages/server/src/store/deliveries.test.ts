import { sql } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { openDatabase } from './database.ts';
import {
  claimDue,
  deadDeliveries,
  insertDeliveries,
  limitDead,
  limitWaiting,
  noteFailure,
  nextDueMs,
} from './deliveries.ts';

it('of the dead only the latest are kept, and what waits is not touched', async () => {
  const database = await openDatabase({ address: ':memory:', maxBytes: 10_000_000 });
  const list = ['1', '2', '3', '4', '5'].map((name) => ({
    url: `http://receiver/${name}`,
    eventName: 'chat_ended',
    body: name,
  }));
  await database.ask((orm) => orm.batch(insertDeliveries(orm, 'me', list) as [never]));
  const waiting = await database.orm.all<{ id: string; body: string }>(
    'select id, body from webhook_deliveries order by row',
  );
  for (const { id } of waiting.slice(0, 4)) {
    const lastError = 'it answered 500';
    await noteFailure(database, id, { state: 'dead', attempts: 6, dueMs: 0, lastError });
  }
  await limitDead(database, 'me', 2);
  const dead = await deadDeliveries(database, 'me', 10);
  expect(dead.map(({ body }) => body)).toEqual(['4', '3']);
  expect(await nextDueMs(database, ['me'])).toBeGreaterThan(0);
  await database.close();
});

it('of more events that wait than may, the oldest are given up, but for those that are being sent', async () => {
  const database = await openDatabase({ address: ':memory:', maxBytes: 10_000_000 });
  const list = ['1', '2', '3', '4', '5'].map((name) => ({
    url: 'http://receiver/',
    eventName: 'chat_ended',
    body: name,
  }));
  await database.ask((orm) => orm.batch(insertDeliveries(orm, 'me', list) as [never]));
  const now = Date.now();
  expect(await claimDue(database, now, now + 30_000, ['me'], 20)).toMatchObject([{ body: '1' }]);
  await limitWaiting(database, 'me', 5);
  expect(await deadDeliveries(database, 'me', 10)).toEqual([]);
  await limitWaiting(database, 'me', 2);
  const lastError = 'too many events waited';
  expect(await deadDeliveries(database, 'me', 10)).toMatchObject([
    { body: '3', lastError },
    { body: '2', lastError },
  ]);
  await database.close();
});

it('what was noted before the clock was put back is due at once, and what has a pause before it is not', async () => {
  const database = await openDatabase({ address: ':memory:', maxBytes: 10_000_000 });
  const hours = 7_200_000;
  const now = Date.now();
  const rows: [name: string, attempts: number, dueMs: number, claimedUntilMs: number][] = [
    ['first attempt', 0, now + hours, 0],
    ['second attempt', 1, now + hours + 1000, 0],
    ['last attempt', 2, now + hours + 600_000, 0],
    ['sent by a server that is gone', 0, now + hours, now + hours + 30_000],
    ['pause', 2, now + 600_000, 0],
    ['sent by another', 0, now, now + 30_000],
    ['clocks that differ', 0, now + 50_000, 0],
  ];
  const list = rows.map(([name]) => ({ url: `http://${name}/`, eventName: 'a', body: name }));
  await database.ask((orm) => orm.batch(insertDeliveries(orm, 'me', list) as [never]));
  for (const [name, attempts, due, until] of rows) {
    await database.orm.run(
      sql`update webhook_deliveries set attempts = ${attempts}, due_ms = ${due}, claimed_until_ms = ${until} where body = ${name}`,
    );
  }
  const pauses = [1000, 600_000];
  const next = () => nextDueMs(database, ['me'], now, now + 30_000, pauses);
  expect(await next()).toBe(0);
  const due = await claimDue(database, now, now + 30_000, ['me'], 20, pauses);
  expect(due.map(({ body }) => body).sort()).toEqual(
    rows
      .slice(0, 4)
      .map(([name]) => name)
      .sort(),
  );
  expect(await next()).toBe(now + 30_000);
  await database.close();
});
