/** The longest delay a timer can hold, in ms (24.8 days): a longer one, Infinity too, would fire at once. */
export const longestDelayMs: number = 2 ** 31 - 1;

const startedMs = Date.now() - performance.now();

/**
 * The date, in ms since the epoch, for moments that are compared within this process, as when something expires: it goes on evenly while the
 * machine's clock is put back. What others compare with a clock of theirs takes `Date.now()`.
 */
export function steadyDate(): number {
  return Math.max(Date.now(), startedMs + performance.now());
}

/** Time, and a way to wait. The machine's own by default; tests bring one that they wind themselves. */
export interface Clock {
  /** In ms from some fixed moment; never goes back. */
  now(): number;
  /** Runs something once, after so many ms: never for Infinity. @returns its undo. */
  setTimeout(run: () => void, ms: number): () => void;
}

/** The machine's time. */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimeout(run, ms) {
    const timer = ms < Infinity ? setTimeout(run, Math.min(ms, longestDelayMs)) : undefined;
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Resolves after so many ms, or as soon as `signal` is aborted. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      stop();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const stop = clock.setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
