import { type ClientMessage, clientMessages } from '../messages/client-message.ts';
import { type ServerMessage, serverMessages } from '../messages/server-message.ts';
import { findSchema, type MessageSchema } from '../schema.ts';
import { findFieldError } from './field-error.ts';

/**
 * Why a value cannot be sent.
 *
 * - `unknown-type`: no object with the `type` of a message of this direction.
 * - `invalid-field`: a field is missing, of the wrong type, or a number JSON cannot write (NaN, an infinity).
 * - `not-json`: something in it JSON cannot write: a BigInt, a circle, nesting without end.
 */
export type EncodeErrorReason = 'unknown-type' | 'invalid-field' | 'not-json';

/** What is wrong with a value that cannot be sent. Safe to log: it never quotes the value. */
export interface EncodeError {
  /** The kind of fault. */
  reason: EncodeErrorReason;
  /** The field at fault, at most 200 characters. */
  path?: string;
  /** A sentence for developers. */
  detail: string;
}

/** The text of a frame, or why there is none. */
export type EncodeResult =
  { kind: 'text'; text: string } | { kind: 'malformed'; error: EncodeError };

/**
 * Checks any value and writes it as the text of one frame: {@link encodeMessage} for values the compiler has not seen.
 * Never throws.
 */
export function tryEncodeMessage(message: ClientMessage | Record<string, unknown>): EncodeResult {
  return tryEncode(message, clientMessages);
}

/** {@link tryEncodeMessage} for the server's end of the socket. */
export function tryEncodeServerMessage(
  message: ServerMessage | Record<string, unknown>,
): EncodeResult {
  return tryEncode(message, serverMessages);
}

function tryEncode(message: unknown, schemas: readonly MessageSchema[]): EncodeResult {
  try {
    const schema = findSchema(schemas, (message as { type?: unknown } | null | undefined)?.type);
    if (!schema)
      return malformed({ reason: 'unknown-type', detail: 'no message of this direction' });
    const fault = findFieldError(schema, message);
    if (fault) return malformed({ reason: 'invalid-field', ...fault });
    return { kind: 'text', text: JSON.stringify(message) };
  } catch {
    return malformed({ reason: 'not-json', detail: 'something in it cannot be written as JSON' });
  }
}

function malformed(error: EncodeError): EncodeResult {
  return { kind: 'malformed', error };
}
