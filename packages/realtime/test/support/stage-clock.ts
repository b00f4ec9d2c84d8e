import type { Clock } from '@vivavoce/core/worker';

/** Time that passes only when a test says so; after each task of it come the promises that the task has settled. */
export class StageClock implements Clock {
  #now = 0;
  #count = 0;
  readonly #begun = Date.now();
  readonly #tasks = new Map<number, { readonly at: number; readonly task: () => void }>();

  now(): number {
    return this.#now;
  }

  date(): number {
    return Math.floor(this.#begun + this.#now);
  }

  after(delay: number, task: () => void): () => void {
    if (delay === Infinity) return () => undefined;
    const id = (this.#count += 1);
    this.#tasks.set(id, { at: this.#now + Math.max(0, delay), task });
    return () => void this.#tasks.delete(id);
  }

  /** Lets `duration` ms pass. */
  async pass(duration: number): Promise<void> {
    const end = this.#now + duration;
    for (;;) {
      let next: [number, { readonly at: number; readonly task: () => void }] | undefined;
      for (const entry of this.#tasks) {
        if (entry[1].at <= end && (!next || entry[1].at < next[1].at)) next = entry;
      }
      if (!next) break;
      this.#tasks.delete(next[0]);
      this.#now = next[1].at;
      next[1].task();
      for (let turn = 0; turn < 4; turn += 1) await Promise.resolve();
    }
    this.#now = end;
  }
}
