import { ServerError } from '../base/server-error.ts';
import type { StoreOptions } from '../store/open-store.ts';
import type { WebhookOptions } from '../webhooks/open-webhooks.ts';

/** The flags that say what is kept and where, as `parseArgs` wants them. */
export const storeFlags = {
  database: { type: 'string' },
  'max-database-mb': { type: 'string' },
  'max-chat-mb': { type: 'string' },
  'max-pair-mb': { type: 'string' },
  'max-audio-mb': { type: 'string' },
  keep: { type: 'string' },
  'allow-private-webhooks': { type: 'boolean' },
} as const;

/** What the help says of them. */
export const storeHelp: string = `  --database PLACE       where to store data: a file or a remote libSQL address (default: in memory)
  --max-database-mb N    maximum size of the file (default 1000)
  --max-chat-mb N        maximum text of one Chat (default 16)
  --max-pair-mb N        maximum data of one key pair (default: all; half with several)
  --max-audio-mb N       maximum Chat audio to keep; 0: none (default 500 in a file, else 0)
  --keep DAYS            erase Chats so long after their end; 0: write nothing of what is said (default: keep them)
  --allow-private-webhooks
                         allow webhooks to this machine and its network, and over http`;

/** What the help says of the secrets that go with them. */
export const storeSecretsHelp: string = `VIVAVOCE_DATABASE_TOKEN authenticates to a remote database.
VIVAVOCE_WEBHOOK_KEY signs webhooks.`;

interface Values {
  database?: string;
  'max-database-mb'?: string;
  'max-chat-mb'?: string;
  'max-pair-mb'?: string;
  'max-audio-mb'?: string;
  keep?: string;
  'allow-private-webhooks'?: boolean;
}

/** Reads the flags. Secrets come from the environment. @throws ServerError `invalid-option`. */
export function readStore(values: Values): StoreOptions & WebhookOptions {
  const { VIVAVOCE_DATABASE_TOKEN: databaseToken, VIVAVOCE_WEBHOOK_KEY: webhookKey } = process.env;
  const maxDatabaseMb = readNumber('max-database-mb', values['max-database-mb']);
  const maxChatMb = readNumber('max-chat-mb', values['max-chat-mb']);
  const maxPairMb = readNumber('max-pair-mb', values['max-pair-mb']);
  const keepDays = readNumber('keep', values.keep, 'days');
  const maxAudioMb = readNumber('max-audio-mb', values['max-audio-mb']);
  return {
    ...(values.database !== undefined && { database: values.database }),
    ...(databaseToken && { databaseToken }),
    ...(webhookKey && { webhookKey }),
    ...(values['allow-private-webhooks'] === true && { allowPrivateWebhooks: true }),
    ...(maxDatabaseMb !== undefined && { maxDatabaseMb }),
    ...(maxChatMb !== undefined && { maxChatMb }),
    ...(maxPairMb !== undefined && { maxPairMb }),
    ...(maxAudioMb !== undefined && { maxAudioMb }),
    ...(keepDays !== undefined && { keepDays }),
  };
}

function readNumber(name: string, text: string | undefined, of = 'megabytes'): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw ServerError.invalidOption(`--${name}`, `it must be a whole number of ${of}`);
}
