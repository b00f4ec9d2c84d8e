import { VoiceError } from '../base/voice-error.ts';

/** What a policy decides by. */
export interface ReconnectAttempt {
  /** Which attempt comes next, from 1. A line that held for 5 s begins the count anew. */
  readonly attempt: number;
  /** ms since the line was lost. */
  readonly elapsed: number;
  /** Why the line was lost, or why the last attempt failed. */
  readonly error: VoiceError;
}

/** Decides how long to wait before the next attempt to get a lost line back. */
export interface ReconnectPolicy {
  /**
   * ms to wait: at least 100 before every attempt but the first; with Infinity none is made before the machine is online
   * again, the page is looked at or `connect()` is called. Or null to give up: the conversation then fails with `lost.error`.
   * When it throws or gives anything else, the conversation fails with `usage`.
   */
  nextDelay(lost: ReconnectAttempt): number | null;
}

/** ms between two attempts that fail at once, so that a policy without patience keeps no machine busy. */
const least = 100;

/**
 * Asks a policy, which is an app's own and may do anything.
 *
 * @throws VoiceError `usage` where that is no answer
 */
export function askPolicy(policy: ReconnectPolicy, lost: ReconnectAttempt): number | null {
  let delay: unknown;
  let cause: unknown;
  try {
    delay = policy.nextDelay(lost);
  } catch (error) {
    cause = error;
  }
  if (delay === null) return null;
  if (Number(delay) === delay) return Math.max(delay, lost.attempt > 1 ? least : 0);
  const kind = typeof delay;
  const did = cause === undefined ? `gave ${kind === 'number' ? 'NaN' : kind}` : 'threw';
  throw new VoiceError(
    'usage',
    `Failed to reconnect: \`nextDelay\` ${did}. Did you mean ms, or null to give up?`,
    cause,
  );
}

/**
 * Waits 0.25 s at most before the first attempt, twice as long before each other up to 8 s, each time a random part of
 * it (full jitter, so that a server that comes back is not called by everybody at once), and gives up after 5 minutes, but not before
 * 20 attempts: `elapsed` may include hours of sleep.
 */
export const defaultReconnectPolicy: ReconnectPolicy = {
  nextDelay: ({ attempt, elapsed }) =>
    elapsed < 300_000 || attempt <= 20
      ? Math.random() * Math.min(8000, 250 * 2 ** (attempt - 1))
      : null,
};
