import { eq, sql } from 'drizzle-orm';
import type { LibSQLDatabase } from 'drizzle-orm/libsql';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { ServerError } from '../../base/server-error.ts';
import type { Asked } from './asked.ts';

/**
 * What each owner's rows take, in bytes: texts and sound as they are, a Chat and a version of a document 4,096 at least, an event 200
 * beside its texts. Triggers count, whatever adds rows or takes them away.
 */
const usage = sqliteTable('usage', {
  owner: text().primaryKey(),
  documents: integer().notNull().default(0),
  /** Chats with their events, and webhook events. */
  words: integer().notNull().default(0),
  sound: integer().notNull().default(0),
});

/** The tables of this file. */
export const quotaTables: readonly SQLiteTable[] = [usage];

/** Less than this no Chat and no version of a document counts, in bytes. */
export const leastBytes = 4096;

/** How much of a database one may have, in bytes. */
export interface QuotaLimits {
  /** The words of one Chat. */
  chat: number;
  /** The documents of one owner. */
  documents: number;
  /** The documents of one owner and what was said in its Chats. */
  owner: number;
}

type Kind = 'documents' | 'words';

/** What is known of an owner. */
interface Known extends Record<Kind, number> {
  /** When it was asked for. */
  at: number;
}

/** So long what is known of an owner is good enough, in ms: other servers write as well. */
const goodForMs = 1000;

/** Everybody's share of a database: who has used up his own is refused, and nobody else is. */
export class Quotas {
  readonly limits: QuotaLimits;
  readonly #database: Asked;
  /** As many as there are key pairs. */
  readonly #known = new Map<string, Known>();
  readonly #asking = new Map<string, Promise<Known>>();
  /** What is on its way into the database, in bytes. */
  readonly #underWay = new Map<string, number>();

  constructor(limits: QuotaLimits, database: Asked) {
    this.limits = limits;
    this.#database = database;
  }

  /**
   * Keeps something of an owner, where its share has room for it.
   *
   * @param bytes - what it will take, about.
   * @param keep - does so.
   * @throws ServerError `database-full`: its share is used up; or what `keep` throws.
   */
  async within<Kept>(
    owner: string,
    kind: Kind,
    bytes: number,
    keep: () => Promise<Kept>,
  ): Promise<Kept> {
    await this.#check(owner, kind, bytes);
    this.#move(owner, bytes);
    try {
      const kept = await keep();
      const known = this.#known.get(owner);
      if (known) known[kind] += bytes;
      return kept;
    } finally {
      this.#move(owner, -bytes);
    }
  }

  /** @throws ServerError `database-full`. */
  async #check(owner: string, kind: Kind, bytes: number): Promise<void> {
    const known = this.#known.get(owner);
    const all = () => bytes + (this.#underWay.get(owner) ?? 0);
    if (known === undefined || !this.#fits(known, kind, all())) {
      // Something may have been deleted. Where the database fails, that is for whoever writes to find out.
      const latest = await this.#look(owner).catch(() => undefined);
      if (latest && !this.#fits(latest, kind, all())) throw ServerError.quotaFull();
    } else if (performance.now() - known.at > goodForMs) {
      this.#look(owner).catch(() => undefined);
    }
  }

  #move(owner: string, bytes: number): void {
    const sum = (this.#underWay.get(owner) ?? 0) + bytes;
    if (sum > 0) this.#underWay.set(owner, sum);
    else this.#underWay.delete(owner);
  }

  #fits({ documents, words }: Known, kind: Kind, bytes: number): boolean {
    if (kind === 'documents' && documents + bytes > this.limits.documents) return false;
    return documents + words + bytes <= this.limits.owner;
  }

  #look(owner: string): Promise<Known> {
    const asking = this.#asking.get(owner) ?? this.#count(owner);
    this.#asking.set(owner, asking);
    return asking;
  }

  async #count(owner: string): Promise<Known> {
    try {
      const [found] = await this.#database.ask((orm) =>
        orm
          .select({ documents: usage.documents, words: usage.words })
          .from(usage)
          .where(eq(usage.owner, owner)),
      );
      const known = { documents: 0, words: 0, ...found, at: performance.now() };
      this.#known.set(owner, known);
      return known;
    } finally {
      this.#asking.delete(owner);
    }
  }
}

/** The query for how much sound there is in all, in bytes. */
export function soundInAll(orm: LibSQLDatabase): PromiseLike<{ bytes: number }[]> {
  return orm.select({ bytes: sql`coalesce(sum(${usage.sound}), 0)`.mapWith(Number) }).from(usage);
}

/** The query for whose sound there is, who has most first. */
export function ownersOfSound(orm: LibSQLDatabase): PromiseLike<{ owner: string }[]> {
  return orm
    .select({ owner: usage.owner })
    .from(usage)
    .where(sql`${usage.sound} > 0`)
    .orderBy(sql`${usage.sound} desc`);
}
