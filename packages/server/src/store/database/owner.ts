import { eq, sql } from 'drizzle-orm';
import type { AnyColumn, SQL } from 'drizzle-orm';
import type { ApiKeyPair } from '../../base/key-pair.ts';
import { ownerOf, unnamedOwner } from '../../base/key-pair.ts';
import type { Database } from './database.ts';

/** Whose something is: a key pair's. Undefined: whoever asks may use all there is, as on a server without keys. */
export type Owner = string | undefined;

/** What is everybody's to use. */
export const anyPrincipal: Principal = { owner: undefined };

/** What was made on a server without keys has no owner until one with keys is started. */
export const unowned = '';

/** Whose Chats are meant. */
export interface Principal {
  owner: Owner;
  /** Only Chats that this visitor has opened. Default all of the owner's. */
  visitor?: string | undefined;
}

/** A visitor whom a backend has given a name, by that name; others are one for each token. */
export const namedVisitor = 'named:';

/** The condition that a row is an owner's. @param narrowed - another one leaves fewer: no index of owners is to be used for this. */
export function ownedBy(column: AnyColumn, owner: Owner, narrowed = false): SQL | undefined {
  if (owner === undefined) return undefined;
  return narrowed ? sql`+${column} = ${owner}` : eq(column, owner);
}

/** What has an owner: what else there is belongs to one of these. */
const owned = ['documents', 'chats', 'webhook_deliveries'];

/**
 * What was made without keys becomes the first pair's, and what a pair's API key had becomes the owner's that the pair names. Nothing
 * is there to do on most starts.
 */
export async function settleOwners(
  database: Database,
  pairs: readonly ApiKeyPair[],
): Promise<void> {
  const [head] = pairs;
  if (head === undefined) return;
  const moves = [
    { from: unowned, to: ownerOf(head) },
    ...pairs.map((pair) => ({ from: unnamedOwner(pair.apiKey), to: ownerOf(pair) })),
  ];
  for (const { from, to } of moves) {
    if (from === to) continue;
    const [first, ...others] = owned.map(
      (table) => sql`update ${sql.identifier(table)} set owner = ${to} where owner = ${from}`,
    );
    if (first)
      await database.ask((orm) =>
        orm.batch([orm.run(first), ...others.map((query) => orm.run(query))]),
      );
  }
}
