import { createHash } from 'node:crypto';
import { ServerError } from './server-error.ts';

/** A key pair that may use the server. */
export interface ApiKeyPair {
  apiKey: string;
  secretKey: string;
  /**
   * Whose tools, prompts, Configs, Chats, recordings and webhooks it uses: pairs that name the same owner share them, and keys can be
   * changed without losing any. What the pair's API key had before it named an owner becomes the owner's. Default the API key itself.
   */
  owner?: string | undefined;
  /** Signs the webhooks of its Configs. Default the server's `webhookKey`, and without that the API key. Never logged. */
  webhookKey?: string | undefined;
  /** Chats at a time; another is the error `too_many_chats_of_key` and closes with 1013. Default as many as the server holds. */
  maxChats?: number | undefined;
  /**
   * Minutes of Chats in a day, of all its Chats together; a day begins at midnight UTC. Beyond them Chats end, and another is refused, with
   * the error `minutes_used_up`, and close with 1000. Default no limit.
   */
  maxMinutesPerDay?: number | undefined;
}

/** What a key pair may have at most. */
export type KeyLimits = Pick<ApiKeyPair, 'maxChats' | 'maxMinutesPerDay'>;

/** @throws ServerError `invalid-option`: a part of a pair is empty, or a limit is no number that a limit can be. */
export function checkKeyPairs(pairs: readonly ApiKeyPair[]): void {
  for (const pair of pairs) {
    for (const name of ['apiKey', 'secretKey', 'owner', 'webhookKey'] as const) {
      if (pair[name] === '') throw ServerError.invalidOption(`keys.${name}`, 'it is empty');
    }
    const { maxChats = 1, maxMinutesPerDay = 1 } = pair;
    if (!Number.isInteger(maxChats) || maxChats < 1) {
      throw ServerError.invalidOption('keys.maxChats', 'it must be a whole number from 1');
    }
    if (!(maxMinutesPerDay > 0)) {
      throw ServerError.invalidOption('keys.maxMinutesPerDay', 'it must be a number above 0');
    }
  }
}

/** By what the database knows a pair's owner. */
export function ownerOf({ apiKey, owner }: ApiKeyPair): string {
  return owner ?? unnamedOwner(apiKey);
}

/** The owner of a pair that names none. */
export function unnamedOwner(apiKey: string): string {
  return createHash('sha256').update(`owner\n${apiKey}`).digest('base64url');
}
