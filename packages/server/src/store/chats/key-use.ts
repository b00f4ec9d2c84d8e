import { lt, sql } from 'drizzle-orm';
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Database } from '../database/database.ts';

const use = sqliteTable(
  'key_use',
  {
    /** The name of a key pair, which tells nothing of it. */
    pair: text().notNull(),
    /** As `2026-12-01`, UTC. */
    day: text().notNull(),
    /** How long its Chats were, together. */
    ms: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.pair, table.day] })],
);

/** The tables of this file. */
export const keyUseTables: readonly SQLiteTable[] = [use];

/**
 * Adds to what a key pair has used in a day, and forgets the days before.
 *
 * @returns what all servers on this database have added, in ms.
 */
export async function addKeyUse(
  database: Database,
  pair: string,
  day: string,
  ms: number,
): Promise<number> {
  const [, [row]] = await database.ask((orm) =>
    orm.batch([
      orm.delete(use).where(lt(use.day, day)),
      orm
        .insert(use)
        .values({ pair, day, ms })
        .onConflictDoUpdate({ target: [use.pair, use.day], set: { ms: sql`${use.ms} + ${ms}` } })
        .returning({ ms: use.ms }),
    ]),
  );
  return row?.ms ?? ms;
}
