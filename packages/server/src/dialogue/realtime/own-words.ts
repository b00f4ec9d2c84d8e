import type { Clock } from '../../base/clock.ts';
import type { Occasion } from '../../replies/responder.ts';
import type { Ending } from '../dialogue.ts';
import type { PendingUtterances, Utterance } from './pending-utterances.ts';

/** So long the last words may take, in ms. */
const farewellMs = 20_000;

/** How things stand when something may be said. */
export interface OwnWordsState {
  /** Somebody speaks or is about to, or a tool is used. */
  busy: boolean;
  /** The client plays something. */
  sounds: boolean;
  paused: boolean;
  /** The model can be spoken to. */
  up: boolean;
}

/** What {@link OwnWords} need and tell. */
export interface OwnWordsParts {
  clock: Clock;
  utterances: PendingUtterances;
  state: () => OwnWordsState;
  speak: (utterance: Utterance) => void;
  onEnd: (reason: Ending) => void;
}

/** What the assistant says of its own accord, whenever nothing else is under way; and how a Chat is left when all was said. */
export class OwnWords {
  readonly #parts: OwnWordsParts;
  #leaving: Ending | undefined;
  #atRest: (() => void) | undefined;
  #stopFarewell: () => void = () => undefined;
  #closed = false;

  constructor(parts: OwnWordsParts) {
    this.#parts = parts;
  }

  /** A text is to be spoken. @returns false when too many wait already. */
  say(text: string): boolean {
    return this.#parts.utterances.say(text);
  }

  /** Says something for an occasion, unless the client wants no words. */
  sayFor(occasion: Occasion): void {
    if (this.#parts.state().paused && this.#leaving === undefined) return;
    this.#parts.utterances.sayFor(occasion);
    this.goOn();
  }

  /** What waits is not said. */
  clear(): void {
    this.#parts.utterances.clear();
  }

  /** The next words are the last. */
  leave(reason: Ending): void {
    this.#leaving = reason;
    this.#stopFarewell();
    this.#stopFarewell = this.#parts.clock.setTimeout(() => {
      this.#parts.onEnd(reason);
    }, farewellMs);
  }

  /** Calls back, once, as soon as nobody speaks and nothing is owed that can be said. */
  whenAtRest(then: () => void): void {
    this.#atRest = then;
    this.goOn();
  }

  /** Where nothing is under way what waits is said, or the Chat left. */
  goOn(): void {
    const { utterances, speak } = this.#parts;
    const { busy, sounds, paused, up } = this.#parts.state();
    if (this.#closed || busy) return;
    const leaves = this.#leaving !== undefined;
    if (utterances.empty || !up || (paused && !leaves)) {
      // Of words that can't be said nobody knows when they can be; a farewell has a time of its own.
      if (!sounds && (utterances.empty || !leaves)) this.#rest();
      return;
    }
    const next = utterances.next();
    if (next) speak(next);
  }

  /** Says nothing any more. */
  close(): void {
    this.#closed = true;
    this.#stopFarewell();
  }

  #rest(): void {
    const then = this.#atRest;
    this.#atRest = undefined;
    if (this.#leaving !== undefined) this.#parts.onEnd(this.#leaving);
    else then?.();
  }
}
