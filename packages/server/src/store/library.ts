import type { Database } from './database.ts';
import { Documents } from './documents.ts';

/** What Chats can be configured with. */
export interface Library {
  tools: Documents;
  prompts: Documents;
  configs: Documents;
}

/** The tools, prompts and configs of a database. */
export function libraryIn(database: Database): Library {
  return {
    tools: new Documents(database, 'tool'),
    prompts: new Documents(database, 'prompt'),
    configs: new Documents(database, 'config'),
  };
}
