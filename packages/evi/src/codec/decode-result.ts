/**
 * Why a piece of data is not a message.
 *
 * - `not-text`: bytes that are not UTF-8, or neither text nor bytes.
 * - `not-json`: text that is not JSON.
 * - `not-an-object`: JSON, but an array, number, string, boolean or null.
 * - `no-type`: an object without a text `type`.
 * - `invalid-field`: a known message with a field missing or of the wrong type.
 */
export type DecodeErrorReason =
  'not-text' | 'not-json' | 'not-an-object' | 'no-type' | 'invalid-field';

/** What is wrong with a malformed message. Safe to log: it never quotes the message's values. */
export interface DecodeError {
  /** The kind of fault. */
  reason: DecodeErrorReason;
  /** The message's `type`, where it is one this package knows. */
  type?: string;
  /** The field at fault, as `models.prosody.scores.Joy`, at most 200 characters. */
  path?: string;
  /** A sentence for developers. */
  detail: string;
}

/**
 * What became of a piece of data from the socket.
 *
 * - `message`: a message of this package's types; unknown fields are still in it. `leftOut` is there where a server's message
 *   held a part that was not as it should be and that it can do without, such as scores of which one is missing: the part is
 *   gone, `path` names it, and what the type requires stands in its place (`models`: `{}`, `time`: 0 to 0).
 * - `unknown`: a message of a type this package does not know, whole and unharmed.
 * - `malformed`: not a message; `error` says why.
 */
export type DecodeResult<Message> =
  | { kind: 'message'; message: Message; leftOut?: DecodeError[] }
  | { kind: 'unknown'; type: string; message: Record<string, unknown> }
  | { kind: 'malformed'; error: DecodeError };
