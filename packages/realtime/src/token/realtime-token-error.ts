/**
 * Why the service gave no secret.
 *
 * - `unauthorized`: it does not take the key (401, 403).
 * - `bad-request`: it does not take the model or the settings (any other 4xx).
 * - `quota`: the account has nothing left.
 * - `rate-limited`: it was asked too often (429).
 * - `server-error`: it answered 5xx.
 * - `timeout`, `network`: no answer came in time, or at all.
 * - `invalid-response`: there is no secret in what it answered, or it sent the request elsewhere.
 */
export type RealtimeTokenReason =
  | 'unauthorized'
  | 'bad-request'
  | 'quota'
  | 'rate-limited'
  | 'server-error'
  | 'timeout'
  | 'network'
  | 'invalid-response';

/** The service gave no secret. Quotes nothing of what it answered but a code, and never a key. */
export class RealtimeTokenError extends Error {
  /** Tells it from other errors where classes come in copies. */
  override readonly name = 'RealtimeTokenError';
  readonly reason: RealtimeTokenReason;
  /** What the service answered with, where it answered. */
  readonly status: number | undefined;
  /** s that it asks to wait. */
  readonly retryAfter: number | undefined;

  constructor(
    reason: RealtimeTokenReason,
    why: string,
    details: {
      readonly status?: number | undefined;
      readonly retryAfter?: number | undefined;
      readonly cause?: unknown;
    } = {},
  ) {
    super(`Failed to make a token: because ${why}.`, details.cause ? { cause: details.cause } : {});
    this.reason = reason;
    this.status = details.status;
    this.retryAfter = details.retryAfter;
  }
}
