import { signWebhook } from '@vivavoce/evi';
import { postPublicly } from '../base/network/post-publicly.ts';

/** A receiver that takes longer has failed. */
const timeoutMs = 10_000;

/** How a webhook is sent. */
export interface PostOptions {
  signingKey: string;
  /** Whether private addresses are allowed, and http. */
  allowPrivate: boolean;
}

/**
 * Sends one webhook, signed with the present time. Follows no redirect, which could lead inside.
 *
 * @param aborted - ends the attempt before its time.
 * @throws an error whose message says in a few words what went wrong.
 */
export async function postWebhook(
  url: URL,
  body: string,
  options: PostOptions,
  aborted: AbortSignal,
): Promise<void> {
  const headers = {
    ...(await signWebhook(body, options.signingKey)),
    'content-type': 'application/json',
  };
  // `AbortSignal.any()` would leave something of each attempt at a signal that lives as long as the server.
  const attempt = new AbortController();
  const end = () => {
    attempt.abort();
  };
  const late = setTimeout(end, timeoutMs);
  aborted.addEventListener('abort', end);
  if (aborted.aborted) end();
  try {
    const { allowPrivate } = options;
    const { signal } = attempt;
    const answer = await postPublicly({ url, body, headers, allowPrivate, signal }).catch(
      (error: unknown) => {
        throw signal.aborted ? new Error('it did not answer in time') : error;
      },
    );
    // The rest of it is nobody's business, and need have no end.
    answer.on('error', () => undefined).destroy();
    const status = answer.statusCode ?? 0;
    if (status < 200 || status >= 300) throw new Error(`it answered ${String(status)}`);
  } finally {
    clearTimeout(late);
    aborted.removeEventListener('abort', end);
  }
}
