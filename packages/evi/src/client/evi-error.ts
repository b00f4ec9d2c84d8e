/**
 * Why a request gave no answer.
 *
 * - `invalid-request`: the arguments do not fit the specification; nothing was sent.
 * - `credentials`: the function that gives the access token failed.
 * - `network`: no answer came: no route, refused, cut off.
 * - `timeout`: no answer came in time.
 * - `aborted`: the caller's signal said so.
 * - `bad-request`, `unauthorized`, `forbidden`, `not-found`, `rate-limited`: the server answered 400 or 422, 401, 403,
 *   404 or 410, 429.
 * - `server-error`: the server answered 5xx.
 * - `unexpected-status`: the server answered with another status.
 * - `invalid-response`: the answer does not fit the specification.
 */
export type EviErrorReason =
  | 'invalid-request'
  | 'credentials'
  | 'network'
  | 'timeout'
  | 'aborted'
  | 'bad-request'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'rate-limited'
  | 'server-error'
  | 'unexpected-status'
  | 'invalid-response';

/** What an {@link EviError} knows beyond its reason. */
export interface EviErrorDetails {
  /** The HTTP status, when the server answered. */
  status?: number | undefined;
  /** The server's own code for what went wrong. */
  code?: string | undefined;
  /** What the server answered, JSON where it was JSON; secrets removed, long text cut. */
  body?: unknown;
  /** How long the server asked to wait, in milliseconds. */
  retryAfterMs?: number | undefined;
  /** What lies beneath. */
  cause?: unknown;
}

/** A request to EVI failed. Holds no credentials: not in its message, not in its body, not in its cause. */
export class EviError extends Error {
  /** Tells it from other errors where classes come in copies. */
  override readonly name = 'EviError';
  /** The kind of failure. */
  readonly reason: EviErrorReason;
  /** The HTTP status, when the server answered. */
  readonly status: number | undefined;
  /** The server's own code for what went wrong. */
  readonly code: string | undefined;
  /** What the server answered, JSON where it was JSON; secrets removed, long text cut. */
  readonly body: unknown;
  /** How long the server asked to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(reason: EviErrorReason, message: string, details: EviErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.reason = reason;
    this.status = details.status;
    this.code = details.code;
    this.body = details.body;
    this.retryAfterMs = details.retryAfterMs;
  }
}
