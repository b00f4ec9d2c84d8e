import { ownerOf } from '../base/key-pair.ts';
import type { Observe } from '../base/observe.ts';
import type { ApiKeyPair } from '../base/key-pair.ts';
import { ServerError } from '../base/server-error.ts';
import type { Database } from '../store/database/database.ts';
import { unowned } from '../store/database/owner.ts';
import type { WebhookDispatcher } from '../store/open-store.ts';
import { validateWebhookUrl } from './validate-webhook-url.ts';
import { WebhookSender } from './webhook-sender.ts';

/** How webhooks are sent. All of it may be left out. */
export interface WebhookOptions {
  /**
   * Signs webhooks, but for those of pairs that have a key of their own for that. Default each pair's API key, as older accounts of
   * EVI do; without both no Config may name webhooks. Never logged.
   */
  webhookKey?: string | undefined;
  /** Whether webhooks may go to private addresses, and by http. Default false. */
  allowPrivateWebhooks?: boolean | undefined;
  /** The pauses between the attempts to send a webhook, in ms. Default 1, 5, 30, 120 and 600 seconds. */
  webhookDelaysMs?: readonly number[] | undefined;
}

/**
 * How the webhook events of a database are sent.
 *
 * @param pairs - whose they are; empty: nobody's in particular.
 * @param observe - is told of each attempt to send one.
 * @throws ServerError `invalid-option`.
 */
export function webhooksOf(
  options: WebhookOptions,
  pairs: readonly ApiKeyPair[],
  observe?: Observe,
): (database: Database) => WebhookDispatcher {
  const { allowPrivateWebhooks: allowPrivate = false, webhookDelaysMs } = options;
  if (webhookDelaysMs?.every((ms) => Number.isFinite(ms) && ms >= 0) === false) {
    throw ServerError.invalidOption('webhookDelaysMs', 'each must be a number from 0');
  }
  const signingKeys = webhookKeys(options.webhookKey, pairs);
  return (database) => {
    const sender = new WebhookSender(database, {
      signingKeys,
      allowPrivate,
      observe,
      ...(webhookDelaysMs && { delaysMs: webhookDelaysMs }),
    });
    return {
      validateUrl: (url) => validateWebhookUrl(url, allowPrivate, signingKeys.size > 0),
      wake: () => {
        sender.wake();
      },
      replaceKeys: (others) => {
        signingKeys.clear();
        for (const [owner, key] of webhookKeys(options.webhookKey, others)) {
          signingKeys.set(owner, key);
        }
      },
      close: () => sender.close(),
    };
  };
}

/** What signs the webhooks of each owner. Without keys nobody has any, unless there is one for all. */
function webhookKeys(
  ofServer: string | undefined,
  pairs: readonly ApiKeyPair[],
): Map<string, string> {
  const keys = new Map<string, string>();
  if (pairs.length === 0 && ofServer) keys.set(unowned, ofServer);
  for (const pair of pairs) {
    const owner = ownerOf(pair);
    if (!keys.has(owner)) keys.set(owner, pair.webhookKey ?? ofServer ?? pair.apiKey);
  }
  return keys;
}
