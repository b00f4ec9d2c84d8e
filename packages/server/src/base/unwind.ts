import type { Log } from './log.ts';

/** All steps together take no longer, in ms. */
const longestMs = 8000;
/** Each step has at least so long, in ms, however long those before it took. */
const leastMs = 200;

/** How long the end may take. All of it may be left out. */
export interface UnwindOptions {
  longestMs?: number;
  leastMs?: number;
}

/**
 * Undoes what was started, the latest first, and empties the list. A step that fails or hangs is logged, and holds up none of those that
 * follow.
 */
export async function unwind(
  undo: (() => Promise<void>)[],
  log: Log,
  options: UnwindOptions = {},
): Promise<void> {
  const least = options.leastMs ?? leastMs;
  const until = performance.now() + (options.longestMs ?? longestMs);
  for (let step = undo.pop(); step; step = undo.pop()) {
    const spare = until - performance.now() - undo.length * least;
    try {
      await within(Math.max(least, spare), step());
    } catch (error) {
      log({ level: 'error', message: 'A part of the server did not end as it should', error });
    }
  }
}

function within(ms: number, work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      reject(new Error('it did not end in time'));
    }, ms);
    work.then(resolve, reject).finally(() => {
      clearTimeout(late);
    });
  });
}
