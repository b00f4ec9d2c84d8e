import { statfs } from 'node:fs/promises';
import { sql } from 'drizzle-orm';
import type { LibSQLDatabase } from 'drizzle-orm/libsql';
import type { Log } from '../../base/log.ts';
import { timed } from '../../base/observe.ts';
import type { Observe } from '../../base/observe.ts';
import { ServerError } from '../../base/server-error.ts';
import type { Asked } from './asked.ts';
import { Quotas } from './quotas.ts';
import type { QuotaLimits } from './quotas.ts';
import type { DatabaseClient } from './threaded-client.ts';

/** A disk with less room than this is full; SQLite says the same of it as of a database that may not grow. */
const leastDiskBytes = 2 * 1024 * 1024;

/** A database that is open and has the newest tables. */
export interface Database extends Asked {
  readonly orm: LibSQLDatabase;
  readonly place: 'memory' | 'file' | 'remote';
  /** Where it is, in words fit for a log: no token, no credentials. */
  readonly label: string;
  /** The real path of a file. */
  readonly path: string | undefined;
  /** How much of it each may have. */
  readonly quotas: Quotas;
  /** What was deleted is in no file any more: the log of what was written before is emptied. A remote one sees to that itself. */
  truncateLog(): Promise<void>;
  /** Waits for what it was asked, and closes. */
  close(): Promise<void>;
}

/** A database over a client that is connected, whose tables are the newest. */
export class OpenDatabase implements Database {
  readonly orm: LibSQLDatabase;
  readonly place: Database['place'];
  readonly label: string;
  readonly path: string | undefined;
  readonly quotas: Quotas;
  readonly #client: DatabaseClient;
  readonly #hurried: LibSQLDatabase;
  readonly #log: Log | undefined;
  readonly #observe: Observe | undefined;
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
      quotas,
      log,
      observe,
    }: Pick<Database, 'orm' | 'place' | 'label' | 'path'> & {
      hurried: LibSQLDatabase;
      quotas: QuotaLimits;
      log: Log | undefined;
      observe: Observe | undefined;
    },
  ) {
    this.#client = client;
    this.orm = orm;
    this.#hurried = hurried;
    this.place = place;
    this.label = label;
    this.path = path;
    this.quotas = new Quotas(quotas, this);
    this.#log = log;
    this.#observe = observe;
  }

  async ask<Answer>(
    work: (orm: LibSQLDatabase) => PromiseLike<Answer>,
    hurried = false,
  ): Promise<Answer> {
    const asked = timed(this.#observe, 'database', async () =>
      work(hurried ? this.#hurried : this.orm),
    );
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

  async truncateLog(): Promise<void> {
    if (this.place !== 'file') return;
    // Another process that reads holds it up: then it is emptied another time.
    await this.ask((orm) => orm.all(sql`pragma wal_checkpoint(truncate)`)).catch(() => undefined);
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

function isFull(error: unknown): boolean {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    if ('code' in inner && inner.code === 'SQLITE_FULL') return true;
  }
  return false;
}
