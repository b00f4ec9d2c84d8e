import type { BatchItem } from 'drizzle-orm/batch';
import { RoundRobin } from '../../base/round-robin.ts';
import type { Log } from '../../base/log.ts';
import { ServerError } from '../../base/server-error.ts';
import type { Database } from '../database/database.ts';

/** Something of a Chat on its way into the database: all of it or nothing. */
export interface ChatWrite {
  /** Harmless when run twice: the answer to the first time may have been lost on its way. */
  queries: readonly [BatchItem<'sqlite'>, ...BatchItem<'sqlite'>[]];
  /** How many events it holds. */
  events: number;
  /** About how much memory it takes while it waits. */
  bytes: number;
  /** Who said it: what different clients say is written by turns. Default nobody in particular. */
  client?: string | undefined;
  /** Told when it is kept. */
  onKept?: () => void;
  /** Told when it has waited for nothing. @param full - because the database may not grow. */
  onLost?: (full: boolean) => void;
}

/** `waiting`: the database failed, and is tried again. */
export type Keeping = 'kept' | 'waiting';

/** How writes wait. All of it may be left out. */
export interface ChatWritesOptions {
  /** Beyond so many the oldest that waits is lost. Default 10,000. */
  mostWaiting?: number;
  /** Beyond so many bytes, too. Default 16 MiB. */
  mostBytes?: number;
  /** The pauses before the database is tried again, in ms; the last is the longest. Default 0.5, 1 and 2 seconds. */
  delaysMs?: readonly number[];
  /** Is told what was lost, and what was kept in the end. Default nobody. */
  log?: Log;
}

/** So many are written in one transaction. */
const together = 100;
/** No more than so many bytes, but one of any size: who comes next does not wait for longer than that takes. */
const bytesTogether = 512 * 1024;
/** So many transactions are under way at a time: the writer of a file does one after the other, another machine takes its time. */
const atATime = { file: 1, memory: 1, remote: 4 };

/** A write that somebody waits for. */
interface Asked {
  write: ChatWrite;
  resolve: (keeping: Keeping) => void;
  reject: (reason: unknown) => void;
}

/**
 * The way into the database of what happens in Chats. What comes while something is being written is written together, in one
 * transaction, so that everybody waits for one commit or two, however many they are. What it does not take because it fails waits in memory and is written,
 * oldest first, when it answers again; what comes meanwhile waits behind it. A database that is as large as it may be does not
 * fail but refuses: nothing waits for that.
 */
export class ChatWrites {
  readonly #database: Database;
  readonly #mostWaiting: number;
  readonly #mostBytes: number;
  readonly #delaysMs: readonly number[];
  readonly #log: Log | undefined;
  /** What the database has not been given yet. */
  readonly #asked = new RoundRobin<Asked>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #waiting: ChatWrite[] = [];
  /** Those of which the answer is out. */
  #writing: readonly ChatWrite[] = [];
  #bytes = 0;
  /** Events that waited since the database began to fail, and what came of them. */
  #kept = 0;
  #lost = 0;
  /** Rejects with what the database failed with. */
  #attempt = Promise.resolve();
  #trying: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #attempts = 0;
  #closed = false;

  constructor(database: Database, options: ChatWritesOptions = {}) {
    this.#database = database;
    this.#mostWaiting = options.mostWaiting ?? 10_000;
    this.#mostBytes = options.mostBytes ?? 16 * 1024 * 1024;
    this.#delaysMs = options.delaysMs ?? [500, 1000, 2000];
    this.#log = options.log;
  }

  /**
   * Writes. Of one Chat the next is only to come when this has an answer: so their order is kept.
   *
   * @throws ServerError `database-full`.
   */
  write(write: ChatWrite): Promise<Keeping> {
    if (this.#busy) {
      this.#wait(write);
      return Promise.resolve('waiting');
    }
    return new Promise((resolve, reject) => {
      this.#asked.push(write.client ?? '', { write, resolve, reject });
      this.#next();
    });
  }

