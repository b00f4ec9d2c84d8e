import { blob, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';

const audio = sqliteTable('chat_audio', {
  row: integer().primaryKey({ autoIncrement: true }),
  chatId: text('chat_id').notNull(),
  /** Who is heard. */
  side: text().$type<'user' | 'assistant'>().notNull(),
  /** Where the piece begins, in samples from the beginning of the Chat. */
  at: integer().notNull(),
  samples: integer().notNull(),
  /** linear16, mono, 16 kHz. */
  data: blob({ mode: 'buffer' }).notNull(),
});

/** The tables of this file. */
export const chatAudioTables: readonly SQLiteTable[] = [audio];
