import { longestDelayMs } from '../../base/clock.ts';

/** Aborts what has been silent for too long. */
export class Watchdog {
  readonly #abort = new AbortController();
  readonly #ms: number;
  #timer: NodeJS.Timeout;

  /** @param ms - the longest silence; it counts from now. */
  constructor(ms: number) {
    this.#ms = Math.min(ms, longestDelayMs);
    this.#timer = this.#start();
  }

  /** Aborted by the silence. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Passes the pieces on. */
  async *watch<Piece>(body: AsyncIterable<Piece>): AsyncGenerator<Piece> {
    for await (const piece of body) {
      // How long the pieces are being used is not the endpoint's silence.
      this.stop();
      yield piece;
      this.#timer = this.#start();
    }
  }

  /** Nothing is awaited any more. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #start(): NodeJS.Timeout {
    return setTimeout(() => {
      this.#abort.abort();
    }, this.#ms);
  }
}
