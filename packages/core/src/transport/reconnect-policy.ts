import type { VoiceError } from '../base/voice-error.ts';

/** What a policy decides by. */
export interface LostLine {
  /** Which attempt comes next, from 1. A line that held for 5 s begins the count anew. */
  readonly attempt: number;
  /** ms since the line was lost. */
  readonly elapsed: number;
  /** Why the line was lost, or why the last attempt failed. */
  readonly error: VoiceError;
}

/** Decides how long to wait before the next attempt to get a lost line back. */
export interface ReconnectPolicy {
  /** ms to wait, or null to give up: the conversation then fails with `lost.error`. */
  nextDelay(lost: LostLine): number | null;
}

/**
 * Waits 0.25 s at most before the first attempt, twice as long before each other up to 8 s, each time a random part of
 * it (full jitter, so that a server that comes back is not called by everybody at once), and gives up after 5 minutes.
 */
export const defaultReconnectPolicy: ReconnectPolicy = {
  nextDelay: ({ attempt, elapsed }) =>
    elapsed < 300_000 ? Math.random() * Math.min(8000, 250 * 2 ** (attempt - 1)) : null,
};
