import type { Clock } from '@vivavoce/core/worker';
import { ManualTime } from '../../../testing/test/support/manual-time.ts';

/** Time that passes only when a test says so; after each task of it come the promises that the task has settled. */
export class StageClock implements Clock {
  readonly #time = new ManualTime();
  /** ms since the epoch at which it began; later where the machine has slept. */
  #begun = Math.floor(Date.now() / 1000) * 1000;

  now(): number {
    return this.#time.now();
  }

  date(): number {
    return Math.floor(this.#begun + this.now());
  }

  after(delay: number, task: () => void): () => void {
    return this.#time.after(delay, task);
  }

  /** The machine slept for so many ms: the date has gone on, and no timer has. */
  sleep(duration: number): void {
    this.#begun += duration;
  }

  /** Lets `duration` ms pass. */
  async pass(duration: number): Promise<void> {
    const end = this.now() + duration;
    while (this.#time.step(end)) {
      for (let turn = 0; turn < 4; turn += 1) await Promise.resolve();
    }
  }
}
