/** A queue of arrivals and of the calls that wait for one. Each arrival is returned once. */
export class Inbox<T> {
  readonly #name: string;
  readonly #patience: number;
  readonly #advice: string;
  #arrived: T[] = [];
  #waiting: { readonly fits: (thing: T) => boolean; readonly take: (thing: T) => void }[] = [];

  /**
   * @param patience ms that `next` waits; Infinity: without a limit
   * @param advice added to the error when none arrives
   */
  constructor(name: string, patience: number, advice = '') {
    if (!(patience >= 0)) {
      throw new TypeError(
        `Failed to set up ${name}: patience is ${patience}. Did you mean ms, or Infinity to wait for ever?`,
      );
    }
    this.#name = name;
    this.#patience = patience;
    this.#advice = advice;
  }

  add(thing: T): void {
    const index = this.#waiting.findIndex(({ fits }) => fits(thing));
    const [waiter] = index < 0 ? [] : this.#waiting.splice(index, 1);
    if (waiter) waiter.take(thing);
    else this.#arrived.push(thing);
  }

  /** The oldest arrival that fits and was not returned yet, or the next one. Rejects if none arrives in time. */
  next<Fitting extends T>(
    fits: ((thing: T) => thing is Fitting) | ((thing: T) => boolean) = () => true,
    what: string = this.#name,
  ): Promise<Fitting> {
    const index = this.#arrived.findIndex((thing) => fits(thing));
    const [thing] = index < 0 ? [] : this.#arrived.splice(index, 1);
    if (thing !== undefined) return Promise.resolve(thing as Fitting);
    return new Promise((resolve, reject) => {
      const waiter = {
        fits,
        take: (found: T) => {
          clearTimeout(timer);
          resolve(found as Fitting);
        },
      };
      // A longer timer would fire at once.
      const timer = setTimeout(
        () => {
          this.#waiting = this.#waiting.filter((one) => one !== waiter);
          const why = `Failed to get ${what}: none came within ${this.#patience} ms.`;
          reject(new Error(this.#advice ? `${why} ${this.#advice}` : why));
        },
        Math.min(this.#patience, 2 ** 31 - 1),
      );
      this.#waiting.push(waiter);
    });
  }
}
