import { removeAudio } from './chat-audio.ts';
import { removeEvents } from './chat-events.ts';
import { chatsOfGroup, removeRow } from './chats.ts';
import type { Database } from '../database/database.ts';

/** Forgets a Chat with its events and its sound. Where that breaks off, what is left of it can be forgotten later. */
export async function removeChat(database: Database, id: string): Promise<void> {
  await removeEvents(database, id);
  await removeAudio(database, id);
  await removeRow(database, id);
}

/** The same, so that nothing of it is left in the files of the database. */
export async function eraseChat(database: Database, id: string): Promise<void> {
  await removeChat(database, id);
  await database.truncateLog();
}

/** Erases all Chats of a group. @returns false, and nothing is done, where one of them goes on. */
export async function eraseChatGroup(database: Database, groupId: string): Promise<boolean> {
  const chats = await chatsOfGroup(database, groupId);
  if (chats.some(({ status }) => status === 'ACTIVE')) return false;
  for (const { id } of chats) await removeChat(database, id);
  await database.truncateLog();
  return true;
}
