import { open, realpath, statfs } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createClient } from '@libsql/client';
import type { Client } from '@libsql/client';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/libsql';
import type { LibSQLDatabase } from 'drizzle-orm/libsql';
import type { Log } from '../../base/log.ts';
import { ServerError } from '../../base/server-error.ts';
import { bringUpToDate, checkSchema } from './bring-up-to-date.ts';
import { Shares } from './shares.ts';
import type { ShareLimits } from './shares.ts';
import { ThreadedClient } from './threaded-client.ts';
import type { DatabaseClient } from './threaded-client.ts';

/** How long a request waits for another process that has locked the file, before it is told so. In ms. */
const patienceMs = 1000;
/** The same of what is said, in ms: an answer is not to be heard later than this for a neighbour's sake. It is kept later then. */
const hurriedMs = 150;
/** The same while the tables are made, which another server may be doing. */
const openingMs = 10_000;
/** A remote database that takes longer over a request has failed. */
const remoteTimeoutMs = 10_000;
/** A disk with less room than this is full; SQLite says the same of it as of a database that may not grow. */
const leastDiskBytes = 2 * 1024 * 1024;

/** Where a database is. */
export interface DatabaseOptions {
  /** A path, `:memory:`, or the address of a remote libSQL database, as `libsql://name.example`. */
  address: string;
  /** What a remote database asks for. Never logged. */
  authToken?: string;
  /** The size it may have, in bytes. A remote one has its own limits. */
  maxBytes: number;
  /** How much one Chat's words may take, in bytes. Default 16 MB, and no more than an eighth of `maxBytes`. */
  chatBytes?: number | undefined;
  /** How much one owner's documents and Chats may take, in bytes. Default all of it; documents never more than half of that. */
  ownerBytes?: number | undefined;
  /** How long a remote one may take over a request, in ms. Default 10,000. */
  timeoutMs?: number;
  /** Is told when it begins to fail and when it answers again. Default nobody. */
  log?: Log;
}

/** A database that is open and has the newest tables. */
export interface Database {
  readonly orm: LibSQLDatabase;
  readonly place: 'memory' | 'file' | 'remote';
  /** Where it is, in words fit for a log: no token, no credentials. */
  readonly label: string;
  /** The real path of a file. */
  readonly path: string | undefined;
  /** How much of it each may have. */
  readonly shares: Shares;
  /**
   * Asks the database for something. `close()` waits for it.
   *
   * @param hurried - somebody waits to be answered aloud: a batch gives up sooner on a file that another process has locked.
   * @throws ServerError `database-full`: it has the size it may have; or `database-failed`: also when the disk is full.
   */
  ask<Answer>(
    work: (orm: LibSQLDatabase) => PromiseLike<Answer>,
    hurried?: boolean,
  ): Promise<Answer>;
  /** Waits for what it was asked, and closes. */
  close(): Promise<void>;
}

