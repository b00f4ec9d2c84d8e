import type { Clock } from '../../base/clock.ts';

/** A model that is waited for says something in so many ms, or is silent. */
const silentMs = 30_000;

/** Notices that nothing comes of an answer: neither its beginning, nor what is missing of it. */
export class AnswerWatch {
  readonly #clock: Clock;
  readonly #waits: () => boolean;
  readonly #onSilent: () => void;
  #stopTimer: () => void = () => undefined;

  /** @param waits - whether it is for the model to say something. */
  constructor(clock: Clock, waits: () => boolean, onSilent: () => void) {
    this.#clock = clock;
    this.#waits = waits;
    this.#onSilent = onSilent;
  }

  /** Something came, or who is waited for may have changed: the time counts from now. */
  follow(): void {
    this.#stopTimer();
    if (this.#waits()) this.#stopTimer = this.#clock.setTimeout(this.#onSilent, silentMs);
  }

  /** Notices nothing any more. */
  close(): void {
    this.#stopTimer();
  }
}
