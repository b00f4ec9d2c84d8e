import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { chatAudioTables } from './chat-audio.ts';
import { chatEventTables } from './chat-events.ts';
import { chatGroupTables } from './chat-groups.ts';
import { chatTables } from './chats.ts';
import { deliveryTables } from './deliveries.ts';
import { documentTables } from './document-tables.ts';
import { secretTables } from './kept-secret.ts';
import { shareTables } from './shares.ts';

/** All that the queries name. */
export const tables: readonly SQLiteTable[] = [
  ...secretTables,
  ...documentTables,
  ...chatTables,
  ...chatGroupTables,
  ...chatEventTables,
  ...chatAudioTables,
  ...deliveryTables,
  ...shareTables,
];
