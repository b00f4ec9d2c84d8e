import { and, asc, count, desc, eq, inArray, lte, ne, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import type { LibSQLDatabase } from 'drizzle-orm/libsql';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { PostedWebhookSpec, ReturnChatStatus } from '@vivavoce/evi';
import { eventCount } from './chat-events.ts';
import type { ChatKey } from './chat-events.ts';
import type { Database } from '../database/database.ts';
import { anyPrincipal, ownedBy, unowned } from '../database/owner.ts';
import type { Principal } from '../database/owner.ts';
import { Page } from '../database/page.ts';
import type { PageRequest } from '../database/page.ts';

const chats = sqliteTable('chats', {
  row: integer().primaryKey({ autoIncrement: true }),
  id: text().notNull(),
  groupId: text('group_id').notNull(),
  status: text().$type<ReturnChatStatus>().notNull(),
  startMs: integer('start_ms').notNull(),
  endMs: integer('end_ms'),
  configId: text('config_id'),
  configVersion: integer('config_version'),
  customSessionId: text('custom_session_id'),
  metadata: text(),
  webhooks: text({ mode: 'json' }).$type<readonly PostedWebhookSpec[]>().notNull(),
  aliveUntilMs: integer('alive_until_ms').notNull(),
  audioFailed: integer('audio_failed', { mode: 'boolean' }).notNull().default(false),
  serverId: text('server_id'),
  owner: text().notNull().default(''),
  visitor: text(),
  /** What its events and its sound take, in bytes: kept by triggers. */
  words: integer().notNull().default(4096),
  sound: integer().notNull().default(0),
});

/** The tables of this file. */
export const chatTables: readonly SQLiteTable[] = [chats];

/** How a Chat can have ended. */
export type EndedStatus = Exclude<ReturnChatStatus, 'ACTIVE'>;

/** A Chat as it was kept. Times in ms since the epoch. */
export interface ChatRecord {
  id: string;
  groupId: string;
  status: ReturnChatStatus;
  startMs: number;
  endMs: number | null;
  configId: string | null;
  configVersion: number | null;
  customSessionId: string | null;
  /** JSON text. */
  metadata: string | null;
  webhooks: readonly PostedWebhookSpec[];
  /** Not all of its sound could be kept. */
  audioFailed: boolean;
  eventCount: number;
}

/** A Chat as it was kept elsewhere. Times in ms since the epoch. */
export interface RestoredChat {
  id: string;
  groupId: string;
  status: EndedStatus;
  startMs: number;
  endMs: number;
  config?: { id: string; version: number | null } | undefined;
  /** JSON text. */
  metadata: string | null;
}

/** A list of Chats or groups that is wanted. */
export interface ChatListRequest extends PageRequest {
  principal: Principal;
  /** Oldest first. */
  ascending: boolean;
  configId?: string;
  chatGroupId?: string;
  status?: ReturnChatStatus;
}

/** What a Chat begins with. */
export interface NewChat extends ChatKey {
  config?: { id: string; version: number } | undefined;
  customSessionId?: string | undefined;
  webhooks: readonly PostedWebhookSpec[];
  startMs: number;
  aliveUntilMs: number;
  principal: Principal;
  /** Which server holds it, where others can find out whether that is there. */
  serverId?: string | undefined;
}

const uncounted = {
  id: chats.id,
  groupId: chats.groupId,
  status: chats.status,
  startMs: chats.startMs,
  endMs: chats.endMs,
  configId: chats.configId,
  configVersion: chats.configVersion,
  customSessionId: chats.customSessionId,
  metadata: chats.metadata,
  webhooks: chats.webhooks,
  audioFailed: chats.audioFailed,
};
const columns = { ...uncounted, eventCount: eventCount(sql`${chats.id}`) };

/** What the texts of a Chat take, without reading them. */
const bytes: SQL<number> = sql`coalesce(octet_length(${chats.metadata}), 0) + octet_length(${chats.webhooks})`;

/** The query that keeps a new Chat, for a batch. */
export function insertChat(orm: LibSQLDatabase, chat: NewChat): BatchItem<'sqlite'> {
  return orm.insert(chats).values({
    id: chat.chatId,
    groupId: chat.chatGroupId,
    status: 'ACTIVE',
    startMs: chat.startMs,
    configId: chat.config?.id ?? null,
    configVersion: chat.config?.version ?? null,
    customSessionId: chat.customSessionId ?? null,
    webhooks: chat.webhooks,
    aliveUntilMs: chat.aliveUntilMs,
    serverId: chat.serverId ?? null,
    owner: chat.principal.owner ?? unowned,
    visitor: chat.principal.visitor ?? null,
  });
}

/** The query that keeps a Chat as it was kept elsewhere, where its id is free. */
export function restoreChatRow(
  orm: LibSQLDatabase,
  { config, ...chat }: RestoredChat,
  owner: string,
): PromiseLike<{ rowsAffected: number }> {
  const of = { configId: config?.id ?? null, configVersion: config?.version ?? null };
  const row = { ...chat, ...of, owner, webhooks: [], aliveUntilMs: chat.endMs };
  return orm.insert(chats).values(row).onConflictDoNothing();
}

/** Whether nobody has ended a Chat. @param aliveUntilMs - nor said anew that it goes on. */
export function chatGoesOn(id: string, aliveUntilMs?: number): SQL {
  const asSeen = aliveUntilMs === undefined ? sql`` : sql` and alive_until_ms = ${aliveUntilMs}`;
  return sql`exists (select 1 from chats where id = ${id} and status = 'ACTIVE'${asSeen})`;
}

/** The query that ends a Chat, for a batch. */
export function endChat(
  orm: LibSQLDatabase,
  id: string,
  goesOn: SQL,
  status: ReturnChatStatus,
  endMs: number,
): BatchItem<'sqlite'> {
  return orm
    .update(chats)
    .set({ status, endMs })
    .where(and(eq(chats.id, id), goesOn));
}

/** The query that notes what the client said of its Chat, for a batch. */
export function describeChat(
  orm: LibSQLDatabase,
  id: string,
  about: { customSessionId?: string; metadata?: string },
): BatchItem<'sqlite'> {
  return orm.update(chats).set(about).where(eq(chats.id, id));
}

/** Chats that have ended before a moment, in ms since the epoch: the oldest first, no more than so many. */
export async function endedBefore(
  database: Database,
  beforeMs: number,
  most: number,
): Promise<string[]> {
  const found = await database.ask((orm) =>
    orm
      .select({ id: chats.id })
      .from(chats)
      .where(and(ne(chats.status, 'ACTIVE'), lte(chats.endMs, beforeMs)))
      .orderBy(asc(chats.row))
      .limit(most),
  );
  return found.map(({ id }) => id);
}

/** The Chats of a group, whoever has opened them. */
export function chatsOfGroup(
  database: Database,
  groupId: string,
): Promise<Pick<ChatRecord, 'id' | 'status'>[]> {
  return database.ask((orm) =>
    orm
      .select({ id: chats.id, status: chats.status })
      .from(chats)
      .where(eq(chats.groupId, groupId)),
  );
}

/** Forgets a Chat, of which nothing else is left. */
export async function removeRow(database: Database, id: string): Promise<void> {
  await database.ask((orm) => orm.delete(chats).where(eq(chats.id, id)));
}

/** The query that notes that not all of a Chat's sound could be kept, for a batch. */
export function markAudioFailed(orm: LibSQLDatabase, id: string): BatchItem<'sqlite'> {
  return orm.update(chats).set({ audioFailed: true }).where(eq(chats.id, id));
}

/** Says that Chats go on until then. */
export async function keepAlive(
  database: Database,
  ids: readonly string[],
  aliveUntilMs: number,
): Promise<void> {
  await database.ask((orm) =>
    orm
      .update(chats)
      .set({ aliveUntilMs })
      .where(inArray(chats.id, [...ids])),
  );
}

/** A Chat that nobody has ended. */
export interface ActiveChat extends Omit<ChatRecord, 'eventCount'> {
  /** Until when its server has said that it goes on, in ms since the epoch. */
  aliveUntilMs: number;
  serverId: string | null;
  owner: string;
}

/** Chats that nobody has ended, of whichever server. */
export function activeChats(database: Database): Promise<ActiveChat[]> {
  return database.ask((orm) =>
    orm
      .select({
        ...uncounted,
        aliveUntilMs: chats.aliveUntilMs,
        serverId: chats.serverId,
        owner: chats.owner,
      })
      .from(chats)
      .where(eq(chats.status, 'ACTIVE')),
  );
}

/** The oldest Chat of an owner that has ended and of which there is sound. */
export async function oldestWithSound(
  database: Database,
  owner: string,
): Promise<string | undefined> {
  const [oldest] = await database.ask((orm) =>
    orm
      .select({ id: chats.id })
      .from(chats)
      .where(and(eq(chats.owner, owner), sql`${chats.sound} > 0`, sql`${chats.status} <> 'ACTIVE'`))
      .orderBy(asc(chats.row))
      .limit(1),
  );
  return oldest?.id;
}

/** One Chat. @param whose - default everybody's. */
export async function getChat(
  database: Database,
  id: string,
  principal: Principal = anyPrincipal,
): Promise<ChatRecord | undefined> {
  const [found] = await database.ask((orm) =>
    orm
      .select(columns)
      .from(chats)
      .where(and(eq(chats.id, id), areOf(principal, true))),
  );
  return found;
}

/** Chats in the order they began. */
export async function listChats(
  database: Database,
  list: ChatListRequest,
): Promise<Page<ChatRecord>> {
  const where = and(
    areOf(list.principal, list.configId !== undefined || list.chatGroupId !== undefined),
    list.status === undefined ? undefined : eq(chats.status, list.status),
    list.configId === undefined ? undefined : eq(chats.configId, list.configId),
    list.chatGroupId === undefined ? undefined : eq(chats.groupId, list.chatGroupId),
  );
  const order = list.ascending ? asc(chats.row) : desc(chats.row);
  const [listed, [total]] = await database.ask((orm) =>
    orm.batch([
      orm
        .select({ row: chats.row, bytes })
        .from(chats)
        .where(where)
        .orderBy(order)
        .limit(list.size)
        .offset(list.number * list.size),
      orm.select({ count: count() }).from(chats).where(where),
    ]),
  );
  return new Page(list, listed, total?.count ?? 0, (rows) =>
    database.ask((orm) =>
      orm.select(columns).from(chats).where(inArray(chats.row, rows)).orderBy(order),
    ),
  );
}

/** The Chats of these rows, by their rows. */
export async function chatsOfRows(
  database: Database,
  rows: readonly number[],
): Promise<Map<number, ChatRecord>> {
  const found = await database.ask((orm) =>
    orm
      .select({ row: chats.row, ...columns })
      .from(chats)
      .where(inArray(chats.row, [...rows])),
  );
  return new Map(found.map(({ row, ...chat }) => [row, chat]));
}

/** @param narrowed - another condition leaves fewer. */
function areOf({ owner, visitor }: Principal, narrowed: boolean): SQL | undefined {
  return and(
    ownedBy(chats.owner, owner, narrowed || visitor !== undefined),
    visitor === undefined ? undefined : eq(chats.visitor, visitor),
  );
}
