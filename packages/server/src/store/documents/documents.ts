import { and, eq, exists, inArray, or, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { LibSQLDatabase } from 'drizzle-orm/libsql';
import type { Database } from '../database/database.ts';
import { listVersions } from './document-lists.ts';
import { Found, keyOf } from './document-references.ts';
import type { DocumentReference } from './document-references.ts';
import { documents, versionBytes, versionColumns, versions } from './document-tables.ts';
import type { DocumentKind, DocumentVersion, MeasuredDocument } from './document-version.ts';
import { draftDocument } from './draft-document.ts';
import type { DraftDocument } from './draft-document.ts';
import { inSteps } from '../database/in-steps.ts';
import { insertWhere } from '../database/insert-where.ts';
import { ownedBy, unowned } from '../database/owner.ts';
import type { Owner } from '../database/owner.ts';
import { leastBytes } from '../database/quotas.ts';
import type { Page, PageRequest } from '../database/page.ts';

/** Which versions are wanted. */
export interface DocumentFilter {
  id?: string;
  name?: string;
  /** Only the latest version of each. */
  latestOnly: boolean;
}

/** Tools, prompts or configs: all have a name and versions that count from 0 and are never counted twice. */
export class Documents {
  readonly #database: Database;
  readonly #kind: DocumentKind;
  readonly #owner: Owner;

  /** @param owner - whose: no others are there. Default everybody's. */
  constructor(database: Database, kind: DocumentKind, owner?: Owner) {
    this.#database = database;
    this.#kind = kind;
    this.#owner = owner;
  }

  /** One to be made, version 0, along with something else or not at all. */
  draft(name: string, description: string | null, body: unknown): DraftDocument {
    const owner = this.#owner ?? unowned;
    return draftDocument({ kind: this.#kind, owner }, { name, description, body });
  }

  /** Makes one, version 0, and those that it refers to. */
  async create(
    name: string,
    description: string | null,
    body: unknown,
    along: readonly DraftDocument[] = [],
  ): Promise<DocumentVersion> {
    const draft = this.draft(name, description, body);
    const all = [draft, ...along];
    const kept = all.map(({ document }) => document);
    await this.#keep(kept, (orm) =>
      orm.batch([
        orm.insert(documents).values(all.map(({ row }) => row)),
        orm.insert(versions).values(all.map(({ version }) => version)),
      ]),
    );
    return draft.document;
  }

  /** Makes the next version, and those that it refers to; undefined, and none of them, when there is no such id. */
  async addVersion(
    id: string,
    description: string | null,
    body: unknown,
    along: readonly DraftDocument[] = [],
  ): Promise<DocumentVersion | undefined> {
    const own = this.#own(id);
    const kept = [{ description, body }, ...along.map(({ document }) => document)];
    const [counted, made] = await this.#keep(kept, (orm) =>
      orm.batch([
        orm
          .update(documents)
          .set({ nextVersion: sql`${documents.nextVersion} + 1` })
          .where(own)
          .returning({ version: sql<number>`${documents.nextVersion} - 1` }),
        orm.insert(versions).select(
          orm
            .select({
              row: sql<number>`null`.as('row'),
              documentId: documents.id,
              version: sql<number>`${documents.nextVersion} - 1`.as('version'),
              description: sql<string | null>`${description}`.as('description'),
              body: sql`${JSON.stringify(body)}`.as('body'),
              modifiedOn: sql<number>`${seconds()}`.as('modified_on'),
            })
            .from(documents)
            .where(own),
        ),
        ...along.flatMap(({ row, version }) => [
          insertWhere(
            orm,
            documents,
            [row],
            exists(orm.select({ row: documents.row }).from(documents).where(own)),
          ),
          insertWhere(
            orm,
            versions,
            [version],
            exists(orm.select({ row: documents.row }).from(documents).where(own)),
          ),
        ]),
      ]),
    );
    const version = counted[0]?.version;
    if (version === undefined || made.rowsAffected === 0) return undefined;
    return this.get(id, version);
  }

  /** One version, the latest when none is named; undefined when there is none. */
  async get(id: string, version?: number): Promise<DocumentVersion | undefined> {
    const which = eq(versions.version, version ?? documents.lastVersion);
    const [found] = await this.#database.ask((orm) =>
      orm
        .select(versionColumns)
        .from(documents)
        .innerJoin(versions, eq(versions.documentId, documents.id))
        .where(and(this.#own(id), which)),
    );
    return found;
  }

  /** Those of these that there are, however many they are, with one question to the database. */
  async find(references: readonly DocumentReference[]): Promise<Found<DocumentVersion>> {
    if (references.length === 0) return new Found([]);
    return new Found(
      await this.#database.ask((orm) =>
        orm
          .select(versionColumns)
          .from(documents)
          .innerJoin(versions, eq(versions.documentId, documents.id))
          .where(this.#referred(references)),
      ),
    );
  }

  /** How large those of these are that there are, in bytes. */
  async measure(references: readonly DocumentReference[]): Promise<Found<MeasuredDocument>> {
    if (references.length === 0) return new Found([]);
    return new Found(
      await this.#database.ask((orm) =>
        orm
          .select({
            id: documents.id,
            version: versions.version,
            latest: versionColumns.latest,
            bytes: versionBytes,
          })
          .from(documents)
          .innerJoin(versions, eq(versions.documentId, documents.id))
          .where(this.#referred(references)),
      ),
    );
  }

  /** What there is, the newest first. */
  list(filter: DocumentFilter, page: PageRequest): Promise<Page<DocumentVersion>> {
    const where = and(
      this.#theirs(filter.id !== undefined || filter.name !== undefined),
      filter.id === undefined ? undefined : eq(documents.id, filter.id),
      filter.name === undefined ? undefined : eq(documents.name, filter.name),
    );
    return listVersions(this.#database, where, filter.latestOnly, page);
  }

  /** Renames all versions. @returns whether there is such an id. */
  async rename(id: string, name: string): Promise<boolean> {
    const { rowsAffected } = await this.#database.ask((orm) =>
      orm.update(documents).set({ name }).where(this.#own(id)),
    );
    return rowsAffected > 0;
  }

  /** Describes one version anew; undefined when there is none. */
  async describe(
    id: string,
    version: number,
    description: string | null,
  ): Promise<DocumentVersion | undefined> {
    if ((await this.get(id, version)) === undefined) return undefined;
    await this.#keep([{ description, body: null }], (orm) =>
      orm
        .update(versions)
        .set({ description })
        .where(and(eq(versions.documentId, id), eq(versions.version, version))),
    );
    return this.get(id, version);
  }

  /** Deletes all versions. @returns whether there was such an id. */
  async remove(id: string): Promise<boolean> {
    // There may be very many.
    await inSteps(200, (most) =>
      this.#database.ask((orm) => {
        const older = orm
          .select({ row: versions.row })
          .from(versions)
          .innerJoin(documents, eq(documents.id, versions.documentId))
          .where(and(this.#own(id), sql`${versions.version} < ${documents.lastVersion}`))
          .limit(most);
        return orm.delete(versions).where(inArray(versions.row, older));
      }),
    );
    const [{ rowsAffected }] = await this.#database.ask((orm) =>
      orm.batch([
        orm.delete(documents).where(this.#own(id)),
        orm.delete(versions).where(withoutDocument(id)),
      ]),
    );
    return rowsAffected > 0;
  }

  /** Deletes one version, and with the last one the rest. @returns whether there was such a version. */
  async removeVersion(id: string, version: number): Promise<boolean> {
    const [{ rowsAffected }] = await this.#database.ask((orm) =>
      orm.batch([
        orm
          .delete(versions)
          .where(
            and(
              eq(versions.documentId, id),
              eq(versions.version, version),
              exists(orm.select({ row: documents.row }).from(documents).where(this.#own(id))),
            ),
          ),
        orm
          .delete(documents)
          .where(
            and(
              this.#own(id),
              sql`not exists (select 1 from document_versions v where v.document_id = ${documents.id})`,
            ),
          ),
      ]),
    );
    return rowsAffected > 0;
  }

  /** @throws ServerError `database-full`: the database has no room for it, or its owner's share of it. */
  #keep<Kept>(
    versionsMade: readonly Pick<DocumentVersion, 'description' | 'body'>[],
    work: (orm: LibSQLDatabase) => PromiseLike<Kept>,
  ): Promise<Kept> {
    const sizes = versionsMade.map(({ description, body }) => {
      const size = Buffer.byteLength(description ?? '') + Buffer.byteLength(JSON.stringify(body));
      return Math.max(leastBytes, size);
    });
    const size = sizes.reduce((sum, one) => sum + one, 0);
    const keep = () => this.#database.ask(work);
    return this.#database.quotas.within(this.#owner ?? unowned, 'documents', size, keep);
  }

  #referred(references: readonly DocumentReference[]): SQL | undefined {
    const fixed = references.filter(({ version }) => version != null).map(keyOf);
    const latest = references.filter(({ version }) => version == null).map(({ id }) => id);
    return and(
      this.#theirs(true),
      inArray(documents.id, [...new Set(references.map(({ id }) => id))]),
      or(
        and(
          inArray(documents.id, [...new Set(latest)]),
          eq(versions.version, documents.lastVersion),
        ),
        inArray(sql`${documents.id} || '/' || ${versions.version}`, [...new Set(fixed)]),
      ),
    );
  }

  #own(id: string): SQL | undefined {
    return and(eq(documents.id, id), this.#theirs(true));
  }

  /** @param narrowed - another condition leaves fewer. */
  #theirs(narrowed: boolean): SQL | undefined {
    return and(eq(documents.kind, this.#kind), ownedBy(documents.owner, this.#owner, narrowed));
  }
}

function withoutDocument(id: string): SQL | undefined {
  return and(
    eq(versions.documentId, id),
    sql`not exists (select 1 from documents d where d.id = ${versions.documentId})`,
  );
}

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}
