/** A bounded number of things at a time; who comes later waits its turn. */
export class Semaphore {
  #available: number;
  readonly #waiting: (() => void)[] = [];

  /** @param count - how many at a time. */
  constructor(count: number) {
    this.#available = count;
  }

  /** How many could be taken without waiting. */
  get available(): number {
    return this.#available;
  }

  /** Resolves when it is this one's turn. */
  take(): Promise<void> {
    if (this.#available > 0) {
      this.#available -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** Gives one back. */
  free(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#available += 1;
  }
}
