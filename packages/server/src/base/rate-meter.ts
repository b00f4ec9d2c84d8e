/** Measures how much of something comes: a bucket that holds some seconds' worth and fills at the rate. */
export class RateMeter {
  readonly #perSecond: number;
  readonly #most: number;
  #left: number;
  #at: number;

  /**
   * @param now - in ms.
   * @param windowSeconds - for how long a client may have saved up what it did not send. Default 10.
   */
  constructor(perSecond: number, now: number, windowSeconds = 10) {
    this.#perSecond = perSecond;
    this.#most = perSecond * windowSeconds;
    this.#left = this.#most;
    this.#at = now;
  }

  /** Counts so much, one by default, at `now`, in ms. @returns whether it is within the rate; else it does not count. */
  take(now: number, amount = 1): boolean {
    const filled = this.#left + ((now - this.#at) / 1000) * this.#perSecond;
    this.#left = Math.min(this.#most, filled);
    this.#at = now;
    if (this.#left < amount) return false;
    this.#left -= amount;
    return true;
  }
}
