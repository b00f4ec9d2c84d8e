import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { chatAudioTables } from './chats/chat-audio.ts';
import { chatEventTables } from './chats/chat-events.ts';
import { chatGroupTables } from './chats/chat-groups.ts';
import { chatTables } from './chats/chats.ts';
import { keyUseTables } from './chats/key-use.ts';
import { deliveryTables } from './deliveries/deliveries.ts';
import { documentTables } from './documents/document-tables.ts';
import { secretTables } from './database/kept-secret.ts';
import { quotaTables } from './database/quotas.ts';

/** All that the queries name. */
export const tables: readonly SQLiteTable[] = [
  ...secretTables,
  ...documentTables,
  ...chatTables,
  ...chatGroupTables,
  ...chatEventTables,
  ...chatAudioTables,
  ...keyUseTables,
  ...deliveryTables,
  ...quotaTables,
];
