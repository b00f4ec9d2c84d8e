/** Why work was given up. */
export type GivenUp = 'timeout' | 'aborted';

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
  const timer = setTimeout(() => controller.abort(reason('timeout')), timeoutMs);
  caller?.addEventListener('abort', onAbort, { once: true });
  try {
    if (caller?.aborted) onAbort();
    return await (signal.aborted ? raised : Promise.race([raised, work(signal)]));
  } finally {
    clearTimeout(timer);
    caller?.removeEventListener('abort', onAbort);
  }
}

/** Waits for so many milliseconds, or until the caller's signal is raised. */
export function pause(ms: number, caller: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      caller?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    caller?.addEventListener('abort', done, { once: true });
    if (caller?.aborted) done();
  });
}
