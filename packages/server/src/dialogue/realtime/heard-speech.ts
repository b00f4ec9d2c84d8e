import type { Clock } from '../../base/clock.ts';

/** In so many ms a model has noticed that the user has said something, and begins to answer. */
const noticeMs = 2000;

/**
 * Speech of the user that has just ended: this server notices that before the model does. Until that does, or could have, nobody is at
 * rest, and the assistant says nothing of its own accord.
 */
export class HeardSpeech {
  readonly #clock: Clock;
  readonly #onIgnored: () => void;
  #stopTimer: (() => void) | undefined;

  /** @param onIgnored - the model makes nothing of it. */
  constructor(clock: Clock, onIgnored: () => void) {
    this.#clock = clock;
    this.#onIgnored = onIgnored;
  }

  /** The model may still begin to answer it. */
  get waits(): boolean {
    return this.#stopTimer !== undefined;
  }

  /** The user has said something. */
  begin(): void {
    this.end();
    this.#stopTimer = this.#clock.setTimeout(() => {
      this.end();
      this.#onIgnored();
    }, noticeMs);
  }

  /** The model has noticed, or the Chat ends. */
  end(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }
}
