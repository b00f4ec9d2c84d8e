import { inTime } from './in-time.ts';

/** ms for a step of undoing: whoever begins anew waits for all of them. */
const timeout = 1000;

/**
 * An undo stack: every start pushes how it is undone, `dispose` pops them all, last first. Pushing onto a disposed
 * stack undoes at once, so a step that finishes after the abort leaves nothing behind.
 */
export class Disposer {
  readonly #undos: (() => void | Promise<void>)[] = [];
  #disposed = false;

  get disposed(): boolean {
    return this.#disposed;
  }

  push(undo: () => void | Promise<void>): void {
    if (this.#disposed) void settle(undo);
    else this.#undos.push(undo);
  }

  /** Undoes everything, in reverse, each step even when an earlier one failed. A second call does nothing. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    for (let undo = this.#undos.pop(); undo; undo = this.#undos.pop()) await settle(undo);
  }
}

async function settle(undo: () => void | Promise<void>): Promise<void> {
  try {
    const done = undo();
    if (done) await inTime(done, timeout);
  } catch {
    // Undoing is best effort: what could not be closed was closed already, or closes when it likes.
  }
}
