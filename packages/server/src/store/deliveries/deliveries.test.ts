import { sql } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { openDatabase } from '../open-database.ts';
import {
  claimDue,
  deadDeliveries,
  insertDeliveries,
  limitDead,
  limitWaiting,
  noteFailure,
  nextDueMs,
  removeDelivery,
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
  const now = Date.now();
  expect(await nextDueMs(database, { now, untilMs: now }, { owners: ['me'] })).toBeGreaterThan(0);
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
  const claimed = await claimDue(database, { now, untilMs: now + 30_000 }, { owners: ['me'] }, 20);
  expect(claimed).toMatchObject([{ body: '1' }]);
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
  const time = { now, untilMs: now + 30_000 };
  const rules = { owners: ['me'], pausesMs: [1000, 600_000] };
  const next = () => nextDueMs(database, time, rules);
  expect(await next()).toBe(0);
  const due = await claimDue(database, time, rules, 20);
  expect(due.map(({ body }) => body).sort()).toEqual(
    rows
      .slice(0, 4)
      .map(([name]) => name)
      .sort(),
  );
  expect(await next()).toBe(now + 30_000);
  await database.close();
});

it('a host has so many events under way, an owner too, and of both whoever has waited longest comes first', async () => {
  const database = await openDatabase({ address: ':memory:', maxBytes: 10_000_000 });
  const queue = (owner: string, ...urls: string[]) =>
    database.ask((orm) =>
      orm.batch(
        insertDeliveries(
          orm,
          owner,
          urls.map((url) => ({ url, eventName: 'a', body: `${owner} ${url}` })),
        ) as [never],
      ),
    );
  const paths = (origin: string, count: number) =>
    Array.from({ length: count }, (_, i) => `${origin}/${String(i)}`);
  // One host, whatever the port and the case.
  await queue('bad', ...paths('http://slow', 3), ...paths('http://SLOW.:81', 3));
  await queue('bad', 'http://a/', 'http://b/', 'http://c/');
  await queue('good', 'http://slow/good', 'http://d/');
  const now = Date.now();
  const time = { now, untilMs: now + 30_000 };
  const underWay = new Set<string>();
  const rules = { owners: ['bad', 'good'], mostToHost: 3, mostOfOwner: 4, underWay };
  const claim = async (most: number) => {
    const claimed = await claimDue(database, time, rules, most);
    for (const { id } of claimed) underWay.add(id);
    return claimed;
  };
  const names = (list: { body: string }[]) => list.map(({ body }) => body).sort();
  const all = [...(await claim(2)), ...(await claim(20))];
  expect(names(all)).toEqual([
    'bad http://a/',
    'bad http://b/',
    'bad http://slow/0',
    'bad http://slow/1',
    'good http://d/',
    'good http://slow/good',
  ]);
  expect(await claim(20)).toEqual([]);
  // What has no place is not asked for all the time.
  expect(await nextDueMs(database, time, rules)).toBe(time.untilMs);
  const done = all.find(({ body }) => body === 'good http://slow/good');
  underWay.delete(done?.id ?? '');
  await removeDelivery(database, done?.id ?? '', 'waiting', 'good');
  expect(await claim(20)).toEqual([]);
  const other = all.find(({ body }) => body === 'bad http://a/');
  underWay.delete(other?.id ?? '');
  await removeDelivery(database, other?.id ?? '', 'waiting', 'bad');
  expect(names(await claim(20))).toEqual(['bad http://slow/2']);
  await database.close();
});
