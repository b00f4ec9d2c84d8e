import { randomUUID } from 'node:crypto';
import type { BatchItem } from 'drizzle-orm/batch';
import type { LibSQLDatabase } from 'drizzle-orm/libsql';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';

const deliveries = sqliteTable('webhook_deliveries', {
  row: integer().primaryKey({ autoIncrement: true }),
  id: text().notNull(),
  url: text().notNull(),
  eventName: text('event_name').notNull(),
  body: text().notNull(),
  state: text().$type<DeliveryState>().notNull(),
  attempts: integer().notNull(),
  createdMs: integer('created_ms').notNull(),
  dueMs: integer('due_ms').notNull(),
  claimedUntilMs: integer('claimed_until_ms').notNull(),
  lastError: text('last_error'),
});

/** The tables of this file. */
export const deliveryTables: readonly SQLiteTable[] = [deliveries];

/** `waiting`: to be sent, for the first time or again. `dead`: given up. What arrived is forgotten. */
type DeliveryState = 'waiting' | 'dead';

/** A webhook event to be sent. */
export interface NewDelivery {
  url: string;
  eventName: string;
  body: string;
}

/** The query that queues events, for a batch: they are kept with what they tell of, or neither is. */
export function insertDeliveries(
  orm: LibSQLDatabase,
  list: readonly NewDelivery[],
): BatchItem<'sqlite'>[] {
  if (list.length === 0) return [];
  const now = Date.now();
  return [
    orm.insert(deliveries).values(
      list.map(({ url, eventName, body }) => ({
        id: randomUUID(),
        url,
        eventName,
        body,
        state: 'waiting' as const,
        attempts: 0,
        createdMs: now,
        dueMs: now,
        claimedUntilMs: 0,
      })),
    ),
  ];
}
