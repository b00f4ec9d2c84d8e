import { and, asc, count, desc, eq, inArray, sql } from 'drizzle-orm';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { chatsOfRows } from './chats.ts';
import type { ChatListRequest, ChatRecord } from './chats.ts';
import type { Database } from '../database/database.ts';
import { namedVisitor, ownedBy } from '../database/owner.ts';
import type { Principal } from '../database/owner.ts';
import { Page } from '../database/page.ts';

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
export const chatGroupTables: readonly SQLiteTable[] = [groups];

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

/** What is told of a group. Each looks at the ends of an index, however many Chats it has. @param ofVisitor - only its visitor's count. */
function aboutGroup(ofVisitor: boolean) {
  const theirs = ofVisitor ? ' and c.visitor = chat_groups.visitor' : '';
  const inGroup = sql.raw(`from chats c where c.group_id = chat_groups.id${theirs}`);
  const active = sql.raw(`from chats c where c.status = 'ACTIVE'${theirs}`);
  return {
    /** What its last Chat's texts take, without reading them. */
    bytes: sql<number>`(select coalesce(octet_length(c.metadata), 0) + octet_length(c.webhooks) ${inGroup} order by c.row desc limit 1)`,
    columns: {
      id: groups.id,
      firstStartMs: sql<number | null>`(select c.start_ms ${inGroup} order by c.row limit 1)`,
      lastRow: sql<number>`(select max(c.row) ${inGroup})`,
      count: sql<number>`(select count(*) ${inGroup})`,
      active: sql`${groups.id} in (select c.group_id ${active})`.mapWith(Boolean),
    },
  };
}

/** Chat Groups in the order they began. `configId` is that of the Chat that began last; `status`, one that any of its Chats has. */
export async function listChatGroups(
  database: Database,
  list: ChatListRequest,
): Promise<Page<ChatGroupRecord>> {
  const { chatGroupId, configId, status } = list;
  const { owner, visitor } = list.principal;
  const where = and(
    ownedBy(groups.owner, owner, chatGroupId !== undefined || configId !== undefined),
    eq(groups.visitor, visitor ?? ''),
    chatGroupId === undefined ? undefined : eq(groups.id, chatGroupId),
    configId === undefined ? undefined : eq(groups.lastConfigId, configId),
    status === undefined
      ? undefined
      : sql`exists (select 1 from chats c where c.group_id = ${groups.id} and c.status = ${status})`,
  );
  const order = list.ascending ? asc(groups.row) : desc(groups.row);
  const about = aboutGroup(visitor !== undefined);
  const [listed, [total]] = await database.ask((orm) =>
    orm.batch([
      orm
        .select({ row: groups.row, bytes: about.bytes })
        .from(groups)
        .where(where)
        .orderBy(order)
        .limit(list.size)
        .offset(list.number * list.size),
      orm.select({ count: count() }).from(groups).where(where),
    ]),
  );
  return new Page(list, listed, total?.count ?? 0, async (rows) => {
    const found = await database.ask((orm) =>
      orm.select(about.columns).from(groups).where(inArray(groups.row, rows)).orderBy(order),
    );
    const lasts = await chatsOfRows(
      database,
      found.map(({ lastRow }) => lastRow),
    );
    return found.map(({ lastRow, firstStartMs, ...group }): ChatGroupRecord => {
      const last = lasts.get(lastRow);
      return { ...group, firstStartMs: firstStartMs ?? 0, lastStartMs: last?.startMs ?? 0, last };
    });
  });
}

/** One Chat Group. */
export async function getChatGroup(
  database: Database,
  chatGroupId: string,
  principal: Principal,
): Promise<ChatGroupRecord | undefined> {
  const one = { number: 0, size: 1, ascending: true };
  const page = await listChatGroups(database, { ...one, chatGroupId, principal });
  return (await page.items())[0];
}

/** Whose a Chat Group is; undefined where the owner has no such group, or it is another visitor's, whom a name tells apart. */
export async function ownerOfGroup(
  database: Database,
  chatGroupId: string,
  { owner, visitor }: Principal,
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
