import { validateAddress } from '../base/network/post-publicly.ts';

/** Why webhooks can't be sent to an address, as far as it can be told before; undefined when they can. */
export function validateWebhookUrl(
  address: string,
  allowPrivate: boolean,
  canSign: boolean,
): string | undefined {
  if (!canSign) {
    return 'the server has no key to sign with; start it with VIVAVOCE_WEBHOOK_KEY set';
  }
  return validateAddress(address, { allowPrivate, allowedBy: '--allow-private-webhooks' });
}
