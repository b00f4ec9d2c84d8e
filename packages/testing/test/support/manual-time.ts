import type { ScriptClock } from '../../src/line/service-line.ts';

/** Time that passes only when a test says so. Tasks that are due at the same ms run in the order in which they were given. */
export class ManualTime implements ScriptClock {
  #now = 0;
  #count = 0;
  readonly #tasks = new Map<number, { readonly at: number; readonly task: () => void }>();

  now(): number {
    return this.#now;
  }

  after(delay: number, task: () => void): () => void {
    const id = (this.#count += 1);
    this.#tasks.set(id, { at: this.#now + delay, task });
    return () => void this.#tasks.delete(id);
  }

  pass(duration: number): void {
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
    }
    this.#now = end;
  }
}