  /**
   * Resolves when what waits now waits no longer, whatever comes behind it.
   *
   * @throws ServerError when the database was tried once more in vain.
   */
  async settle(): Promise<void> {
    const last = this.#waiting.at(-1) ?? this.#writing.at(-1);
    while (last && (this.#waiting.includes(last) || this.#writing.includes(last))) {
      void this.#try();
      await this.#attempt;
    }
  }

  /** Tries once more. What waits after that is lost. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    if (this.#busy) await this.#try();
    clearTimeout(this.#timer);
    while (this.#waiting.length > 0) this.#lose(this.#waiting.shift(), false);
    this.#sayHowItEnded();
  }

  get #busy(): boolean {
    return this.#waiting.length > 0 || this.#trying !== undefined;
  }

  /** Writes what was asked for, as much at a time as may be. */
  #next(): void {
    while (this.#asked.size > 0 && this.#underWay.size < atATime[this.#database.place]) {
      const written = this.#writeTogether(this.#someAsked()).finally(() => {
        this.#underWay.delete(written);
        this.#next();
      });
      this.#underWay.add(written);
    }
  }

  #someAsked(): Asked[] {
    const some: Asked[] = [];
    let bytes = 0;
    while (some.length < together && bytes < bytesTogether) {
      const next = this.#asked.shift()?.[1];
      if (next === undefined) break;
      some.push(next);
      bytes += next.write.bytes;
    }
    return some;
  }

  async #writeTogether(some: readonly Asked[]): Promise<void> {
    try {
      if (!this.#busy) {
        await this.#run(
          some.map(({ write }) => write),
          true,
        );
        for (const { write, resolve } of some) {
          write.onKept?.();
          resolve('kept');
        }
        return;
      }
    } catch (error) {
      if (isFull(error)) {
        // There may be room for some, each by itself.
        if (some.length > 1) for (const one of some) await this.#writeTogether([one]);
        else some[0]?.reject(error);
        return;
      }
    }
    // The others have no better luck.
    for (let next = this.#asked.shift(); next; next = this.#asked.shift())
      some = [...some, next[1]];
    for (const { write, resolve } of some) {
      this.#wait(write);
      resolve('waiting');
    }
  }

  #wait(write: ChatWrite): void {
    this.#waiting.push(write);
    this.#bytes += write.bytes;
    while (this.#waiting.length > this.#mostWaiting || this.#bytes > this.#mostBytes) {
      if (this.#lost === 0) {
        const message = 'The database fails for so long that the oldest events of Chats are lost.';
        this.#log?.({ level: 'error', message });
      }
      this.#lose(this.#waiting.shift(), false);
    }
    this.#tryLater();
  }

  #tryLater(): void {
    if (this.#closed || this.#timer !== undefined || this.#trying !== undefined) return;
    const delay = this.#delaysMs[Math.min(this.#attempts++, this.#delaysMs.length - 1)];
    this.#timer = setTimeout(() => {
      void this.#try();
    }, delay);
    this.#timer.unref();
  }

  #try(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#trying ??= this.#writeAll().finally(() => {
      this.#trying = undefined;
      if (this.#waiting.length > 0) this.#tryLater();
      else if (!this.#closed) this.#sayHowItEnded();
    });
    return this.#trying;
  }

  /** Writes what waits until nothing does, or the database fails. */
  async #writeAll(): Promise<void> {
    const most = { count: together };
    while (this.#waiting.length > 0) {
      this.#attempt = this.#writeSome(most);
      try {
        await this.#attempt;
      } catch {
        return;
      }
    }
  }

  /** @throws ServerError `database-failed`. */
  async #writeSome(most: { count: number }): Promise<void> {
    const some = this.#waiting.splice(0, most.count);
    this.#writing = some;
    try {
      await this.#run(some, false);
      for (const { events, bytes, onKept } of some) {
        this.#kept += events;
        this.#bytes -= bytes;
        onKept?.();
      }
      this.#attempts = 0;
    } catch (error) {
      const full = isFull(error);
      if (full && most.count === 1) this.#lose(some[0], true);
      else this.#waiting.unshift(...some);
      if (!full) throw error;
      // There may be room for some, each by itself.
      most.count = 1;
    } finally {
      this.#writing = [];
    }
  }

  #lose(write: ChatWrite | undefined, full: boolean): void {
    if (write === undefined) return;
    this.#bytes -= write.bytes;
    this.#lost += write.events;
    write.onLost?.(full);
  }

  #sayHowItEnded(): void {
    const [kept, lost] = [this.#kept, this.#lost];
    this.#kept = this.#lost = this.#attempts = 0;
    if (kept + lost === 0) return;
    const message = `Events of Chats that waited for the database: ${String(kept)} were kept, ${String(lost)} lost.`;
    this.#log?.({ level: lost > 0 ? 'error' : 'warning', message });
  }

  async #run(writes: readonly ChatWrite[], hurried: boolean): Promise<void> {
    const [first, ...rest] = writes.flatMap(({ queries }) => queries);
    if (first) await this.#database.ask((orm) => orm.batch([first, ...rest]), hurried);
  }
}

function isFull(error: unknown): boolean {
  return error instanceof ServerError && error.reason === 'database-full';
}
