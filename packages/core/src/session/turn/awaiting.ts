import type { Clock } from '../../base/clock.ts';
import type { Undo } from '../../base/emitter.ts';

/** ms after the user's last word in which the server has made words of it: it waits up to 3 s for another. */
const wordTimeout = 5000;

/** What the user waits for: a reply, or, from the end of their speech, that the server has understood it. */
export class Awaiting {
  readonly #clock: Clock;
  readonly #onTimeout: () => void;
  /** A reply is awaited. */
  reply = false;
  /** Nobody but the session knows when the user stops speaking: with push-to-talk another service's protocol does. */
  waits = true;
  /** The user has stopped speaking, and nobody has said what about: undoes the wait for that. */
  #unanswered: Undo | null = null;

  /** @param onTimeout told that nothing came of what was heard */
  constructor(clock: Clock, onTimeout: () => void) {
    this.#clock = clock;
    this.#onTimeout = onTimeout;
  }

  get any(): boolean {
    return this.reply || this.#unanswered !== null;
  }

  /** The user's words are awaited: for as long as a server may take to see that they have ended, and to know them. */
  wait(): void {
    this.settle();
    if (!this.waits) return;
    this.#unanswered = this.#clock.after(wordTimeout, () => {
      this.settle();
      this.#onTimeout();
    });
  }

  /** They are no longer. */
  settle(): void {
    this.#unanswered?.();
    this.#unanswered = null;
  }
}
