import { Worker } from 'node:worker_threads';
import type { Client, InArgs, InStatement, ResultSet, Row, Value } from '@libsql/client';

/** What drizzle needs of a client of libSQL. */
export type DatabaseClient = Pick<Client, 'execute' | 'batch' | 'migrate'> & {
  /** Lets go of the database when what is under way is done. */
  end(): Promise<void>;
};

/** What the thread is asked for. */
export interface Job {
  id: number;
  /** `settings`: what each connection is told first. */
  kind: 'batch' | 'migrate' | 'settings' | 'close';
  /** Several are one transaction. */
  statements: { sql: string; args: InArgs }[];
  /** How long it may wait for another process that has locked the database, in ms. */
  patienceMs: number;
}

/** What came of a {@link Job}. */
export interface Answer {
  id: number;
  results?: (Pick<ResultSet, 'columns' | 'columnTypes' | 'rowsAffected' | 'lastInsertRowid'> & {
    rows: Value[][];
  })[];
  error?: { message: string; code: string | undefined };
}

/** Why a local database did not do as it was asked. */
class DatabaseThreadError extends Error {
  /** SQLite's, as `SQLITE_BUSY`. */
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.name = 'DatabaseThreadError';
    this.code = code;
  }
}

interface Waiting {
  resolve: (results: ResultSet[]) => void;
  reject: (reason: Error) => void;
}

const script: URL = new URL('./database-worker.js', import.meta.url);
/** What it has just made is soon handed over: without a bound V8 lets 48 MB of it lie. */
const youngMb = 8;
/** The thread has so long to let go of the database, in ms. */
const endMs = 2000;

/**
 * A database of this machine, in a thread of its own: nothing else waits while SQLite does, or while another process has locked the
 * file. Writes are done in the order they are asked for. A thread that dies fails what it was asked and is started anew; what it had
 * committed stays, but for a database in memory, which begins anew without anything in it.
 */
export class ThreadedClient implements DatabaseClient {
  readonly #url: string;
  readonly #heapMb: number;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #settings: string[] = [];
  /** How the tables of a database in memory were made. */
  #made: Job['statements'] = [];
  #count = 0;
  #patienceMs: number;
  #ended = false;

  /**
   * @param url - of a file, or `:memory:`.
   * @param patienceMs - how long something waits for another process that has locked the file.
   * @param heapMb - results are pages of a few MB; a query that gathers more than this ends its thread and not the server.
   */
  constructor(url: string, patienceMs: number, heapMb = 128) {
    this.#url = url;
    this.#heapMb = heapMb;
    this.#patienceMs = patienceMs;
  }

  /** From now on something waits so long, in ms, for another process that has locked the file. */
  set patienceMs(ms: number) {
    this.#patienceMs = ms;
  }

  /** Tells the connection, and each that will take its place, what it is to keep to: `PRAGMA` statements. */
  async use(settings: readonly string[]): Promise<void> {
    await this.#ask('settings', settings.map(normal));
    this.#settings = [...settings];
  }

  /** The same database, for what waits so long, in ms, for another process that has locked the file. */
  within(patienceMs: number): DatabaseClient {
    return {
      execute: this.execute.bind(this),
      batch: (statements) => this.#ask('batch', statements.map(normal), patienceMs),
      migrate: this.migrate.bind(this),
      end: () => this.end(),
    };
  }

  async execute(statement: InStatement | string, args: InArgs = []): Promise<ResultSet> {
    const [result] = await this.#ask('batch', [
      normal(typeof statement === 'string' ? { sql: statement, args } : statement),
    ]);
    if (result === undefined) throw new DatabaseThreadError('it did not answer');
    return result;
  }

  batch(statements: (InStatement | [string, InArgs?])[]): Promise<ResultSet[]> {
    return this.#ask('batch', statements.map(normal));
  }

  async migrate(statements: InStatement[]): Promise<ResultSet[]> {
    const made = statements.map(normal);
    const results = await this.#ask('migrate', made);
    if (this.#url === ':memory:') this.#made = made;
    return results;
  }

  async end(): Promise<void> {
    if (this.#ended) return;
    const worker = this.#worker;
    const closed = this.#ask('close', []).catch(() => undefined);
    this.#ended = true;
    if (worker === undefined) return;
    const late = setTimeout(() => void worker.terminate(), endMs);
    await closed;
    await worker.terminate();
    clearTimeout(late);
  }

  #ask(
    kind: Job['kind'],
    statements: Job['statements'],
    patienceMs: number = this.#patienceMs,
  ): Promise<ResultSet[]> {
    if (this.#ended) return Promise.reject(new DatabaseThreadError('it is closed'));
    if (this.#worker === undefined && kind === 'close') return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      const worker = (this.#worker ??= this.#start());
      const id = this.#count++;
      worker.postMessage({ id, kind, statements, patienceMs } satisfies Job);
      this.#waiting.set(id, { resolve, reject });
      worker.ref();
    });
  }

  #start(): Worker {
    const worker = new Worker(script, {
      workerData: { url: this.#url, settings: this.#settings },
      resourceLimits: {
        maxOldGenerationSizeMb: this.#heapMb,
        maxYoungGenerationSizeMb: youngMb,
      },
      execArgv: [],
    });
    const job = { id: -1, kind: 'migrate', statements: this.#made, patienceMs: 0 } satisfies Job;
    if (this.#made.length > 0) worker.postMessage(job);
    worker.on('message', ({ id, results, error }: Answer) => {
      const asked = this.#waiting.get(id);
      this.#waiting.delete(id);
      // Nobody is kept from ending by a database that has nothing to do.
      if (this.#waiting.size === 0) worker.unref();
      if (error) asked?.reject(new DatabaseThreadError(error.message, error.code));
      else asked?.resolve((results ?? []).map(resultSet));
    });
    let reason = 'its thread ended';
    worker.once('error', (error) => {
      reason = `its thread broke down: ${error.message}`;
    });
    worker.once('exit', () => {
      this.#worker = undefined;
      const lost = [...this.#waiting.values()];
      this.#waiting.clear();
      for (const { reject } of lost) reject(new DatabaseThreadError(reason, 'THREAD_ENDED'));
    });
    return worker;
  }
}

/** As it can be handed to a thread. */
function normal(statement: InStatement | string | [string, InArgs?]): Job['statements'][number] {
  if (typeof statement === 'string') return { sql: statement, args: [] };
  const [sql, args = []] = Array.isArray(statement)
    ? statement
    : [statement.sql, statement.args ?? []];
  if (!Array.isArray(args)) return { sql, args };
  // A view of a pool would take all of the pool along.
  const own = args.map((arg) => (arg instanceof Uint8Array ? new Uint8Array(arg).buffer : arg));
  return { sql, args: own };
}

function resultSet(result: NonNullable<Answer['results']>[number]): ResultSet {
  const { columns, columnTypes, rowsAffected, lastInsertRowid } = result;
  const rows = result.rows.map((values) => rowOf(columns, values));
  return {
    columns,
    columnTypes,
    rows,
    rowsAffected,
    lastInsertRowid,
    toJSON: () => result,
  };
}

/** Values by their place and by their name, as libSQL's own clients have them. */
function rowOf(columns: readonly string[], values: readonly Value[]): Row {
  const row = Object.fromEntries(columns.map((column, i) => [column, values[i] ?? null]));
  Object.defineProperty(row, 'length', { value: values.length });
  for (const [i, value] of values.entries()) Object.defineProperty(row, i, { value });
  return row as unknown as Row;
}
