import { deleteAudio } from './chat-audio.ts';
import { deleteEvents } from './chat-events.ts';
import { deleteChat } from './chats.ts';
import type { Database } from './database.ts';

/** Forgets a Chat with its events and its sound. */
export async function removeChat(database: Database, id: string): Promise<void> {
  await database.ask((orm) =>
    orm.batch([deleteChat(orm, id), deleteEvents(orm, id), deleteAudio(orm, id)]),
  );
}
