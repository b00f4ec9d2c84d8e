import { and, count, desc, eq, inArray } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { LibSQLDatabase } from 'drizzle-orm/libsql';
import type { Database } from '../database/database.ts';
import { documents, versionBytes, versionColumns, versions } from './document-tables.ts';
import type { DocumentVersion } from './document-version.ts';
import { Page } from '../database/page.ts';
import type { PageRequest } from '../database/page.ts';

/**
 * A page of versions, the newest documents first. Which they are and how large is asked at once; what they hold is read a little at a time.
 *
 * @param where - of which documents.
 * @param latestOnly - only the newest version of each.
 */
export async function listVersions(
  database: Database,
  where: SQL | undefined,
  latestOnly: boolean,
  page: PageRequest,
): Promise<Page<DocumentVersion>> {
  const [listed, [total]] = await database.ask((orm) =>
    orm.batch(latestOnly ? latestPage(orm, where, page) : versionsPage(orm, where, page)),
  );
  return new Page(page, listed, total?.count ?? 0, (rows) =>
    database.ask((orm) =>
      orm
        .select(versionColumns)
        .from(documents)
        .innerJoin(versions, eq(versions.documentId, documents.id))
        .where(inArray(versions.row, rows))
        .orderBy(desc(documents.row), desc(versions.version)),
    ),
  );
}

/** The newest versions of documents: those of a page, and how many there are. */
function latestPage(orm: LibSQLDatabase, where: SQL | undefined, { number, size }: PageRequest) {
  const on = orm
    .select({ row: documents.row })
    .from(documents)
    .where(where)
    .orderBy(desc(documents.row))
    .limit(size)
    .offset(number * size);
  const newest = and(
    eq(versions.documentId, documents.id),
    eq(versions.version, documents.lastVersion),
  );
  return [
    orm
      .select({ row: versions.row, bytes: versionBytes })
      .from(documents)
      .innerJoin(versions, newest)
      .where(inArray(documents.row, on))
      .orderBy(desc(documents.row)),
    orm.select({ count: count() }).from(documents).where(where),
  ] as const;
}

/** The same of all versions. */
function versionsPage(orm: LibSQLDatabase, where: SQL | undefined, { number, size }: PageRequest) {
  const all = eq(versions.documentId, documents.id);
  return [
    orm
      .select({ row: versions.row, bytes: versionBytes })
      .from(documents)
      .innerJoin(versions, all)
      .where(where)
      .orderBy(desc(documents.row), desc(versions.version))
      .limit(size)
      .offset(number * size),
    orm.select({ count: count() }).from(documents).innerJoin(versions, all).where(where),
  ] as const;
}
