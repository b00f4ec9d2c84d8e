/** For how long a client may have saved up what it did not send. */
const windowSeconds = 10;

/** Measures how often something comes: a bucket that holds ten seconds' worth and fills at the rate. */
export class MessageMeter {
  readonly #perSecond: number;
  #left: number;
  #at: number;

  /** @param now - in ms. */
  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond;
    this.#left = perSecond * windowSeconds;
    this.#at = now;
  }

  /** Counts one at `now`, in ms. @returns whether it is within the rate. */
  take(now: number): boolean {
    const filled = this.#left + ((now - this.#at) / 1000) * this.#perSecond;
    this.#left = Math.min(this.#perSecond * windowSeconds, filled);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
