import type { Database } from '../database/database.ts';
import { Documents } from './documents.ts';
import type { Owner } from '../database/owner.ts';

/** What Chats can be configured with. */
export interface Library {
  tools: Documents;
  prompts: Documents;
  configs: Documents;
}

/** The tools, prompts and configs that an owner has in a database. */
export function libraryIn(database: Database, owner: Owner): Library {
  return {
    tools: new Documents(database, 'tool', owner),
    prompts: new Documents(database, 'prompt', owner),
    configs: new Documents(database, 'config', owner),
  };
}
