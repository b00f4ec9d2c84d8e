import { createSecureContext } from 'node:tls';
import { ServerError } from '../../base/server-error.ts';

/** What the server proves itself with, both as PEM text. */
export interface TlsOptions {
  /** The certificate, followed by those that vouch for it. */
  cert: string;
  /** Its private key. */
  key: string;
}

/** @throws ServerError `invalid-option`, which holds nothing of the key. */
export function checkTls(tls: TlsOptions | undefined): void {
  if (tls === undefined) return;
  try {
    createSecureContext({ cert: tls.cert, key: tls.key });
  } catch {
    const wrong = 'it must be a certificate and the private key that belongs to it, both as PEM';
    throw ServerError.invalidOption('tls (--tls-cert, --tls-key)', wrong);
  }
}
