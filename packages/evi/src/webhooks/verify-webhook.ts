import type * as v from 'valibot';
import { findFieldError } from '../codec/field-error.ts';
import { optionNumber } from '../option-number.ts';
import { readBytes } from './read-bytes.ts';
import {
  WebhookEventChatEnded,
  WebhookEventChatStarted,
  WebhookEventToolCall,
} from './webhook-events.ts';
import {
  isSignedBy,
  parseSignature,
  webhookSignatureHeader,
  webhookTimestampHeader,
} from './webhook-signature.ts';

/**
 * Why a request is no webhook to be trusted.
 *
 * - `no-signature`: a header is missing or does not hold what it should.
 * - `stale`: sent too long ago, or in the future.
 * - `too-large`: the body is longer than allowed.
 * - `unreadable`: the body was read before, or broke off.
 * - `bad-signature`: body, timestamp or secret do not match the signature.
 * - `malformed`: rightly signed, but not the JSON of an event.
 */
export type WebhookRejection =
  'no-signature' | 'stale' | 'too-large' | 'unreadable' | 'bad-signature' | 'malformed';

/** What became of a webhook request. Everything but `rejected` was rightly signed. */
export type WebhookResult =
  | { kind: 'chat_started'; event: WebhookEventChatStarted }
  | { kind: 'chat_ended'; event: WebhookEventChatEnded }
  | { kind: 'tool_call'; event: WebhookEventToolCall }
  | { kind: 'unknown'; name: string | undefined; event: Record<string, unknown> }
  | { kind: 'rejected'; reason: WebhookRejection; detail: string };

/** How {@link verifyWebhook} judges. */
export interface VerifyWebhookOptions {
  /** How far the timestamp may be from now, in seconds. Default: 180. */
  toleranceSeconds?: number | undefined;
  /** The longest body read, in bytes. Default: 1,000,000. */
  maxBytes?: number | undefined;
  /** The time now, in milliseconds since the epoch. Default: the clock's. */
  now?: (() => number) | undefined;
}

/**
 * Checks that a request is a webhook from the holder of the secret, and reads its event. Give it the request with its
 * body unread: the signature covers the raw bytes. Never throws on what was sent.
 *
 * @param secret - the webhook signing key (older accounts: the API key), or several while one replaces the other.
 * @throws TypeError when there is no secret, or a limit is no number from 0 up.
 * @example
 * ```ts
 * const result = await verifyWebhook(request, signingKey);
 * if (result.kind === 'rejected') return new Response(null, { status: 401 });
 * if (result.kind === 'chat_ended') await remember(result.event.chat_id, result.event.duration_seconds);
 * return new Response(null, { status: 204 });
 * ```
 */
export async function verifyWebhook(
  request: Request,
  secret: string | readonly string[],
  options: VerifyWebhookOptions = {},
): Promise<WebhookResult> {
  const secrets = typeof secret === 'string' ? [secret] : secret;
  if (secrets.length === 0 || secrets.includes('')) {
    throw new TypeError(
      'Failed to verify the webhook: because the secret is empty. Did you set it in the environment?',
    );
  }
  const { now = Date.now } = options;
  const toleranceSeconds = optionNumber('toleranceSeconds', options.toleranceSeconds ?? 180, 0);
  const maxBytes = optionNumber('maxBytes', options.maxBytes ?? 1_000_000, 0);
  const timestamp = request.headers.get(webhookTimestampHeader) ?? '';
  const signature = parseSignature(request.headers.get(webhookSignatureHeader) ?? '');
  if (!signature || !/^\d{1,15}$/.test(timestamp)) {
    return rejected('no-signature', 'the timestamp or signature header is missing or malformed');
  }
  if (!(Math.abs(now() / 1000 - Number(timestamp)) <= toleranceSeconds)) {
    return rejected('stale', `the timestamp is more than ${toleranceSeconds} s from now`);
  }
  const body = await readBytes(request, maxBytes);
  if (body === 'too-large') return rejected(body, `the body is longer than ${maxBytes} bytes`);
  if (body === 'unreadable') return rejected(body, 'the body was read before or broke off');

  // Every secret is tried, so that the time taken does not tell which of them fits.
  const fits = await Promise.all(secrets.map((one) => isSignedBy(one, signature, body, timestamp)));
  if (!fits.includes(true)) {
    return rejected('bad-signature', 'the signature does not fit body, timestamp and secret');
  }
  return readEvent(body);
}

// A list: no name reaches a prototype.
const schemas: readonly (readonly [name: string, schema: v.GenericSchema])[] = [
  ['chat_started', WebhookEventChatStarted],
  ['chat_ended', WebhookEventChatEnded],
  ['tool_call', WebhookEventToolCall],
];

function readEvent(body: Uint8Array): WebhookResult {
  let event: Record<string, unknown>;
  try {
    event = JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>;
  } catch {
    return rejected('malformed', 'the body is not JSON');
  }
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    return rejected('malformed', 'the body is not a JSON object');
  }
  const name = nameOf(event);
  const schema = schemas.find(([known]) => known === name)?.[1];
  if (schema === undefined) return { kind: 'unknown', name, event };
  const fault = findFieldError(schema, event);
  if (fault) return rejected('malformed', fault.detail);
  // Checked just above against the schema of this very name.
  return { kind: name, event } as unknown as WebhookResult;
}

// The specification lets the name be absent; what each event alone has tells them apart then.
function nameOf(event: Record<string, unknown>): string | undefined {
  const name = event['event_name'];
  if (typeof name === 'string') return name;
  if ('start_time' in event) return 'chat_started';
  if ('end_time' in event) return 'chat_ended';
  return 'tool_call_message' in event ? 'tool_call' : undefined;
}

function rejected(reason: WebhookRejection, detail: string): WebhookResult {
  return { kind: 'rejected', reason, detail };
}
