import { request as requestHttp } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { anyLookup, publicLookup } from './look-up-name.ts';
import { isPublicAddress, PrivateAddressError } from './public-address.ts';

/** A POST to an address that a client named. */
export interface NamedPost {
  url: URL;
  body: string;
  headers: Readonly<Record<string, string>>;
  /** Whether private addresses are allowed. */
  allowPrivate: boolean;
  /** Ends it, also while the answer is read. */
  signal: AbortSignal;
}

/** Where a client may have something sent to. */
export interface NamedAddressRules {
  /** Whether private addresses are allowed, and http. */
  allowPrivate: boolean;
  /** What allows them, for the error. */
  allowedBy: string;
}

/** Why nothing is sent to an address that a client names, as far as it can be told before; undefined when it is. */
export function validateAddress(address: string, rules: NamedAddressRules): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined) return 'the url is no address';
  const { allowPrivate, allowedBy } = rules;
  if (url.username !== '' || url.password !== '') return 'the url must hold no credentials';
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return 'the url must begin with https:';
  if (allowPrivate) return undefined;
  const host = hostOf(url);
  const isHere = /(^|\.)localhost\.?$/.test(host);
  if (isHere || (isIP(host) !== 0 && !isPublicAddress(host))) {
    return `the url is a private address; ${allowedBy} allows it`;
  }
  return url.protocol === 'https:' ? undefined : 'the url must begin with https:';
}

/**
 * Posts to an address that a client named, and nowhere else: the connection is made to an address that was found to be public, and no
 * redirect is followed.
 *
 * @returns the answer, whose body is still to be read or destroyed.
 * @throws an error whose message says in a few words what went wrong.
 */
export function postPublicly(post: NamedPost): Promise<IncomingMessage> {
  const { url, body, headers, allowPrivate, signal } = post;
  const host = hostOf(url);
  // A number is not looked up.
  if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host)) {
    return Promise.reject(new PrivateAddressError());
  }
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      signal,
      agent: false,
      lookup: allowPrivate ? anyLookup : publicLookup,
    });
    request.once('response', resolve);
    request.on('error', reject);
    request.end(body);
  });
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}
