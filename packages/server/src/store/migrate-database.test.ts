import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createClient } from '@libsql/client';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { expect, it, onTestFinished, vi } from 'vitest';
import { getChat } from './chats/chats.ts';
import { openDatabase } from './open-database.ts';
import type { Database } from './database/database.ts';

// A busy machine takes its time.
vi.setConfig({ testTimeout: 30_000 });

const migrationsFolder = fileURLToPath(new URL('./migrations', import.meta.url));
const migrations = readMigrationFiles({ migrationsFolder });

/** A file of its own, in a folder whose path is nobody's business. */
async function newFile(): Promise<string> {
  const folder = await mkdtemp(`${tmpdir()}/vivavoce-schema-`);
  onTestFinished(() => rm(folder, { recursive: true }));
  return `${folder}/kept.db`;
}

/** Runs statements on a file, as another program. */
async function run(file: string, ...statements: string[]): Promise<void> {
  const client = createClient({ url: pathToFileURL(file).href });
  for (const statement of statements) await client.execute(statement);
  client.close();
}

/** The tables of a file, and which migrations it has. */
async function contents(file: string): Promise<unknown> {
  const client = createClient({ url: pathToFileURL(file).href });
  const queries = ['select name, sql from sqlite_master', 'select * from __drizzle_migrations'];
  const found = await Promise.all(queries.map((query) => client.execute(query)));
  client.close();
  return found.map(({ rows }) => rows);
}

function open(file: string): Promise<Database> {
  return openDatabase({ address: file, maxBytes: 10_000_000 });
}

async function made(): Promise<string> {
  const file = await newFile();
  await (await open(file)).close();
  return file;
}

it('a database of a newer server is refused by both numbers and its name, and left as it is', async () => {
  const file = await made();
  const newest = String(migrations.length);
  for (const more of [1, 2]) {
    const at = String((migrations.at(-1)?.folderMillis ?? 0) + more);
    await run(file, `insert into __drizzle_migrations (hash, created_at) values ('new', ${at})`);
    const before = await contents(file);
    const error = await open(file).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ reason: 'database-incompatible' });
    const { message } = error as Error;
    expect(message).toContain(`at migration ${String(migrations.length + more)}`);
    expect(message).toContain(`knows ${newest}`);
    expect(message).toContain(' kept.db:');
    expect(message).not.toContain('/');
    expect(await contents(file)).toEqual(before);
  }
});

it.each([
  ['holds other tables', ['create table songs (title text)']],
  [
    'has migrations of its own',
    [
      'create table __drizzle_migrations (id serial primary key, hash text, created_at numeric)',
      "insert into __drizzle_migrations (hash, created_at) values ('other', 1700000000000)",
      'create table users (name text)',
    ],
  ],
  [
    'has begun to migrate in another way',
    [
      'create table __drizzle_migrations (id serial primary key, hash text, created_at numeric)',
      'create table chats (id text)',
    ],
  ],
])('a database of another program, which %s, is refused and not touched', async (_, statements) => {
  const file = await newFile();
  await run(file, ...statements);
  const before = await readFile(file);
  const opened = open(file);
  await expect(opened).rejects.toMatchObject({ reason: 'database-incompatible' });
  await expect(opened).rejects.toThrow(/kept\.db: because it holds tables of another program/);
  expect(await readFile(file)).toEqual(before);
});

it.each([
  ['a table', 'drop table chat_audio', /chat_audio\.row is missing/],
  ['a column', 'alter table chats drop column server_id', /chats\.server_id is missing/],
  [
    'a migration in between',
    `delete from __drizzle_migrations where created_at = ${String(migrations[1]?.folderMillis)}`,
    /another program/,
  ],
])('a database that lacks %s is refused', async (_, statement, message) => {
  const file = await made();
  await run(file, statement);
  const opened = open(file);
  await expect(opened).rejects.toMatchObject({ reason: 'database-incompatible' });
  await expect(opened).rejects.toThrow(message);
});

it('a database that another server has just begun, without any table yet, is brought up to date', async () => {
  const file = await newFile();
  await run(
    file,
    'create table __drizzle_migrations (id serial primary key, hash text not null, created_at numeric)',
  );
  const database = await open(file);
  expect(await getChat(database, 'a')).toBeUndefined();
  await database.close();
});

it('a database of any older server is brought up to date and keeps what is in it', async () => {
  for (let done = 1; done <= migrations.length; done++) {
    const file = await newFile();
    await run(
      file,
      'create table __drizzle_migrations (id serial primary key, hash text not null, created_at numeric)',
    );
    for (const { sql, hash, folderMillis } of migrations.slice(0, done)) {
      const note = `insert into __drizzle_migrations (hash, created_at) values ('${hash}', ${String(folderMillis)})`;
      await run(file, ...sql, note);
    }
    await run(
      file,
      `insert into chats (id, group_id, status, start_ms, webhooks, alive_until_ms) values ('a', 'b', 'USER_ENDED', 5, '[]', 0)`,
    );
    const database = await open(file);
    expect(await getChat(database, 'a')).toMatchObject({ id: 'a', groupId: 'b', startMs: 5 });
    await database.close();
  }
});
