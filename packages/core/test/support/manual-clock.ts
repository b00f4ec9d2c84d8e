import type { Clock } from '../../src/base/clock.ts';

/** Time that passes only when a test says so. */
export class ManualClock implements Clock {
  #now = 1_000_000;
  /** What the machine's date is ahead of the time that has passed: more after a sleep, less when it is set back. */
  ahead = 0;
  readonly #timers = new Set<{ at: number; task: () => void }>();

  /** Timers that wait. */
  get pending(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#now;
  }

  date(): number {
    return this.#now + this.ahead;
  }

  after(delay: number, task: () => void): () => void {
    const timer = { at: this.#now + delay, task };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Lets `duration` ms pass and runs what falls due, in order. */
  pass(duration: number): void {
    const end = this.#now + duration;
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers.delete(next);
      this.#now = next.at;
      next.task();
    }
    this.#now = end;
  }
}
