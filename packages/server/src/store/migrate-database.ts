import { fileURLToPath } from 'node:url';
import { getTableColumns, getTableName, sql } from 'drizzle-orm';
import type { LibSQLDatabase } from 'drizzle-orm/libsql';
import { migrate } from 'drizzle-orm/libsql/migrator';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { ServerError } from '../base/server-error.ts';
import { tables } from './tables.ts';

const migrationsFolder = fileURLToPath(new URL('./migrations', import.meta.url));

/**
 * Whether a database is this server's to use: it is empty, or it holds its tables as this server or an older one made them. Nothing is
 * written for that.
 *
 * @param name - what the database is called in errors.
 * @throws ServerError `database-incompatible`: it is a newer server's, or another program's.
 */
export async function checkSchema(orm: LibSQLDatabase, name: string): Promise<void> {
  const known = readMigrationFiles({ migrationsFolder }).map(({ folderMillis }) => folderMillis);
  const there = await tablesIn(orm);
  if (!there.has('__drizzle_migrations')) {
    if (there.size > 0) throw ServerError.databaseForeign(name);
    return;
  }
  const done = await migrationsOf(orm);
  // Every server's list of migrations begins with that of the one before.
  if (done.some((when, i) => i < known.length && when !== known[i])) {
    throw ServerError.databaseForeign(name);
  }
  if (done.length > known.length) {
    throw ServerError.databaseNewer(name, done.length, known.length);
  }
  if (done.length === 0 && there.size > 1) throw ServerError.databaseForeign(name);
}

/**
 * Makes the newest tables. Of two servers that start on a new database at once one fails, and finds the work done.
 *
 * @throws ServerError `database-incompatible`: tables or columns are missing that its migrations made.
 */
export async function migrateDatabase(orm: LibSQLDatabase, name: string): Promise<void> {
  try {
    await migrate(orm, { migrationsFolder });
  } catch {
    // It may have been a newer server.
    await checkSchema(orm, name);
    await migrate(orm, { migrationsFolder });
  }
  const there = await tablesIn(orm);
  for (const table of tables) {
    const columns = there.get(getTableName(table));
    for (const { name: column } of Object.values(getTableColumns(table))) {
      if (columns?.has(column)) continue;
      throw ServerError.databaseDamaged(name, `${getTableName(table)}.${column}`);
    }
  }
}

/** The tables of a database, each with its columns. */
async function tablesIn(orm: LibSQLDatabase): Promise<Map<string, Set<string>>> {
  const rows = await orm.all<{ table: string; column: string }>(
    sql`select m.name as "table", c.name as "column" from sqlite_master m join pragma_table_info(m.name) c
      where m.type = 'table' and m.name not like 'sqlite\\_%' escape '\\' and m.name not like 'libsql\\_%' escape '\\'`,
  );
  const found = new Map<string, Set<string>>();
  for (const { table, column } of rows) {
    found.set(table, (found.get(table) ?? new Set()).add(column));
  }
  return found;
}

/** Which migrations a database has, by their time. */
async function migrationsOf(orm: LibSQLDatabase): Promise<number[]> {
  const rows = await orm.all<{ at: number }>(
    sql`select distinct created_at as at from __drizzle_migrations order by created_at`,
  );
  return rows.map(({ at }) => Number(at));
}
