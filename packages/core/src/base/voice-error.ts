/** What usually helps, by reason. */
const hints = {
  'microphone-denied': 'allow-microphone',
  'microphone-dismissed': 'allow-microphone',
  'microphone-blocked': 'allow-by-policy',
  'microphone-missing': 'connect-microphone',
  'microphone-busy': 'free-microphone',
  'microphone-lost': 'connect-microphone',
  'microphone-unsupported': 'use-supported-browser',
  'connection-refused': 'check-server',
  'connection-unauthorized': 'check-credentials',
  'connection-timeout': 'check-network',
  'connection-lost': 'check-network',
  'connection-closed': 'connect-again',
  'connection-rate-limited': 'try-later',
  'audio-blocked': 'click-page',
  'audio-worklet-blocked': 'allow-worklets',
  'audio-decode': 'report-server',
  'audio-stalled': 'click-page',
  'speaker-missing': 'connect-speaker',
  'speaker-blocked': 'allow-by-policy',
  'speaker-unsupported': 'use-supported-browser',
  'protocol-malformed': 'report-server',
  'server-error': 'report-server',
  unsupported: 'fix-code',
  usage: 'fix-code',
  internal: 'fix-code',
} as const;

/**
 * Everything that can go wrong in a voice conversation, by name. The set is closed: an app that handles each of these
 * has handled every failure this package can report.
 */
export type VoiceErrorReason = keyof typeof hints;

/** What a person can do about an error: a key to look a sentence up by, in the app's own language. */
export type VoiceErrorHint =
  (typeof hints)[VoiceErrorReason] | 'sign-in' | 'add-keys' | 'check-keys';

/** The plain-object form of a {@link VoiceError}: what crosses a thread and what goes into a log. */
export interface VoiceErrorData {
  readonly reason: VoiceErrorReason;
  readonly hint: VoiceErrorHint;
  readonly message: string;
}

/** A failure as the session tells it, before the main thread makes a {@link VoiceError} of it. */
export type Fault = Pick<VoiceErrorData, 'reason' | 'message'> & Partial<VoiceErrorData>;

/**
 * The one error this package throws, rejects with and reports. `reason` is for code, `hint` for the sentence an app shows,
 * `message` for the developer who reads a log, `cause` for the browser's own error. None of them holds a secret.
 *
 * @example
 * ```ts
 * try {
 *   await client.connect();
 * } catch (error) {
 *   if (error instanceof VoiceError && error.reason === 'microphone-denied') askAgain();
 * }
 * ```
 */
export class VoiceError extends Error {
  override readonly name = 'VoiceError';
  readonly reason: VoiceErrorReason;
  readonly hint: VoiceErrorHint;

  /** @param hint Default: what usually helps for that reason. */
  constructor(
    reason: VoiceErrorReason,
    message: string,
    cause?: unknown,
    hint: VoiceErrorHint = hints[reason],
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.reason = reason;
    this.hint = hint;
  }

  /** Makes an error of what came from another thread. */
  static from({ reason, message, hint }: Fault): VoiceError {
    return new VoiceError(reason, message, undefined, hint);
  }

  /** Misuse of this package: thrown at once, and the message names the fix. */
  static usage(problem: string): VoiceError {
    return new VoiceError('usage', problem);
  }

  /** The form that survives `postMessage` and `JSON.stringify`. */
  toJSON(): VoiceErrorData {
    return { reason: this.reason, hint: this.hint, message: this.message };
  }
}
