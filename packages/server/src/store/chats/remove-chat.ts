import { removeAudio } from './chat-audio.ts';
import { removeEvents } from './chat-events.ts';
import { removeRow } from './chats.ts';
import type { Database } from '../database/database.ts';

/** Forgets a Chat with its events and its sound. Where that breaks off, what is left of it can be forgotten later. */
export async function removeChat(database: Database, id: string): Promise<void> {
  await removeEvents(database, id);
  await removeAudio(database, id);
  await removeRow(database, id);
}
