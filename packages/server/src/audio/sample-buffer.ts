/** Samples put together as they come. Doubles its memory when full, so each sample is copied a bounded number of times. */
export class SampleBuffer {
  #memory = new Int16Array(16_000);
  #length = 0;

  /** How many samples are in it. */
  get length(): number {
    return this.#length;
  }

  /** Appends a copy. */
  push(samples: Int16Array): void {
    const needed = this.#length + samples.length;
    if (needed > this.#memory.length) {
      const larger = new Int16Array(Math.max(needed, 2 * this.#memory.length));
      larger.set(this.#memory.subarray(0, this.#length));
      this.#memory = larger;
    }
    this.#memory.set(samples, this.#length);
    this.#length = needed;
  }

  /** Forgets all of them. */
  letGo(): void {
    this.#memory = new Int16Array();
    this.#length = 0;
  }

  /** All of them, as a view that the next `push` may leave behind. */
  samples(): Int16Array {
    return this.#memory.subarray(0, this.#length);
  }
}
