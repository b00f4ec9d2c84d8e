import type { Undo } from './emitter.ts';

/** Time as the session sees it: the machine's own, or a test's. */
export interface Clock {
  /** ms since the epoch. */
  now(): number;
  /** Runs `task` once in `delay` ms, unless undone before. */
  after(delay: number, task: () => void): Undo;
}

/** The machine's own time. */
export const systemClock: Clock = {
  // Finer than `Date.now`, and never set back under us.
  now: () => performance.timeOrigin + performance.now(),
  after: (delay, task) => {
    const timer = setTimeout(task, delay);
    return () => clearTimeout(timer);
  },
};
