import type { Clock } from '../../src/base/clock.ts';

/** Time that passes only when a test says so. Its timers are as late as those of a hidden page, or of a machine that slept. */
export class ManualClock implements Clock {
  #now = 1_000_000;
  /** What the machine's date is ahead of the time that has passed: more after a sleep, less when it is set back. */
  ahead = 0;
  /** ms to whole multiples of which timers are put off: 1,000 in a hidden page, 60,000 after five minutes. */
  throttle = 1;
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
    const due = (at: number): number => Math.ceil(at / this.throttle) * this.throttle;
    for (;;) {
      const [next] = [...this.#timers]
        .filter(({ at }) => due(at) <= end)
        .sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, due(next.at));
      next.task();
    }
    this.#now = end;
  }

  /**
   * The machine sleeps: no timer runs before the next `pass`, and then each that is due runs late.
   *
   * @param counted whether `now()` goes on meanwhile, as on Windows. It stands still on Linux and macOS, and the date does not.
   */
  sleep(duration: number, counted = true): void {
    if (counted) this.#now += duration;
    else this.ahead += duration;
  }
}
