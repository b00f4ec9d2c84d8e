import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { signWebhook } from '@vivavoce/evi';
import { isPublicAddress, PrivateAddressError, publicLookup } from './public-address.ts';

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
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // A number is not looked up.
  if (!options.allowPrivate && isIP(host) !== 0 && !isPublicAddress(host)) {
    throw new PrivateAddressError();
  }
  const headers = {
    ...(await signWebhook(body, options.signingKey)),
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
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
    await post(url, body, headers, options, attempt.signal);
  } finally {
    clearTimeout(late);
    aborted.removeEventListener('abort', end);
  }
}

function post(
  url: URL,
  body: string,
  headers: Record<string, string>,
  { allowPrivate }: PostOptions,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
      method: 'POST',
      headers,
      signal,
      agent: false,
      ...(!allowPrivate && { lookup: publicLookup }),
    });
    request.once('response', (response) => {
      // The rest of the answer is nobody's business, and need have no end.
      response.on('error', () => undefined);
      request.destroy();
      const status = response.statusCode ?? 0;
      if (status >= 200 && status < 300) resolve();
      else reject(new Error(`it answered ${String(status)}`));
    });
    request.on('error', (error) => {
      reject(signal.aborted ? new Error('it did not answer in time') : error);
    });
    request.end(body);
  });
}
