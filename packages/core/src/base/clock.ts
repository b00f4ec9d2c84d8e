import type { Undo } from './emitter.ts';

/** The longest delay a browser's timer can hold, in ms (24.8 days): a longer one, `Infinity` too, would fire at once. */
const longest = 2 ** 31 - 1;

/** Time as the session sees it: the machine's own, or a test's. The two readings are never mixed. */
export interface Clock {
  /**
   * ms since some moment, for how long something takes. It is never set; what a machine sleeps may not count, and another
   * thread counts from another moment.
   */
  now(): number;
  /** ms since the epoch, for when something was: the one clock that the threads, hooks and apps have in common. */
  date(): number;
  /** Runs `task` once in `delay` ms, unless undone before: never for Infinity. */
  after(delay: number, task: () => void): Undo;
}

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  after: (delay, task) => {
    const timer = delay < Infinity ? setTimeout(task, Math.min(delay, longest)) : undefined;
    return () => clearTimeout(timer);
  },
};
