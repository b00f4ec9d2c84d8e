/** The header with the time of sending, in seconds since the epoch. */
export const webhookTimestampHeader = 'X-Hume-AI-Webhook-Timestamp';
/** The header with the signature: hex HMAC-SHA256 over the raw body, a full stop and the timestamp. */
export const webhookSignatureHeader = 'X-Hume-AI-Webhook-Signature';

const algorithm = { name: 'HMAC', hash: 'SHA-256' };

/**
 * Signs a webhook's body: the sender's end of {@link verifyWebhook}, for servers and tests.
 *
 * @param body - the raw body.
 * @param secret - the webhook signing key.
 * @param timestamp - when it is sent, in seconds since the epoch. Default: now.
 * @returns the two headers to send along.
 */
export async function signWebhook(
  body: string | Uint8Array,
  secret: string,
  timestamp = Math.floor(Date.now() / 1000),
): Promise<Record<string, string>> {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const key = await importKey(secret, 'sign');
  const signature = await crypto.subtle.sign(algorithm, key, signedBytes(bytes, String(timestamp)));
  return {
    [webhookTimestampHeader]: String(timestamp),
    [webhookSignatureHeader]: Array.from(new Uint8Array(signature), toHex).join(''),
  };
}

/** Whether the signature is the secret's for this body and timestamp. Takes the same time wherever they differ. */
export async function isSignedBy(
  secret: string,
  signature: Uint8Array<ArrayBuffer>,
  body: Uint8Array,
  timestamp: string,
): Promise<boolean> {
  const key = await importKey(secret, 'verify');
  return crypto.subtle.verify(algorithm, key, signature, signedBytes(body, timestamp));
}

/** Reads a signature header; undefined unless it is 64 hex digits. */
export function parseSignature(hex: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\da-f]{64}$/i.test(hex)) return undefined;
  return Uint8Array.from({ length: 32 }, (_, i) => parseInt(hex.slice(i * 2, i * 2 + 2), 16));
}

function importKey(secret: string, usage: 'sign' | 'verify'): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', new TextEncoder().encode(secret), algorithm, false, [
    usage,
  ]);
}

function signedBytes(body: Uint8Array, timestamp: string): Uint8Array<ArrayBuffer> {
  const tail = new TextEncoder().encode(`.${timestamp}`);
  const bytes = new Uint8Array(body.length + tail.length);
  bytes.set(body);
  bytes.set(tail, body.length);
  return bytes;
}

function toHex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
