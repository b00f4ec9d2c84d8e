import { randomUUID } from 'node:crypto';
import { and, asc, desc, eq, inArray, lte, notInArray, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import type { LibSQLDatabase } from 'drizzle-orm/libsql';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Database } from '../database/database.ts';
import { claimedUntil, dueAt, firsts, isReady, rowsWithPlace } from './delivery-places.ts';
import type { ClaimTime, SendingRules } from './delivery-places.ts';
import { insertWhere } from '../database/insert-where.ts';
import { ownedBy } from '../database/owner.ts';
import type { Owner } from '../database/owner.ts';

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
  owner: text().notNull().default(''),
  /** Of the url. */
  host: text().notNull().default(''),
});

/** How many events wait, of all owners. */
export async function countWaiting(database: Database): Promise<number> {
  const [found] = await database.ask((orm) =>
    orm
      .select({ count: sql<number>`count(*)` })
      .from(deliveries)
      .where(eq(deliveries.state, 'waiting')),
  );
  return found?.count ?? 0;
}

/** The tables of this file. */
export const deliveryTables: readonly SQLiteTable[] = [deliveries];

/** `waiting`: to be sent, for the first time or again. `dead`: given up. What arrived is forgotten. */
export type DeliveryState = 'waiting' | 'dead';

/** A webhook event on its way to one address. Times in ms since the epoch. */
export interface Delivery {
  id: string;
  url: string;
  eventName: string;
  /** The JSON text that is signed and sent. */
  body: string;
  state: DeliveryState;
  /** How often it was tried. */
  attempts: number;
  createdMs: number;
  /** Not to be tried before. */
  dueMs: number;
  /** Why the last attempt failed. */
  lastError: string | null;
  owner: string;
}

/** A webhook event to be sent. */
export interface NewDelivery {
  url: string;
  eventName: string;
  body: string;
}

const columns = {
  id: deliveries.id,
  url: deliveries.url,
  eventName: deliveries.eventName,
  body: deliveries.body,
  state: deliveries.state,
  attempts: deliveries.attempts,
  createdMs: deliveries.createdMs,
  dueMs: deliveries.dueMs,
  lastError: deliveries.lastError,
  owner: deliveries.owner,
};

/**
 * The query that queues events, for a batch: they are kept with what they tell of, or neither is. Run again, it
 * queues none twice that still waits.
 *
 * @param condition - without it, it queues none.
 */
export function insertDeliveries(
  orm: LibSQLDatabase,
  owner: string,
  list: readonly NewDelivery[],
  condition?: SQL,
): BatchItem<'sqlite'>[] {
  if (list.length === 0) return [];
  const now = Date.now();
  const rows = list.map(({ url, eventName, body }) => ({
    id: randomUUID(),
    url,
    eventName,
    body,
    state: 'waiting' as const,
    attempts: 0,
    createdMs: now,
    dueMs: now,
    claimedUntilMs: 0,
    owner,
    host: hostOf(url),
  }));
  return [
    condition
      ? insertWhere(orm, deliveries, rows, condition)
      : orm.insert(deliveries).values(rows).onConflictDoNothing(),
  ];
}

/** Takes the events that are due, each the first that waits for its owner and address, where there is a place for it. @param most - no more than so many. */
export function claimDue(
  database: Database,
  time: ClaimTime,
  rules: SendingRules,
  most: number,
): Promise<Delivery[]> {
  return database.ask((orm) =>
    orm
      .update(deliveries)
      .set({ claimedUntilMs: time.untilMs })
      .where(
        inArray(
          deliveries.row,
          orm
            .select({ row: deliveries.row })
            .from(deliveries)
            .where(sql`${deliveries.row} in ${rowsWithPlace(time, rules)}`)
            .orderBy(asc(deliveries.dueMs))
            .limit(most),
        ),
      )
      .returning(columns),
  );
}

