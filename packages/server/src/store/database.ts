import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createClient } from '@libsql/client';
import type { Client } from '@libsql/client';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/libsql';
import type { LibSQLDatabase } from 'drizzle-orm/libsql';
import { migrate } from 'drizzle-orm/libsql/migrator';
import { ServerError } from '../server-error.ts';

const migrationsFolder = fileURLToPath(new URL('./migrations', import.meta.url));
/** How long one process waits for another that writes. */
const busyTimeoutMs = 5000;

/** Where a database is. */
export interface DatabaseOptions {
  /** A path, `:memory:`, or the address of a remote libSQL database, as `libsql://name.example`. */
  address: string;
  /** What a remote database asks for. Never logged. */
  authToken?: string;
  /** The size it may have, in bytes. A remote one has its own limits. */
  maxBytes: number;
}

/** A database that is open and has the newest tables. */
export interface Database {
  readonly orm: LibSQLDatabase;
  readonly place: 'memory' | 'file' | 'remote';
  /** Where it is, in words fit for a log: no token, no credentials. */
  readonly label: string;
  /**
   * Asks the database for something. `close()` waits for it.
   *
   * @throws ServerError `database-full` or `database-failed`.
   */
  ask<Answer>(work: (orm: LibSQLDatabase) => PromiseLike<Answer>): Promise<Answer>;
  /** Waits for what it was asked, and closes. */
  close(): Promise<void>;
}

/**
 * Opens a database and brings its tables up to date.
 *
 * @throws ServerError `database-unavailable` or `invalid-option`.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { place, url, label } = locate(options.address);
  let client: Client | undefined;
  try {
    if (place === 'file') await createPrivateFile(fileURLToPath(url));
    client = createClient({
      url,
      // Settings hold for one connection, and a local one answers within the call.
      concurrency: place === 'remote' ? 20 : 1,
      ...(options.authToken !== undefined && { authToken: options.authToken }),
    });
    const orm = drizzle(client);
    if (place !== 'remote') await prepare(orm, options.maxBytes);
    await migrate(orm, { migrationsFolder });
    return new OpenDatabase(client, orm, place, label);
  } catch (error) {
    client?.close();
    throw ServerError.databaseUnavailable(label, error);
  }
}

class OpenDatabase implements Database {
  readonly orm: LibSQLDatabase;
  readonly place: Database['place'];
  readonly label: string;
  readonly #client: Client;
  readonly #pending = new Set<Promise<unknown>>();

  constructor(client: Client, orm: LibSQLDatabase, place: Database['place'], label: string) {
    this.#client = client;
    this.orm = orm;
    this.place = place;
    this.label = label;
  }

  async ask<Answer>(work: (orm: LibSQLDatabase) => PromiseLike<Answer>): Promise<Answer> {
    const asked = Promise.resolve(work(this.orm));
    this.#pending.add(asked);
    try {
      return await asked;
    } catch (error) {
      throw isFull(error) ? ServerError.databaseFull() : ServerError.databaseFailed(error);
    } finally {
      this.#pending.delete(asked);
    }
  }

  async close(): Promise<void> {
    while (this.#pending.size > 0) await Promise.allSettled([...this.#pending]);
    this.#client.close();
  }
}

function locate(address: string): Pick<Database, 'place' | 'label'> & { url: string } {
  if (address === '') throw ServerError.invalidOption('database', 'it is empty');
  if (address === ':memory:') return { place: 'memory', url: address, label: 'in memory' };
  if (/^(libsql|https?|wss?):/i.test(address)) {
    const url = parse(address);
    if (url.searchParams.has('authToken') || url.username !== '' || url.password !== '') {
      throw ServerError.invalidOption(
        'database',
        'an address must hold no token; it comes from the environment, as VIVAVOCE_DATABASE_TOKEN',
      );
    }
    return { place: 'remote', url: address, label: `at ${url.host}` };
  }
  const path = address.startsWith('file:') ? fileURLToPath(new URL(address, cwd())) : address;
  return { place: 'file', url: pathToFileURL(resolve(path)).href, label: path };
}

function parse(address: string): URL {
  try {
    return new URL(address);
  } catch {
    throw ServerError.invalidOption('database', 'it is no address');
  }
}

function cwd(): URL {
  return pathToFileURL(`${process.cwd()}/`);
}

/** What people said is for the user of this machine alone; SQLite gives its other files the same rights. */
async function createPrivateFile(path: string): Promise<void> {
  await (await open(path, 'a', 0o600)).close();
}

async function prepare(orm: LibSQLDatabase, maxBytes: number): Promise<void> {
  await orm.run(sql.raw(`PRAGMA busy_timeout = ${String(busyTimeoutMs)}`));
  // What was committed outlives the process; only a power cut can take the last moments.
  await orm.run(sql.raw('PRAGMA journal_mode = WAL'));
  await orm.run(sql.raw('PRAGMA synchronous = NORMAL'));
  const [size] = await orm.all<{ page_size: number }>(sql.raw('PRAGMA page_size'));
  const pages = Math.max(1, Math.floor(maxBytes / (size?.page_size ?? 4096)));
  await orm.run(sql.raw(`PRAGMA max_page_count = ${String(pages)}`));
}

function isFull(error: unknown): boolean {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    if ('code' in inner && inner.code === 'SQLITE_FULL') return true;
  }
  return false;
}