/**
 * Opens a database and brings its tables up to date.
 *
 * @throws ServerError `database-unavailable`, `database-incompatible` or `invalid-option`.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { place, url, label } = locate(options.address);
  checkToken(options.authToken);
  let client: DatabaseClient | undefined;
  try {
    if (place === 'file') await createPrivateFile(fileURLToPath(url));
    const local = place === 'remote' ? undefined : new ThreadedClient(url, openingMs);
    client = local ?? remoteClient(url, options);
    // It asks for nothing else.
    const orm = drizzle(client as unknown as Client);
    const name = place === 'file' ? basename(fileURLToPath(url)) : label;
    await checkSchema(orm, name);
    if (local) await prepare(local, orm, options.maxBytes);
    await bringUpToDate(orm, name);
    if (local) local.patienceMs = patienceMs;
    const hurried = local ? drizzle(local.within(hurriedMs) as unknown as Client) : orm;
    const path = place === 'file' ? await realpath(fileURLToPath(url)) : undefined;
    const shares = sharesOf(options, place);
    return new OpenDatabase(client, { orm, hurried, place, label, path, shares, log: options.log });
  } catch (error) {
    await client?.end();
    if (error instanceof ServerError) throw error;
    throw ServerError.databaseUnavailable(label, error);
  }
}

function sharesOf(options: DatabaseOptions, place: Database['place']): ShareLimits {
  // A remote one has its own limits.
  const all = place === 'remote' ? Infinity : options.maxBytes;
  const { chatBytes = Math.min(16_000_000, all / 8), ownerBytes = all } = options;
  return { chat: chatBytes, owner: ownerBytes, documents: ownerBytes / 2 };
}

class OpenDatabase implements Database {
  readonly orm: LibSQLDatabase;
  readonly place: Database['place'];
  readonly label: string;
  readonly path: string | undefined;
  readonly shares: Shares;
  readonly #client: DatabaseClient;
  readonly #hurried: LibSQLDatabase;
  readonly #log: Log | undefined;
  readonly #pending = new Set<Promise<unknown>>();
  #failing = false;
  #diskFull = false;
  #toldFull = false;

  constructor(
    client: DatabaseClient,
    {
      orm,
      hurried,
      place,
      label,
      path,
      shares,
      log,
    }: Pick<Database, 'orm' | 'place' | 'label' | 'path'> & {
      hurried: LibSQLDatabase;
      shares: ShareLimits;
      log: Log | undefined;
    },
  ) {
    this.#client = client;
    this.orm = orm;
    this.#hurried = hurried;
    this.place = place;
    this.label = label;
    this.path = path;
    this.shares = new Shares(shares, this);
    this.#log = log;
  }

  async ask<Answer>(
    work: (orm: LibSQLDatabase) => PromiseLike<Answer>,
    hurried = false,
  ): Promise<Answer> {
    const asked = Promise.resolve(work(hurried ? this.#hurried : this.orm));
    this.#pending.add(asked);
    try {
      const answer = await asked;
      // Reading goes on where the disk is full.
      if (this.#diskFull) this.#diskFull = await this.#hasFullDisk();
      if (!this.#diskFull) this.#note(undefined);
      return answer;
    } catch (error) {
      if (isFull(error)) {
        this.#diskFull = await this.#hasFullDisk();
        if (!this.#diskFull) throw this.#full();
      }
      const failure = ServerError.databaseFailed(error);
      this.#note(failure);
      throw failure;
    } finally {
      this.#pending.delete(asked);
    }
  }

  async close(): Promise<void> {
    while (this.#pending.size > 0) await Promise.allSettled([...this.#pending]);
    await this.#client.end();
  }

  async #hasFullDisk(): Promise<boolean> {
    if (this.path === undefined) return false;
    const disk = await statfs(this.path).catch(() => undefined);
    return disk !== undefined && disk.bavail * disk.bsize < leastDiskBytes;
  }

  /** Said once: reading goes on, and deleting makes room for a while. */
  #full(): ServerError {
    const full = ServerError.databaseFull();
    if (!this.#toldFull) this.#log?.({ level: 'warning', message: full.message });
    this.#toldFull = true;
    return full;
  }

  /** Says once that it fails, however much it is asked meanwhile, and once that it does no more. */
  #note(failure: ServerError | undefined): void {
    if (this.#failing === (failure !== undefined)) return;
    this.#failing = failure !== undefined;
    const message = failure?.message ?? 'The database answers again.';
    this.#log?.({ level: failure ? 'error' : 'warning', message });
  }
}

function locate(address: string): Pick<Database, 'place' | 'label'> & { url: string } {
  if (address === '') throw ServerError.invalidOption('database', 'it is empty');
  if (address === ':memory:') return { place: 'memory', url: address, label: 'in memory' };
  if (/^wss?:/i.test(address)) {
    throw ServerError.invalidOption(
      'database',
      'a remote one is libsql:, https: or http:, not ws:',
    );
  }
  if (/^(libsql|https?):/i.test(address)) {
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

/** @throws ServerError `invalid-option`. What the client says of such a token would quote it. */
function checkToken(token: string | undefined): void {
  if (token === undefined || /^[\x21-\x7e]+$/.test(token)) return;
  throw ServerError.invalidOption(
    'databaseToken',
    'it is empty or holds spaces, line breaks or other characters that no token has',
  );
}

/** The client itself waits for ever. */
function fetchWithin(timeoutMs: number): (request: Request) => Promise<Response> {
  return (request) => fetch(request, { signal: AbortSignal.timeout(timeoutMs) });
}

function cwd(): URL {
  return pathToFileURL(`${process.cwd()}/`);
}

/** What people said is for the user of this machine alone; SQLite gives its other files the same rights. */
async function createPrivateFile(path: string): Promise<void> {
  try {
    await (await open(path, 'ax', 0o600)).close();
  } catch (error) {
    // Not opened: closing it would let go of the locks of whoever has it open in this process.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

async function prepare(
  client: ThreadedClient,
  orm: LibSQLDatabase,
  maxBytes: number,
): Promise<void> {
  const [size] = await orm.all<{ page_size: number }>(sql.raw('PRAGMA page_size'));
  const pages = Math.max(1, Math.floor(maxBytes / (size?.page_size ?? 4096)));
  await client.use([
    // Waiting is the thread's, which does other things meanwhile.
    'PRAGMA busy_timeout = 0',
    // What was committed outlives the process; only a power cut can take the last moments.
    'PRAGMA journal_mode = WAL',
    'PRAGMA synchronous = NORMAL',
    `PRAGMA max_page_count = ${String(pages)}`,
  ]);
}

function remoteClient(
  url: string,
  { authToken, timeoutMs = remoteTimeoutMs }: DatabaseOptions,
): DatabaseClient {
  const client = createClient({
    url,
    concurrency: 20,
    ...(authToken !== undefined && { authToken }),
    fetch: fetchWithin(timeoutMs),
  });
  return {
    execute: client.execute.bind(client),
    batch: client.batch.bind(client),
    migrate: client.migrate.bind(client),
    end: () => {
      client.close();
      return Promise.resolve();
    },
  };
}

function isFull(error: unknown): boolean {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    if ('code' in inner && inner.code === 'SQLITE_FULL') return true;
  }
  return false;
}
