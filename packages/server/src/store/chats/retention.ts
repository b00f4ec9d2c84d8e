import type { Database } from '../database/database.ts';
import { removeDeadBefore } from '../deliveries/deliveries.ts';
import { endedBefore } from './chats.ts';
import { removeChat } from './remove-chat.ts';

/** What is too old is looked for so often, in ms. */
const sweepMs = 3_600_000;
const dayMs = 86_400_000;

/** Forgets Chats that ended long ago, with their words and their sound, and webhook events that were given up. */
export class Retention {
  readonly #database: Database;
  readonly #days: number;
  #timer: NodeJS.Timeout | undefined;
  #sweeping = Promise.resolve();
  #closed = false;

  /** @param days - how long a Chat is kept after its end; Infinity: for ever. */
  constructor(database: Database, days: number) {
    this.#database = database;
    this.#days = days;
  }

  /** Looks now, and every hour from now on. */
  start(): void {
    if (this.#days === Infinity) return;
    this.#timer = setInterval(() => {
      this.sweep();
    }, sweepMs);
    this.#timer.unref();
    this.sweep();
  }

  /** Looks now. What the database does not do is done an hour later. */
  sweep(): void {
    this.#sweeping = this.#sweeping.then(() => this.#sweep()).catch(() => undefined);
  }

  /** Resolves when nothing is being forgotten any more: where nothing is to be left of Chats, when nothing is left. */
  async close(): Promise<void> {
    this.#closed = this.#days > 0;
    clearInterval(this.#timer);
    await this.#sweeping;
  }

  async #sweep(): Promise<void> {
    // A Chat's own clock goes on evenly, and may be ahead of the machine's.
    const before = this.#days === 0 ? Number.MAX_SAFE_INTEGER : Date.now() - this.#days * dayMs;
    for (;;) {
      const ids = await endedBefore(this.#database, before, 100);
      for (const id of ids) {
        if (this.#closed) return;
        await removeChat(this.#database, id);
      }
      if (ids.length === 0) break;
    }
    await removeDeadBefore(this.#database, before);
    await this.#database.truncateLog();
  }
}
