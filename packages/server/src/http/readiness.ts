import { sql } from 'drizzle-orm';
import type { Database } from '../store/database/database.ts';

/** A database that takes longer than this has no place for another Chat, in ms. */
const patienceMs = 2000;
/** The database is asked no more often than this, in ms, whoever asks. */
const freshMs = 1000;

/** What `GET /ready` answers: `ready` with 200, the others with 503. */
export type ReadyStatus = 'ready' | 'draining' | 'database_failed';

/** Whether new Chats are to be sent here. A server that is not ready may still hold Chats. */
export class Readiness {
  readonly #database: Database;
  readonly #now: () => number;
  #draining = false;
  #asked: { at: number; answers: Promise<boolean> } | undefined;

  /** @param now - in ms, from some fixed moment. */
  constructor(database: Database, now: () => number = () => performance.now()) {
    this.#database = database;
    this.#now = now;
  }

  /** From now on it is not ready: it is about to end. */
  drain(): void {
    this.#draining = true;
  }

  /** Whether it is about to end. */
  get draining(): boolean {
    return this.#draining;
  }

  /** What is to be answered. */
  async status(): Promise<ReadyStatus> {
    if (this.#draining) return 'draining';
    return (await this.#databaseAnswers()) ? 'ready' : 'database_failed';
  }

  #databaseAnswers(): Promise<boolean> {
    const at = this.#now();
    if (this.#asked === undefined || at - this.#asked.at > freshMs) {
      this.#asked = { at, answers: this.#ask() };
    }
    return this.#asked.answers;
  }

  #ask(): Promise<boolean> {
    return new Promise((resolve) => {
      const late = setTimeout(() => {
        resolve(false);
      }, patienceMs);
      const answer = this.#database.ask((orm) => orm.run(sql`select 1`));
      void answer
        .then(
          () => true,
          () => false,
        )
        .then((answers) => {
          clearTimeout(late);
          resolve(answers);
        });
    });
  }
}
