/** Of each second a client may have so much of the one thread that serves everybody. */
const portion = 0.25;
/** So much at once is nobody's concern, in ms. */
const atOnceMs = 25;
/** Nobody is made to wait for longer, in ms: pings are to be answered. */
const longestPauseMs = 400;

/** Measures how much work a client makes, and slows it down to its share: what it sends waits in its own buffers then. */
export class WorkBudget {
  #owedMs = 0;
  #at = 0;

  /**
   * Work was done for the client.
   *
   * @param now - in ms.
   * @param ms - how long that took.
   * @returns how long nothing more is to be read of it, in ms.
   */
  spend(now: number, ms: number): number {
    this.#owedMs = Math.max(0, this.#owedMs - (now - this.#at) * portion) + ms;
    this.#at = now;
    return Math.min(longestPauseMs, Math.max(0, this.#owedMs - atOnceMs) / portion);
  }
}
