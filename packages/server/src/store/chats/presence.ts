import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createClient } from '@libsql/client';

/** Whether a server is alive. `unknown`: it left no sign that could be read. */
export type Liveness = 'alive' | 'dead' | 'unknown';

/**
 * A server's sign of life beside the file it shares with others: an empty file of its own, locked as SQLite locks a database.
 * The system lets go of the lock when the process ends, however it ends, so whoever can take it knows that the server is gone.
 *
 * @note Nothing else may open such a file: closing it would let go of the lock (POSIX has one per process and file).
 */
export class Presence {
  /** By what others know this server. */
  readonly id: string;
  readonly #database: string;
  readonly #unlock: () => void;

  private constructor(database: string, id: string, unlock: () => void) {
    this.#database = database;
    this.id = id;
    this.#unlock = unlock;
  }

  /** @param database - the real path of the file. @returns undefined where files can't be locked. */
  static async beside(database: string): Promise<Presence | undefined> {
    const id = randomUUID();
    const unlock = await lock(signOf(database, id));
    return typeof unlock === 'function' ? new Presence(database, id, unlock) : undefined;
  }

  /** Whether another server on the same file is alive. */
  async livenessOf(id: string): Promise<Liveness> {
    if (id === this.id) return 'alive';
    if (!(await this.#signs()).includes(id)) return 'unknown';
    const unlock = await lock(signOf(this.#database, id));
    if (typeof unlock !== 'function') return unlock === 'locked' ? 'alive' : 'unknown';
    unlock();
    return 'dead';
  }

  /** Removes what killed servers have left beside the file. */
  async tidy(): Promise<void> {
    for (const id of await this.#signs()) {
      if ((await this.livenessOf(id)) === 'dead')
        await rm(signOf(this.#database, id), { force: true });
    }
  }

  /** This server is there no longer. */
  async close(): Promise<void> {
    this.#unlock();
    await rm(signOf(this.#database, this.id), { force: true });
  }

  async #signs(): Promise<string[]> {
    const prefix = basename(signOf(this.#database, ''));
    const files = await readdir(dirname(this.#database)).catch(() => []);
    return files.flatMap((name) => (name.startsWith(prefix) ? name.slice(prefix.length) : []));
  }
}

function signOf(database: string, id: string): string {
  return `${database}-server-${id}`;
}

/** Takes the lock of a file, which it makes where there is none. @returns what lets go of it, or why it can't be had. */
async function lock(path: string): Promise<(() => void) | 'locked' | 'impossible'> {
  try {
    const client = createClient({ url: pathToFileURL(path).href, concurrency: 1 });
    try {
      // Nothing is written, so no journal need lie beside it.
      await client.execute('PRAGMA journal_mode = OFF');
      const held = await client.transaction('write');
      return () => {
        // The client alone would not let go of it.
        held.close();
        client.close();
      };
    } catch (error) {
      client.close();
      throw error;
    }
  } catch (error) {
    const busy = error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';
    return busy ? 'locked' : 'impossible';
  }
}
