import { open, realpath } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createClient } from '@libsql/client';
import type { Client } from '@libsql/client';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/libsql';
import type { LibSQLDatabase } from 'drizzle-orm/libsql';
import type { Log } from '../base/log.ts';
import type { Observe } from '../base/observe.ts';
import { ServerError } from '../base/server-error.ts';
import { migrateDatabase, checkSchema } from './migrate-database.ts';
import { OpenDatabase } from './database/database.ts';
import type { Database } from './database/database.ts';
import type { QuotaLimits } from './database/quotas.ts';
import { ThreadedClient } from './database/threaded-client.ts';
import type { DatabaseClient } from './database/threaded-client.ts';

/** How long a request waits for another process that has locked the file, before it is told so. In ms. */
const patienceMs = 1000;
/** The same of what is said, in ms: an answer is not to be heard later than this for a neighbour's sake. It is kept later then. */
const hurriedMs = 150;
/** The same while the tables are made, which another server may be doing. */
const openingMs = 10_000;
/** A remote database that takes longer over a request has failed. */
const remoteTimeoutMs = 10_000;
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
  /** Is told of each request. Default nobody. */
  observe?: Observe | undefined;
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
    await migrateDatabase(orm, name);
    if (local) local.patienceMs = patienceMs;
    const hurried = local ? drizzle(local.within(hurriedMs) as unknown as Client) : orm;
    const path = place === 'file' ? await realpath(fileURLToPath(url)) : undefined;
    const quotas = sharesOf(options, place);
    const { log, observe } = options;
    return new OpenDatabase(client, { orm, hurried, place, label, path, quotas, log, observe });
  } catch (error) {
    await client?.end();
    if (error instanceof ServerError) throw error;
    throw ServerError.databaseUnavailable(label, error);
  }
}

function sharesOf(options: DatabaseOptions, place: Database['place']): QuotaLimits {
  // A remote one has its own limits.
  const all = place === 'remote' ? Infinity : options.maxBytes;
  const { chatBytes = Math.min(16_000_000, all / 8), ownerBytes = all } = options;
  return { chat: chatBytes, owner: ownerBytes, documents: ownerBytes / 2 };
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
    // What is deleted is overwritten, not only forgotten.
    'PRAGMA secure_delete = ON',
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
