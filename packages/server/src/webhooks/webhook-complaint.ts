import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/** Why webhooks can't be sent to an address, as far as it can be told before; undefined when they can. */
export function webhookComplaint(
  address: string,
  allowPrivate: boolean,
  signingKey: string | undefined,
): string | undefined {
  if (signingKey === undefined || signingKey === '') {
    return 'the server has no key to sign with; start it with VIVAVOCE_WEBHOOK_KEY set';
  }
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return 'the url is no address';
  }
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:')) {
    return 'the url must begin with https:';
  }
  if (url.username !== '' || url.password !== '') return 'the url must hold no credentials';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host)) {
    return 'the url is a private address; --allow-private-webhooks allows it';
  }
  return undefined;
}
