import type { Clock } from '../../base/clock.ts';

/** What comes one after the other, though some of it is known later than what follows it. */
export class InOrder {
  readonly #clock: Clock;
  readonly #waiting: { task?: () => void }[] = [];
  readonly #timers = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs something after all that came before it. */
  run(task: () => void): void {
    if (this.#waiting.length === 0) task();
    else this.#waiting.push({ task });
  }

  /**
   * Keeps a place for what is to come.
   *
   * @param ms - for so long what follows waits for it.
   * @returns fills it: what is told later than that runs at once. Without a task nothing comes of it.
   */
  place(ms: number): (task?: () => void) => void {
    const place: { task?: () => void } = {};
    this.#waiting.push(place);
    const stop = this.#clock.setTimeout(() => {
      this.#timers.delete(stop);
      this.#fill(place, () => undefined);
    }, ms);
    this.#timers.add(stop);
    return (task = () => undefined) => {
      stop();
      this.#timers.delete(stop);
      if (this.#waiting.includes(place) && place.task === undefined) this.#fill(place, task);
      else task();
    };
  }

  /** Nothing comes any more. */
  close(): void {
    for (const stop of this.#timers) stop();
    this.#waiting.length = 0;
  }

  #fill(place: { task?: () => void }, task: () => void): void {
    place.task = task;
    for (let first = this.#waiting[0]; first?.task; first = this.#waiting[0]) {
      this.#waiting.shift();
      first.task();
    }
  }
}
