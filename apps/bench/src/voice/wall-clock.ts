/**
 * Milliseconds since the epoch, finer than `Date.now()` and true to it, in Node, a page, a Worker alike. `performance`
 * alone would not do: each process takes the epoch of its own start along, and they drift apart.
 */
export class WallClock {
  #offset = 0;

  constructor() {
    this.align();
  }

  now(): number {
    return performance.now() + this.#offset;
  }

  /** Sets the clock by the edges of `Date.now()`: the median of a few, since any one may have been seen late. */
  align(): void {
    const offsets: number[] = [];
    while (offsets.length < 7) {
      const before = Date.now();
      let now = before;
      while (now === before) now = Date.now();
      offsets.push(now - performance.now());
    }
    offsets.sort((a, b) => a - b);
    this.#offset = offsets[3] ?? 0;
  }
}
