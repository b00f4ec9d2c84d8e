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
}

/** @throws ServerError `invalid-option`: a part of a pair is empty. */
export function checkKeyPairs(pairs: readonly ApiKeyPair[]): void {
  for (const pair of pairs) {
    for (const name of ['apiKey', 'secretKey', 'owner', 'webhookKey'] as const) {
      if (pair[name] === '') throw ServerError.invalidOption(`keys.${name}`, 'it is empty');
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
