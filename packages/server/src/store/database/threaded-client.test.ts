import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { pathToFileURL } from 'node:url';
import { createClient } from '@libsql/client';
import { expect, it, onTestFinished, vi } from 'vitest';
import { ThreadedClient } from './threaded-client.ts';

// A busy machine takes its time, and a thread that runs out of memory a while.
vi.setConfig({ testTimeout: 60_000 });

const settings = [
  'PRAGMA journal_mode = WAL',
  'PRAGMA synchronous = NORMAL',
  'PRAGMA cache_size = 77',
];
/** Gathers rows until no memory is left. */
const tooMuch =
  "with recursive n(i) as (select 1 union all select i + 1 from n) select i, 'some text ' || i from n";

async function newUrl(): Promise<string> {
  const folder = await mkdtemp(`${tmpdir()}/vivavoce-thread-`);
  onTestFinished(() => rm(folder, { recursive: true }));
  return pathToFileURL(`${folder}/kept.db`).href;
}

async function open(url: string, patienceMs: number): Promise<ThreadedClient> {
  const client = new ThreadedClient(url, patienceMs, 24);
  onTestFinished(() => client.end());
  await client.use(settings);
  await client.migrate(['create table said (text)']);
  return client;
}

/** Another process that writes. @returns its end. */
async function lock(url: string): Promise<() => Promise<void>> {
  const other = createClient({ url, timeout: 5000 });
  const transaction = await other.transaction('write');
  return async () => {
    await transaction.rollback();
    other.close();
  };
}

const say = (client: ThreadedClient, text: string) =>
  client.execute('insert into said values (?)', [text]);
const twice = (client: ThreadedClient, text: string) =>
  client.batch([
    { sql: 'insert into said values (?)', args: [text] },
    { sql: 'insert into said values (?)', args: [`${text} again`] },
  ]);
async function said(client: ThreadedClient): Promise<unknown[]> {
  return (await client.execute('select text from said order by rowid')).rows.map((row) => row[0]);
}

it('what is written waits for another process in its order, what is read does not', async () => {
  const url = await newUrl();
  const client = await open(url, 20_000);
  const unlock = await lock(url);
  const writes = Promise.all([say(client, 'a'), twice(client, 'b'), say(client, 'c')]);
  expect(await said(client)).toEqual([]);
  await unlock();
  await writes;
  expect(await said(client)).toEqual(['a', 'b', 'b again', 'c']);
});

it('what has waited too long fails and is not done later; what comes next is written at once, by a connection set up alike', async () => {
  const url = await newUrl();
  const client = await open(url, 50);
  const unlock = await lock(url);
  for (const write of [say, twice, say, twice]) {
    await expect(write(client, 'never')).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
  }
  await unlock();
  await twice(client, 'a');
  await say(client, 'b');
  expect(await said(client)).toEqual(['a', 'a again', 'b']);
  expect((await client.execute('PRAGMA cache_size')).rows[0]?.[0]).toBe(77);
  expect((await client.execute('PRAGMA synchronous')).rows[0]?.[0]).toBe(1);
});

it('a thread that dies fails what it was asked; the next has what was committed, and the settings', async () => {
  const client = await open(await newUrl(), 1000);
  await say(client, 'kept');
  const [read, write] = await Promise.allSettled([client.execute(tooMuch), say(client, 'after')]);
  expect(read).toMatchObject({ status: 'rejected', reason: { code: 'THREAD_ENDED' } });
  // It was behind: nobody was told that it is kept.
  expect(write).toMatchObject({ status: 'rejected', reason: { code: 'THREAD_ENDED' } });
  await say(client, 'later');
  expect(await said(client)).toEqual(['kept', 'later']);
  expect((await client.execute('PRAGMA cache_size')).rows[0]?.[0]).toBe(77);
});

it('a database in memory whose thread died has its tables again, and nothing in them', async () => {
  const client = await open(':memory:', 1000);
  await say(client, 'lost');
  await expect(client.execute(tooMuch)).rejects.toMatchObject({ code: 'THREAD_ENDED' });
  await say(client, 'new');
  expect(await said(client)).toEqual(['new']);
});

it('the end waits for what was asked before, and nothing is taken after it', async () => {
  const url = await newUrl();
  const client = await open(url, 1000);
  const writes = Array.from({ length: 200 }, (_, i) => say(client, String(i)));
  await client.end();
  expect((await Promise.allSettled(writes)).every(({ status }) => status === 'fulfilled')).toBe(
    true,
  );
  await expect(say(client, 'late')).rejects.toThrow('it is closed');
  const next = await openAgain(url);
  expect(await said(next)).toHaveLength(200);
});

it('the end comes though another process has locked the file', async () => {
  const url = await newUrl();
  const client = await open(url, 100_000);
  const unlock = await lock(url);
  const write = say(client, 'never');
  write.catch(() => undefined);
  const began = performance.now();
  await client.end();
  expect(performance.now() - began).toBeLessThan(8000);
  await expect(write).rejects.toMatchObject({ code: 'THREAD_ENDED' });
  await unlock();
});

it('values of every kind come back as they were, by place and by name', async () => {
  const client = await open(':memory:', 1000);
  await client.execute('create table kinds (a, b, c, d, e)');
  const blob = Buffer.from([1, 2, 3]);
  await client.execute({
    sql: 'insert into kinds values (?, ?, ?, ?, ?)',
    args: [1, 0.5, 'text', null, blob],
  });
  const { rows, columns } = await client.execute('select * from kinds');
  expect(columns).toEqual(['a', 'b', 'c', 'd', 'e']);
  const [row] = rows;
  expect(Array.from(row as unknown as ArrayLike<unknown>)).toEqual([
    1,
    0.5,
    'text',
    null,
    new Uint8Array(blob).buffer,
  ]);
  expect({ ...row }).toMatchObject({ a: 1, b: 0.5, c: 'text', d: null });
});

async function openAgain(url: string): Promise<ThreadedClient> {
  const client = new ThreadedClient(url, 1000);
  onTestFinished(() => client.end());
  await client.use(settings);
  return client;
}
