import { randomUUID } from 'node:crypto';
import { and, asc, count, desc, eq, inArray, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { LibSQLDatabase } from 'drizzle-orm/libsql';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { ReturnChatEventRole, ReturnChatEventType, ToolCallMessage } from '@vivavoce/evi';
import type { BatchItem } from 'drizzle-orm/batch';
import type { Database } from '../database/database.ts';
import { insertWhere } from '../database/insert-where.ts';
import { inSteps } from '../database/in-steps.ts';
import { mostPageBytes, Page } from '../database/page.ts';
import type { PageRequest } from '../database/page.ts';

const events = sqliteTable('chat_events', {
  row: integer().primaryKey({ autoIncrement: true }),
  id: text().notNull(),
  chatId: text('chat_id').notNull(),
  groupId: text('group_id').notNull(),
  timestampMs: integer('timestamp_ms').notNull(),
  type: text().$type<ReturnChatEventType>().notNull(),
  role: text().$type<ReturnChatEventRole>().notNull(),
  messageText: text('message_text'),
  emotionFeatures: text('emotion_features'),
  metadata: text(),
  relatedEventId: text('related_event_id'),
});

/** The tables of this file. */
export const chatEventTables: readonly SQLiteTable[] = [events];

/** Which Chat something belongs to. */
export interface ChatKey {
  chatId: string;
  chatGroupId: string;
}

/** Something that happened in a Chat. */
export interface ChatEvent {
  type: ReturnChatEventType;
  role: ReturnChatEventRole;
  text?: string;
  /** JSON text: the scores of what was said. */
  emotionFeatures?: string;
  /** JSON text. */
  metadata?: string;
  /** When, in ms since the epoch. Default now. */
  at?: number;
  /** Default a new one. */
  id?: string;
  /** That of the sentence whose scores these are. */
  relatedEventId?: string;
  /** What webhooks that ask for it are told. */
  toolCall?: ToolCallMessage;
}

/** An event as it was kept. */
export interface StoredChatEvent {
  id: string;
  chatId: string;
  timestampMs: number;
  type: ReturnChatEventType;
  role: ReturnChatEventRole;
  messageText: string | null;
  emotionFeatures: string | null;
  metadata: string | null;
  relatedEventId: string | null;
}

const columns = {
  id: events.id,
  chatId: events.chatId,
  timestampMs: events.timestampMs,
  type: events.type,
  role: events.role,
  messageText: events.messageText,
  emotionFeatures: events.emotionFeatures,
  metadata: events.metadata,
  relatedEventId: events.relatedEventId,
};

/** What the texts of an event take, without reading them. */
const bytes: SQL<number> = sql`coalesce(octet_length(${events.messageText}), 0) + coalesce(octet_length(${events.emotionFeatures}), 0) + coalesce(octet_length(${events.metadata}), 0)`;

/** How many events a Chat of the query around it has. @param chatId - its column. */
export function eventCount(chatId: SQL): SQL<number> {
  return sql`(select count(*) from chat_events e where e.chat_id = ${chatId})`;
}

/** The query that keeps events of a Chat, for a batch. Run again, it keeps none twice. @param condition - without it, it keeps none. */
export function insertEvents(
  orm: LibSQLDatabase,
  { chatId, chatGroupId }: ChatKey,
  list: readonly ChatEvent[],
  condition?: SQL,
): BatchItem<'sqlite'> {
  const rows = list.map(({ type, role, text: said, emotionFeatures, metadata, ...event }) => ({
    id: event.id ?? randomUUID(),
    chatId,
    groupId: chatGroupId,
    timestampMs: event.at ?? Date.now(),
    type,
    role,
    messageText: said ?? null,
    emotionFeatures: emotionFeatures ?? null,
    metadata: metadata ?? null,
    relatedEventId: event.relatedEventId ?? null,
  }));
  return condition
    ? insertWhere(orm, events, rows, condition)
    : orm.insert(events).values(rows).onConflictDoNothing();
}

/** Forgets the events of a Chat, so many at a time: it may have a hundred thousand, and the database does nothing else meanwhile. */
export async function removeEvents(database: Database, chatId: string): Promise<void> {
  await inSteps(500, (most) =>
    database.ask((orm) => {
      const some = orm
        .select({ row: events.row })
        .from(events)
        .where(eq(events.chatId, chatId))
        .limit(most);
      return orm.delete(events).where(inArray(events.row, some));
    }),
  );
}

/** The events of a Chat, or of all Chats of a group, or of those of a visitor, in the order they were kept. */
export async function listEvents(
  database: Database,
  of: Partial<ChatKey> & { visitor?: string | undefined },
  page: PageRequest,
  ascending: boolean,
): Promise<Page<StoredChatEvent>> {
  const where = and(
    of.chatId === undefined ? undefined : eq(events.chatId, of.chatId),
    of.chatGroupId === undefined ? undefined : eq(events.groupId, of.chatGroupId),
    of.visitor === undefined
      ? undefined
      : sql`exists (select 1 from chats c where c.id = ${events.chatId} and c.visitor = ${of.visitor})`,
  );
  const order = ascending ? asc(events.row) : desc(events.row);
  const [listed, [total]] = await database.ask((orm) =>
    orm.batch([
      orm
        .select({ row: events.row, bytes })
        .from(events)
        .where(where)
        .orderBy(order)
        .limit(page.size)
        .offset(page.number * page.size),
      orm.select({ count: count() }).from(events).where(where),
    ]),
  );
  return new Page(page, listed, total?.count ?? 0, (rows) =>
    database.ask((orm) =>
      orm.select(columns).from(events).where(inArray(events.row, rows)).orderBy(order),
    ),
  );
}

/** The last events of these types in a Chat Group, oldest first: no more than there may be, and than a page may hold. */
export async function lastEvents(
  database: Database,
  chatGroupId: string,
  types: readonly ReturnChatEventType[],
  most: number,
): Promise<StoredChatEvent[]> {
  // Written out, the index of just these is used.
  const names = sql.raw(types.map((type) => `'${type}'`).join(', '));
  const last = await database.ask((orm) =>
    orm
      .select({ row: events.row, bytes })
      .from(events)
      .where(and(eq(events.groupId, chatGroupId), sql`${events.type} in (${names})`))
      .orderBy(desc(events.row))
      .limit(most),
  );
  let left = mostPageBytes;
  const tooMany = last.findIndex((event) => (left -= event.bytes) < 0);
  const rows = (tooMany < 0 ? last : last.slice(0, tooMany)).map(({ row }) => row);
  return database.ask((orm) =>
    orm.select(columns).from(events).where(inArray(events.row, rows)).orderBy(asc(events.row)),
  );
}
