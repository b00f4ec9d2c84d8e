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
    this.#tasks.set(id, { at: this.#now + Math.max(0, delay), task });
    return () => void this.#tasks.delete(id);
  }

  /** Lets `duration` ms pass. */
  pass(duration: number): void {
    const end = this.#now + duration;
    while (this.step(end));
  }

  /** Runs the task that is due next, up to that moment. @returns false where none was: it is that moment now */
  step(end: number): boolean {
    let next: [number, { readonly at: number; readonly task: () => void }] | undefined;
    for (const entry of this.#tasks) {
      if (entry[1].at <= end && (!next || entry[1].at < next[1].at)) next = entry;
    }
    this.#now = next?.[1].at ?? end;
    if (!next) return false;
    this.#tasks.delete(next[0]);
    next[1].task();
    return true;
  }
}
