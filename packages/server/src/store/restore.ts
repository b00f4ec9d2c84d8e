import { and, eq, exists, sql } from 'drizzle-orm';
import { insertEvents } from './chats/chat-events.ts';
import type { ChatEvent } from './chats/chat-events.ts';
import { getChat, restoreChatRow } from './chats/chats.ts';
import type { RestoredChat } from './chats/chats.ts';
import type { Database } from './database/database.ts';
import { documents, versions } from './documents/document-tables.ts';
import type { DocumentKind, DocumentVersion } from './documents/document-version.ts';
import { insertWhere } from './database/insert-where.ts';
import { ownedBy, unowned } from './database/owner.ts';
import type { Owner } from './database/owner.ts';
import { leastBytes } from './database/quotas.ts';

/** So many events are written at a time. */
const eventsAtOnce = 100;

/** What came of something that was to be kept as it was elsewhere. `taken`: its id is something else's here. */
export type Restored = 'kept' | 'there' | 'taken';

/**
 * Keeps a version of a tool, prompt or Config with its id, number and times. What is there already stays as it is.
 *
 * @throws ServerError `database-full`.
 */
export async function restoreVersion(
  database: Database,
  kind: DocumentKind,
  owner: Owner,
  { id, name, version, description, body, createdOn, modifiedOn }: Omit<DocumentVersion, 'latest'>,
): Promise<Restored> {
  const text = JSON.stringify(body) + (description ?? '');
  const size = Math.max(leastBytes, Buffer.byteLength(text));
  const own = and(eq(documents.id, id), eq(documents.kind, kind), ownedBy(documents.owner, owner));
  return database.quotas.within(owner ?? unowned, 'documents', size, async () => {
    const row = { id, kind, name, nextVersion: version + 1, createdOn, owner: owner ?? unowned };
    const answers: readonly unknown[] = await database.ask((orm) =>
      orm.batch([
        orm.insert(documents).values(row).onConflictDoNothing(),
        insertWhere(
          orm,
          versions,
          [{ documentId: id, version, description, body, modifiedOn }],
          exists(orm.select({ row: documents.row }).from(documents).where(own)),
        ),
        orm
          .update(documents)
          .set({ nextVersion: sql`max(${documents.nextVersion}, ${version + 1})` })
          .where(own),
        orm.select({ row: documents.row }).from(documents).where(own),
      ]),
    );
    const [made, found] = [answers[1] as { rowsAffected: number }, answers[3] as unknown[]];
    if (found.length === 0) return 'taken';
    return made.rowsAffected > 0 ? 'kept' : 'there';
  });
}

/**
 * Keeps a Chat with its ids and times, and events of it. What is there already stays as it is.
 *
 * @param events - in their order, with ids and times.
 * @throws ServerError `database-full`.
 */
export async function restoreChat(
  database: Database,
  owner: Owner,
  chat: RestoredChat,
  events: readonly ChatEvent[],
): Promise<Restored> {
  const key = { chatId: chat.id, chatGroupId: chat.groupId };
  const kept = await database.quotas.within(owner ?? unowned, 'words', leastBytes, () =>
    database.ask((orm) => restoreChatRow(orm, chat, owner ?? unowned)),
  );
  if ((await getChat(database, chat.id, { owner })) === undefined) return 'taken';
  for (let at = 0; at < events.length; at += eventsAtOnce) {
    const some = events.slice(at, at + eventsAtOnce);
    const size = some.reduce((sum, event) => sum + 200 + JSON.stringify(event).length, 0);
    await database.quotas.within(owner ?? unowned, 'words', size, () =>
      database.ask((orm) => orm.batch([insertEvents(orm, key, some)])),
    );
  }
  return kept.rowsAffected > 0 ? 'kept' : 'there';
}
