import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import { sql } from 'drizzle-orm';
import { expect, it, onTestFinished } from 'vitest';
import { chatAudioTables } from './chat-audio.ts';
import { chatEventTables } from './chat-events.ts';
import { chatTables } from './chats.ts';
import { openDatabase } from './database.ts';
import { deliveryTables } from './deliveries.ts';
import { documentTables } from './documents.ts';
import { secretTables } from './kept-secret.ts';

it('the migrations make the tables and columns that the queries name', async () => {
  const database = await openDatabase({ address: ':memory:', maxBytes: 10_000_000 });
  const tables = [
    ...secretTables,
    ...documentTables,
    ...chatTables,
    ...chatEventTables,
    ...chatAudioTables,
    ...deliveryTables,
  ];
  for (const table of tables) {
    const { name, columns } = getTableConfig(table);
    const made = await database.orm.all<{ name: string; type: string; notnull: number }>(
      sql.raw(`PRAGMA table_info(${name})`),
    );
    const wanted = columns.map((column) => ({
      name: column.name,
      type: column.getSQLType().toUpperCase(),
      notnull: Number(column.notNull),
    }));
    const found = made.map(({ name: column, type, notnull }) => ({ name: column, type, notnull }));
    expect({ name, columns: found }).toEqual({ name, columns: wanted });
  }
  await database.close();
});

it('a database that is up to date is left as it is', async () => {
  const folder = await mkdtemp(`${tmpdir()}/vivavoce-schema-`);
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const time of ['first', 'second']) {
    const database = await openDatabase({ address: `${folder}/kept.db`, maxBytes: 10_000_000 });
    const made = await database.orm.all(sql`select hash from __drizzle_migrations`);
    expect(made, time).toHaveLength(4);
    await database.close();
  }
});
