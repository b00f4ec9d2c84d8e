/** Why work was given up. */
export type GivenUp = 'timeout' | 'aborted';

/** The longest delay a timer can hold, in ms (24.8 days): a longer one, Infinity too, would fire at once. */
const longest = 2 ** 31 - 1;

/** Runs something once, after so many milliseconds: never for Infinity. @returns its undo. */
function after(ms: number, run: () => void): () => void {
  const timer = ms < Infinity ? setTimeout(run, Math.min(ms, longest)) : undefined;
  return () => clearTimeout(timer);
}

/**
 * Runs work with a signal that both the clock and the caller can raise, and stops waiting once it is raised, even for
 * work that ignores the signal. Leaves no timer and no listener behind.
 *
 * @param reason - makes what the signal is raised with and the promise then rejects with.
 */
export async function within<T>(
  timeoutMs: number,
  caller: AbortSignal | undefined,
  reason: (why: GivenUp) => Error,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const raised = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  const onAbort = () => controller.abort(reason('aborted'));
  const stop = after(timeoutMs, () => controller.abort(reason('timeout')));
  caller?.addEventListener('abort', onAbort, { once: true });
  try {
    if (caller?.aborted) onAbort();
    return await (signal.aborted ? raised : Promise.race([raised, work(signal)]));
  } finally {
    stop();
    caller?.removeEventListener('abort', onAbort);
  }
}

/** Waits for so many milliseconds, or until the caller's signal is raised. */
export function pause(ms: number, caller: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stop();
      caller?.removeEventListener('abort', done);
      resolve();
    };
    const stop = after(ms, done);
    caller?.addEventListener('abort', done, { once: true });
    if (caller?.aborted) done();
  });
}
