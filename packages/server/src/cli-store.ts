import { ServerError } from './server-error.ts';
import type { StoreOptions } from './store/open-store.ts';

/** The flags that say what is kept and where, as `parseArgs` wants them. */
export const storeFlags = {
  database: { type: 'string' },
  'max-database-mb': { type: 'string' },
} as const;

/** What the help says of them. */
export const storeHelp: string = `  --database PLACE       where everything is kept: a file, or a remote libSQL address (default: in memory)
  --max-database-mb N    how large the file may become (default 1000)`;

/** What the help says of the secrets that go with them. */
export const storeSecretsHelp: string = `VIVAVOCE_DATABASE_TOKEN is shown to a remote database.`;

type Values = Partial<Record<keyof typeof storeFlags, string>>;

/** Reads the flags. Secrets come from the environment. @throws ServerError `invalid-option`. */
export function readStore(values: Values): StoreOptions {
  const { VIVAVOCE_DATABASE_TOKEN: databaseToken } = process.env;
  const maxDatabaseMb = readNumber(values, 'max-database-mb');
  return {
    ...(values.database !== undefined && { database: values.database }),
    ...(databaseToken && { databaseToken }),
    ...(maxDatabaseMb !== undefined && { maxDatabaseMb }),
  };
}

function readNumber(values: Values, name: keyof typeof storeFlags): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw ServerError.invalidOption(`--${name}`, 'it must be a whole number of megabytes');
}
