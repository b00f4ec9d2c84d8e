/** What is known after an attempt that failed. */
export interface FailedAttempt {
  /** How many attempts there were, this one included. */
  attempts: number;
  /** The status answered, absent when no answer came. */
  status?: number | undefined;
  /** How long the server asked to wait, in milliseconds. */
  retryAfterMs?: number | undefined;
  /** Whether doing it twice is the same as doing it once. */
  repeatable: boolean;
}

const firstDelayMs = 500;
const longestDelayMs = 8_000;
/** A server that asks for more patience than this gets its error passed on at once. */
const longestRetryAfterMs = 60_000;

/**
 * How long to wait before the next attempt, or nothing when there should be none. The delay doubles and is drawn at
 * random from its upper half, so that clients that failed together do not return together.
 *
 * @param random - a number from 0 to 1.
 */
export function retryDelay(
  failed: FailedAttempt,
  retries: number,
  random: number,
): number | undefined {
  if (failed.attempts > retries || !mayRepeat(failed)) return undefined;
  if (failed.retryAfterMs !== undefined) {
    return failed.retryAfterMs > longestRetryAfterMs ? undefined : failed.retryAfterMs;
  }
  const delay = Math.min(longestDelayMs, firstDelayMs * 2 ** (failed.attempts - 1));
  return delay * (0.5 + random / 2);
}

// A 429 says that nothing was done. After anything else a POST may have been applied, so it is never sent again.
function mayRepeat({ status, repeatable }: FailedAttempt): boolean {
  if (status === 429) return true;
  return repeatable && (status === undefined || status === 408 || status >= 500);
}

/** Reads `Retry-After`: seconds, or a date. Nothing for anything else. */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  const delay = Number.isNaN(seconds) ? Date.parse(header) - now : seconds * 1000;
  return Number.isNaN(delay) ? undefined : Math.max(0, delay);
}
