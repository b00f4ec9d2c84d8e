import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Database } from './database.ts';

const secrets = sqliteTable('secrets', {
  name: text().primaryKey(),
  value: text().notNull(),
});

/** The tables of this file. */
export const secretTables: readonly SQLiteTable[] = [secrets];

/** What a secret of the server is for. */
export type SecretName = 'access-tokens' | 'audio-addresses';

/** 32 random bytes as text, the same for as long as the database lives. */
export async function keptSecret(database: Database, name: SecretName): Promise<string> {
  const value = randomBytes(32).toString('base64');
  await database.ask((orm) => orm.insert(secrets).values({ name, value }).onConflictDoNothing());
  const [kept] = await database.ask((orm) =>
    orm.select().from(secrets).where(eq(secrets.name, name)),
  );
  return kept?.value ?? value;
}
