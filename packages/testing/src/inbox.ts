/**
 * Things that arrive, and those who wait for one. Each thing is handed out once: to whoever waits already, or to the
 * next who asks.
 */
export class Inbox<T> {
  readonly #name: string;
  readonly #patience: number;
  readonly #advice: string;
  #arrived: T[] = [];
  #waiting: { readonly fits: (thing: T) => boolean; readonly take: (thing: T) => void }[] = [];

  /**
   * @param patience ms that `next` waits before it gives up; Infinity waits for ever
   * @param advice what to look at when it has
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

  /** The oldest thing not handed out yet that fits; waits for one if need be. Rejects when none comes in time. */
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
      // More than a timer can hold would be over at once.
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
