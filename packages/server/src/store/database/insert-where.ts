import { getTableColumns, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import type { LibSQLDatabase } from 'drizzle-orm/libsql';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';

/** The query that inserts rows where a condition holds, for a batch. Run again, it leaves alone what is there. */
export function insertWhere<Table extends SQLiteTable>(
  orm: LibSQLDatabase,
  table: Table,
  rows: readonly Table['$inferInsert'][],
  condition: SQL,
): BatchItem<'sqlite'> {
  const columns = Object.entries(getTableColumns(table));
  const tuples = rows.map((row: Record<string, unknown>) => {
    const values = columns.map(([name, column]) =>
      sql.param(row[name] ?? column.default ?? null, column),
    );
    return sql`(${sql.join(values, sql`, `)})`;
  });
  return orm
    .insert(table)
    .select(sql`select * from (values ${sql.join(tuples, sql`, `)}) where ${condition}`)
    .onConflictDoNothing();
}
