import { and, asc, count, desc, eq, inArray, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import type { LibSQLDatabase } from 'drizzle-orm/libsql';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { PostedWebhookSpec, ReturnChatStatus } from '@vivavoce/evi';
import { eventCount } from './chat-events.ts';
import type { ChatKey } from './chat-events.ts';
import type { Database } from './database.ts';
import { everybodys, namedVisitor, ownedBy, unowned } from './owner.ts';
import type { Whose } from './owner.ts';
import { checkPageBytes, pageOf } from './page.ts';
import type { Page, PageRequest } from './page.ts';

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

/**
 * The Chat Groups, and once more those of each visitor, in the order they began. Triggers on the Chats keep them, so that a list of
 * groups need not look at all Chats.
 */
const groups = sqliteTable('chat_groups', {
  row: integer().primaryKey({ autoIncrement: true }),
  id: text().notNull(),
  /** Empty: whoever it was. */
  visitor: text().notNull(),
  owner: text().notNull(),
  /** That of the Chat that began last. */
  lastConfigId: text('last_config_id'),
});

/** The tables of this file. */
export const chatTables: readonly SQLiteTable[] = [chats, groups];

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

/** A Chat Group: a Chat and all that resumed it. Times in ms since the epoch. */
export interface ChatGroupRecord {
  id: string;
  firstStartMs: number;
  lastStartMs: number;
  /** The Chat that began last. */
  last: ChatRecord | undefined;
  count: number;
  active: boolean;
}

/** A list of Chats or groups that is wanted. */
export interface ChatListRequest extends PageRequest {
  whose: Whose;
  /** Oldest first. */
  ascending: boolean;
  configId?: string;
  chatGroupId?: string;
}

/** What a Chat begins with. */
export interface NewChat extends ChatKey {
  config?: { id: string; version: number } | undefined;
  customSessionId?: string | undefined;
  webhooks: readonly PostedWebhookSpec[];
  startMs: number;
  aliveUntilMs: number;
  whose: Whose;
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

/** What is told of a group. Each looks at the ends of an index, however many Chats it has. @param ofVisitor - only its visitor's count. */
function aboutGroup(ofVisitor: boolean) {
  const theirs = ofVisitor ? ' and c.visitor = chat_groups.visitor' : '';
  const inGroup = sql.raw(`from chats c where c.group_id = chat_groups.id${theirs}`);
  const active = sql.raw(`from chats c where c.status = 'ACTIVE'${theirs}`);
  return {
    id: groups.id,
    firstStartMs: sql<number | null>`(select c.start_ms ${inGroup} order by c.row limit 1)`,
    lastRow: sql<number>`(select max(c.row) ${inGroup})`,
    count: sql<number>`(select count(*) ${inGroup})`,
    active: sql`${groups.id} in (select c.group_id ${active})`.mapWith(Boolean),
  };
}

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
    owner: chat.whose.owner ?? unowned,
    visitor: chat.whose.visitor ?? null,
  });
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

/** The query that forgets a Chat, for a batch. */
export function deleteChat(orm: LibSQLDatabase, id: string): BatchItem<'sqlite'> {
  return orm.delete(chats).where(eq(chats.id, id));
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
  whose: Whose = everybodys,
): Promise<ChatRecord | undefined> {
  const [found] = await database.ask((orm) =>
    orm
      .select(columns)
      .from(chats)
      .where(and(eq(chats.id, id), areOf(whose, true))),
  );
  return found;
}

/** Chats in the order they began. */
export async function listChats(
  database: Database,
  list: ChatListRequest,
): Promise<Page<ChatRecord>> {
  const where = and(
    areOf(list.whose, list.configId !== undefined || list.chatGroupId !== undefined),
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
  checkPageBytes(listed.map((chat) => chat.bytes));
  const rows = listed.map(({ row }) => row);
  const items = await database.ask((orm) =>
    orm.select(columns).from(chats).where(inArray(chats.row, rows)).orderBy(order),
  );
  return pageOf(items, list, total?.count ?? 0);
}

/** Chat Groups in the order they began. `configId` is that of the Chat that began last. */
export async function listChatGroups(
  database: Database,
  list: ChatListRequest,
): Promise<Page<ChatGroupRecord>> {
  const { chatGroupId, configId } = list;
  const { owner, visitor } = list.whose;
  const where = and(
    ownedBy(groups.owner, owner, chatGroupId !== undefined || configId !== undefined),
    eq(groups.visitor, visitor ?? ''),
    chatGroupId === undefined ? undefined : eq(groups.id, chatGroupId),
    configId === undefined ? undefined : eq(groups.lastConfigId, configId),
  );
  const [found, [total]] = await database.ask((orm) =>
    orm.batch([
      orm
        .select(aboutGroup(visitor !== undefined))
        .from(groups)
        .where(where)
        .orderBy(list.ascending ? asc(groups.row) : desc(groups.row))
        .limit(list.size)
        .offset(list.number * list.size),
      orm.select({ count: count() }).from(groups).where(where),
    ]),
  );
  const rows = found.map(({ lastRow }) => lastRow);
  const sizes = await database.ask((orm) =>
    orm.select({ bytes }).from(chats).where(inArray(chats.row, rows)),
  );
  checkPageBytes(sizes.map((chat) => chat.bytes));
  const lasts = await database.ask((orm) =>
    orm.select(columns).from(chats).where(inArray(chats.row, rows)),
  );
  const items = found.map((group): ChatGroupRecord => {
    const last = lasts.find(({ groupId }) => groupId === group.id);
    return {
      id: group.id,
      firstStartMs: group.firstStartMs ?? 0,
      lastStartMs: last?.startMs ?? 0,
      last,
      count: group.count,
      active: group.active,
    };
  });
  return pageOf(items, list, total?.count ?? 0);
}

/** One Chat Group. */
export async function getChatGroup(
  database: Database,
  chatGroupId: string,
  whose: Whose,
): Promise<ChatGroupRecord | undefined> {
  const one = { number: 0, size: 1, ascending: true };
  return (await listChatGroups(database, { ...one, chatGroupId, whose })).items[0];
}

/** Whose a Chat Group is; undefined where the owner has no such group, or it is another visitor's, whom a name tells apart. */
export async function ownerOfGroup(
  database: Database,
  chatGroupId: string,
  { owner, visitor }: Whose,
): Promise<string | undefined> {
  const named = sql`${groups.visitor} like ${`${namedVisitor}%`}`;
  const [found] = await database.ask((orm) =>
    orm
      .select({
        owner: groups.owner,
        others: sql`max(${named} and ${groups.visitor} <> ${visitor ?? ''})`.mapWith(Boolean),
      })
      .from(groups)
      .where(and(eq(groups.id, chatGroupId), ownedBy(groups.owner, owner, true)))
      .groupBy(groups.id),
  );
  return found === undefined || (visitor !== undefined && found.others) ? undefined : found.owner;
}

/** @param narrowed - another condition leaves fewer. */
function areOf({ owner, visitor }: Whose, narrowed: boolean): SQL | undefined {
  return and(
    ownedBy(chats.owner, owner, narrowed || visitor !== undefined),
    visitor === undefined ? undefined : eq(chats.visitor, visitor),
  );
}
