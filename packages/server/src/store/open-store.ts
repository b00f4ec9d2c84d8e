import { ownerOf } from '../base/key-pair.ts';
import type { ApiKeyPair } from '../base/key-pair.ts';
import type { Log } from '../base/log.ts';
import type { Observe } from '../base/observe.ts';
import { ServerError } from '../base/server-error.ts';
import { AudioQuota } from './chats/audio-quota.ts';
import { ChatStore } from './chats/chat-store.ts';
import { openDatabase } from './open-database.ts';
import type { Database } from './database/database.ts';
import { settleOwners } from './database/owner.ts';
import { Retention } from './chats/retention.ts';
import { Presence } from './chats/presence.ts';

/** What is kept, and where. All of it may be left out. */
export interface StoreOptions {
  /**
   * Where everything is kept: the path of a file, `:memory:`, or the address of a remote libSQL database, `libsql:`, `https:`
   * or `http:`. Default `:memory:`: nothing outlives the server. A remote one's token is `databaseToken`.
   */
  database?: string | undefined;
  /** The token of a remote database. Default none. Never logged. */
  databaseToken?: string | undefined;
  /** How large the database may become, in MB. Default 1,000. A remote one has its own limits. */
  maxDatabaseMb?: number | undefined;
  /** How much of the database the words of one Chat may take, in MB. Default 16, and no more than an eighth of the database. */
  maxChatMb?: number | undefined;
  /**
   * How much of the database a key pair's tools, prompts, Configs and Chats may take, in MB, without sound; tools, prompts and Configs never more than
   * half of that. Default half of the database where there are pairs of several owners, else all of it.
   */
  maxPairMb?: number | undefined;
  /**
   * How much sound of Chats is kept, in MB; an hour of both sides takes 230. Beyond it the oldest is forgotten; 0 keeps none.
   * Default 500, but never more than half of the database, where the database is a file; elsewhere 0.
   */
  maxAudioMb?: number | undefined;
  /**
   * How many days Chats are kept after their end, with their words and sound; then they are erased. 0: nothing that is said is ever
   * written, and nothing of a Chat is left after its end. Default Infinity: until they are deleted.
   */
  keepDays?: number | undefined;
}

/** Everything a server keeps. */
export interface Store {
  database: Database;
  chats: ChatStore;
  audioQuota: AudioQuota;
  webhooks: WebhookDispatcher;
}

/** What sends the webhook events that are in the database. */
export interface WebhookDispatcher {
  /** Why events can't be sent there; undefined when they can. */
  validateUrl: (url: string) => string | undefined;
  /** Something may wait to be sent. */
  wake: () => void;
  /** From now on these pairs' keys sign. */
  replaceKeys: (pairs: readonly ApiKeyPair[]) => void;
  /** Sends no more. */
  close: () => Promise<void>;
}

/**
 * Opens the store.
 *
 * @param pairs - whose things are in it; empty: nobody's in particular.
 * @param sendWebhooks - begins to send the webhook events of a database.
 * @param log - is told when it fails.
 * @param undo - gets what closes it.
 * @param observe - is told of each request to the database.
 * @throws ServerError `invalid-option` or `database-unavailable`.
 */
export async function openStore(
  options: StoreOptions,
  pairs: readonly ApiKeyPair[],
  sendWebhooks: (database: Database) => WebhookDispatcher,
  log: Log,
  undo: (() => Promise<void>)[],
  observe?: Observe,
): Promise<Store> {
  const { database: address = ':memory:', databaseToken, maxDatabaseMb = 1000 } = options;
  if (!(maxDatabaseMb >= 1)) {
    throw ServerError.invalidOption('maxDatabaseMb', 'it must be a number from 1');
  }
  const { maxAudioMb, maxChatMb, maxPairMb } = options;
  for (const [name, mb] of Object.entries({ maxChatMb, maxPairMb })) {
    if (mb !== undefined && !(mb > 0)) {
      throw ServerError.invalidOption(name, 'it must be a number above 0');
    }
  }
  if (maxAudioMb !== undefined && !(maxAudioMb >= 0)) {
    throw ServerError.invalidOption('maxAudioMb', 'it must be a number from 0');
  }
  const { keepDays = Infinity } = options;
  if (!(keepDays >= 0))
    throw ServerError.invalidOption('keepDays (--keep)', 'it must be a number from 0');
  const database = await openDatabase({
    address,
    maxBytes: maxDatabaseMb * 1_000_000,
    chatBytes: inBytes(maxChatMb),
    ownerBytes: inBytes(maxPairMb ?? defaultPairMb(pairs, maxDatabaseMb)),
    log,
    observe,
    ...(databaseToken !== undefined && { authToken: databaseToken }),
  });
  undo.push(() => database.close());
  await settleOwners(database, pairs);
  const webhooks = sendWebhooks(database);
  undo.push(() => webhooks.close());
  const presence = database.path === undefined ? undefined : await Presence.beside(database.path);
  if (presence) undo.push(() => presence.close());
  const retention = new Retention(database, keepDays);
  undo.push(() => retention.close());
  const keepsNothing = keepDays === 0;
  const chats = new ChatStore(database, {
    onWebhooks: webhooks.wake,
    presence,
    log,
    ...(keepsNothing && {
      keepsNothing,
      onEnded: () => {
        retention.sweep();
      },
    }),
  });
  undo.push(() => chats.close());
  await chats.start();
  retention.start();
  webhooks.wake();
  const audioQuota = new AudioQuota(
    database,
    keepsNothing ? 0 : 1_000_000 * (maxAudioMb ?? defaultAudioMb(database, maxDatabaseMb)),
    log,
  );
  return { database, chats, audioQuota, webhooks };
}

/** Of several owners none takes all there is. */
function defaultPairMb(pairs: readonly ApiKeyPair[], maxDatabaseMb: number): number | undefined {
  return new Set(pairs.map(ownerOf)).size > 1 ? maxDatabaseMb / 2 : undefined;
}

function inBytes(mb: number | undefined): number | undefined {
  return mb === undefined ? undefined : mb * 1_000_000;
}

/** Where nobody asked for a file, no voice is recorded. */
function defaultAudioMb({ place }: Database, maxDatabaseMb: number): number {
  return place === 'file' ? Math.min(500, maxDatabaseMb / 2) : 0;
}
