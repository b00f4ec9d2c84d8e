import { openDatabase } from '../../src/store/open-database.ts';
import type { Database } from '../../src/store/database/database.ts';

/** A database in memory that can be as far away as a remote one: while it holds, requests wait to be let go, in any order. */
export interface HeldDatabase {
  readonly database: Database;
  /** Requests wait from now on, or no longer. What waits already goes on waiting. */
  holds: boolean;
  /** The requests that wait, oldest first; each is carried out when it is called, and leaves the list. */
  readonly held: (() => Promise<void>)[];
  /** Waits until so many requests wait, and gives them. */
  arrived(count: number): Promise<(() => Promise<void>)[]>;
  /** Lets all that waits go, and what it brings about, until nothing waits. */
  letGo(): Promise<void>;
}

/** Opens one. @param maxBytes - the size it may have. Default 100 MB. */
export async function heldDatabase(maxBytes = 100_000_000): Promise<HeldDatabase> {
  const database = await openDatabase({
    address: ':memory:',
    maxBytes,
    chatBytes: Infinity,
    ownerBytes: Infinity,
  });
  const held: (() => Promise<void>)[] = [];
  const ask: Database['ask'] = async (work) => {
    if (!far.holds) return database.ask(work);
    return new Promise((resolve, reject) => {
      const go = async () => {
        held.splice(held.indexOf(go), 1);
        await database.ask(work).then(resolve, reject);
        await settled();
      };
      held.push(go);
    });
  };
  const far: HeldDatabase = {
    database: {
      orm: database.orm,
      place: 'remote',
      label: database.label,
      path: undefined,
      quotas: database.quotas,
      ask,
      truncateLog: () => Promise.resolve(),
      close: () => database.close(),
    },
    holds: false,
    held,
    async arrived(count) {
      for (let i = 0; held.length < count && i < 100; i++) await settled();
      if (held.length < count)
        throw new Error(`${String(held.length)} requests wait, not ${String(count)}`);
      return [...held];
    },
    async letGo() {
      for (await settled(); held.length > 0; await settled()) await held[0]?.();
    },
  };
  return far;
}

/** All that needs no outside world has been done. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