/** When the next event is due that has a place, or may have one by then; undefined when none waits. */
export async function nextDueMs(
  database: Database,
  time: ClaimTime,
  rules: SendingRules,
): Promise<number | undefined> {
  const [found] = await database.ask((orm) =>
    orm
      .select({
        at: sql<number | null>`min(max(${dueAt(time, rules)}, ${claimedUntil(time)}))`,
      })
      .from(deliveries)
      .where(
        and(
          sql`${deliveries.row} in ${firsts}`,
          inArray(deliveries.owner, [...rules.owners]),
          // Whatever has its place makes room for it.
          sql`(not (${isReady(time, rules)}) or ${deliveries.row} in ${rowsWithPlace(time, rules)})`,
        ),
      ),
  );
  return found?.at ?? undefined;
}

/** An event arrived, or is of no interest any more. @returns whether there was one. */
export async function removeDelivery(
  database: Database,
  id: string,
  state: DeliveryState,
  owner: Owner,
): Promise<boolean> {
  const { rowsAffected } = await database.ask((orm) =>
    orm
      .delete(deliveries)
      .where(
        and(eq(deliveries.id, id), eq(deliveries.state, state), ownedBy(deliveries.owner, owner)),
      ),
  );
  return rowsAffected > 0;
}

/** An attempt failed. */
export async function noteFailure(
  database: Database,
  id: string,
  failure: { state: DeliveryState; attempts: number; dueMs: number; lastError: string },
): Promise<void> {
  await database.ask((orm) =>
    orm
      .update(deliveries)
      .set({ ...failure, claimedUntilMs: 0 })
      .where(eq(deliveries.id, id)),
  );
}

/** Events that were given up, the latest first. */
export function deadDeliveries(
  database: Database,
  owner: Owner,
  most: number,
): Promise<Delivery[]> {
  return database.ask((orm) =>
    orm
      .select(columns)
      .from(deliveries)
      .where(and(eq(deliveries.state, 'dead'), ownedBy(deliveries.owner, owner)))
      .orderBy(desc(deliveries.row))
      .limit(most),
  );
}

/** Tries an event that was given up once more, behind what waits for its address. @returns whether there was one. */
export async function reviveDelivery(
  database: Database,
  id: string,
  owner: Owner,
): Promise<boolean> {
  const { rowsAffected } = await database.ask((orm) =>
    orm
      .update(deliveries)
      .set({ state: 'waiting', attempts: 0, dueMs: Date.now(), claimedUntilMs: 0 })
      .where(
        and(eq(deliveries.id, id), eq(deliveries.state, 'dead'), ownedBy(deliveries.owner, owner)),
      ),
  );
  return rowsAffected > 0;
}

/** Gives up the oldest events of an owner that wait, beyond so many; not those that are being sent. @returns whether there were any. */
export async function limitWaiting(
  database: Database,
  owner: string,
  most: number,
): Promise<boolean> {
  const now = Date.now();
  const theirs = and(eq(deliveries.state, 'waiting'), eq(deliveries.owner, owner));
  const { rowsAffected } = await database.ask((orm) => {
    const tooOld = orm
      .select({ row: deliveries.row })
      .from(deliveries)
      .where(theirs)
      .orderBy(desc(deliveries.row))
      .limit(1)
      .offset(most);
    return orm
      .update(deliveries)
      .set({ state: 'dead', lastError: 'too many events waited' })
      .where(and(theirs, lte(deliveries.claimedUntilMs, now), lte(deliveries.row, tooOld)));
  });
  return rowsAffected > 0;
}

/** Forgets the oldest dead events of an owner beyond so many. */
export async function limitDead(database: Database, owner: string, most: number): Promise<void> {
  const theirs = and(eq(deliveries.state, 'dead'), eq(deliveries.owner, owner));
  await database.ask((orm) => {
    const latest = orm
      .select({ row: deliveries.row })
      .from(deliveries)
      .where(theirs)
      .orderBy(desc(deliveries.row))
      .limit(most);
    return orm.delete(deliveries).where(and(theirs, notInArray(deliveries.row, latest)));
  });
}

/** Forgets dead events of before a moment, in ms since the epoch. */
export async function removeDeadBefore(database: Database, beforeMs: number): Promise<void> {
  await database.ask((orm) =>
    orm
      .delete(deliveries)
      .where(and(eq(deliveries.state, 'dead'), lte(deliveries.createdMs, beforeMs))),
  );
}

/** As a receiver is told apart from others: without a port, and without the dot that a whole name may end with. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, '') : '';
}
