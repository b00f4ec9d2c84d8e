import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import { sql } from 'drizzle-orm';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from './open-database.ts';
import { tables } from './tables.ts';

it('the migrations make the tables and columns that the queries name', async () => {
  const database = await openDatabase({ address: ':memory:', maxBytes: 10_000_000 });
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
  const made: unknown[] = [];
  for (let time = 0; time < 2; time++) {
    const database = await openDatabase({ address: `${folder}/kept.db`, maxBytes: 10_000_000 });
    made.push(await database.orm.all(sql`select hash from __drizzle_migrations`));
    await database.close();
  }
  expect(made[1]).toEqual(made[0]);
});
