/** ms for which a connection must have held for its loss to be a new one. */
const steady = 5000;

/** Counts the attempts to get a lost connection back. Times are ms of the session's clock. */
export class Attempts {
  #count = 0;
  #upAt = 0;
  #lostAt = 0;

  connected(now: number): void {
    this.#upAt = now;
  }

  lost(now: number): void {
    if (this.#count > 0 && now - this.#upAt < steady) return;
    this.#count = 0;
    this.#lostAt = now;
  }

  /** Which attempt comes next, from 1, and ms since the connection was lost. */
  next(now: number): { readonly attempt: number; readonly elapsed: number } {
    return { attempt: (this.#count += 1), elapsed: now - this.#lostAt };
  }
}
