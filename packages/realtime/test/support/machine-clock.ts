import { setTimeout as wait } from 'node:timers/promises';

/** The machine's own time, for a stage. */
export class MachineClock {
  now(): number {
    return performance.now();
  }

  date(): number {
    return Date.now();
  }

  after(delay: number, task: () => void): () => void {
    const timer = delay < Infinity ? setTimeout(task, Math.min(delay, 2 ** 31 - 1)) : undefined;
    return () => clearTimeout(timer);
  }

  async pass(duration: number): Promise<void> {
    await wait(duration);
  }
}
