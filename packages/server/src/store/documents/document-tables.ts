import { sql } from 'drizzle-orm';
import type { HasDefault, NotNull, SQL } from 'drizzle-orm';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { DocumentKind } from './document-version.ts';
import type { Integer, Json, Row, TableOf, Text, TextOf } from '../database/table-of.ts';

/** Tools, prompts and configs. */
export const documents: TableOf<
  'documents',
  {
    row: Row;
    id: NotNull<Text>;
    kind: NotNull<TextOf<DocumentKind>>;
    name: NotNull<Text>;
    nextVersion: NotNull<Integer<'next_version'>>;
    createdOn: NotNull<Integer<'created_on'>>;
    owner: HasDefault<NotNull<Text>>;
    lastVersion: Integer<'last_version'>;
    bytes: HasDefault<NotNull<Integer>>;
  }
> = sqliteTable('documents', {
  row: integer().primaryKey({ autoIncrement: true }),
  id: text().notNull(),
  kind: text().$type<DocumentKind>().notNull(),
  name: text().notNull(),
  nextVersion: integer('next_version').notNull(),
  createdOn: integer('created_on').notNull(),
  owner: text().notNull().default(''),
  /** Kept by triggers, as what its versions take is. */
  lastVersion: integer('last_version'),
  bytes: integer().notNull().default(0),
});

/** Their versions. */
export const versions: TableOf<
  'document_versions',
  {
    row: Row;
    documentId: NotNull<Text<'document_id'>>;
    version: NotNull<Integer>;
    description: Text;
    body: NotNull<Json<unknown>>;
    modifiedOn: NotNull<Integer<'modified_on'>>;
  }
> = sqliteTable('document_versions', {
  row: integer().primaryKey({ autoIncrement: true }),
  documentId: text('document_id').notNull(),
  version: integer().notNull(),
  description: text(),
  body: text({ mode: 'json' }).$type<unknown>().notNull(),
  modifiedOn: integer('modified_on').notNull(),
});

/** The tables of this file. */
export const documentTables: readonly SQLiteTable[] = [documents, versions];

/** What a version takes, without reading it. */
export const versionBytes: SQL<number> = sql`octet_length(${versions.body}) + coalesce(octet_length(${versions.description}), 0)`;

/** What is read of a version. */
export const versionColumns: {
  id: typeof documents.id;
  name: typeof documents.name;
  version: typeof versions.version;
  latest: SQL<boolean>;
  description: typeof versions.description;
  body: typeof versions.body;
  createdOn: typeof documents.createdOn;
  modifiedOn: typeof versions.modifiedOn;
} = {
  id: documents.id,
  name: documents.name,
  version: versions.version,
  latest: sql`${versions.version} = ${documents.lastVersion}`.mapWith(Boolean),
  description: versions.description,
  body: versions.body,
  createdOn: documents.createdOn,
  modifiedOn: versions.modifiedOn,
};
