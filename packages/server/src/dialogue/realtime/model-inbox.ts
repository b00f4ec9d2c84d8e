import type { Upstream, UpstreamMessage } from './upstream.ts';

/** Messages that wait for the model. */
const mostWaiting = 50;

/**
 * What the model is told: at once, or as soon as it can be told. A model that can't be kept from answering is told nothing in a pause;
 * what the user says then is told behind it.
 */
export class ModelInbox {
  readonly #upstream: Pick<Upstream, 'send'>;
  readonly #onFull: () => void;
  #waiting: UpstreamMessage[] = [];
  #paused = false;
  /** What the model knows of that: for as long as the Chat lasts, whatever becomes of a connection. */
  #told = false;
  #withholds = false;

  /** @param onFull - so much waits that the oldest is left out. */
  constructor(upstream: Pick<Upstream, 'send'>, onFull: () => void) {
    this.#upstream = upstream;
    this.#onFull = onFull;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** There is a pause of which the model can't be told: nothing is told, and what it says is not heard. */
  get withholds(): boolean {
    return this.#withholds;
  }

  /** Tells the model something. */
  tell(message: UpstreamMessage): void {
    if (!this.#withholds && this.#waiting.length === 0 && this.#upstream.send(message)) return;
    this.#waiting.push(message);
    if (this.#waiting.length <= mostWaiting) return;
    this.#waiting.shift();
    this.#onFull();
  }

  /** The assistant is to say nothing until `unpause`. */
  pause(): void {
    this.#paused = true;
    this.#tellPause();
  }

  /** It may speak again. */
  unpause(): void {
    this.#paused = false;
    if (this.#withholds) this.#withholds = this.#told = false;
    this.catchUp();
  }

  /** The model refuses something. @returns whether it was the pause: then it is kept all the same. */
  refused(): boolean {
    return (this.#withholds = this.#paused);
  }

  /** The model may be told now what waits. */
  catchUp(): void {
    this.#tellPause();
    while (!this.#withholds) {
      const [first] = this.#waiting;
      if (first === undefined || !this.#upstream.send(first)) return;
      this.#waiting.shift();
    }
  }

  #tellPause(): void {
    if (this.#told === this.#paused) return;
    const before = this.#told;
    // What it says to that comes at once.
    this.#told = this.#paused;
    const type = this.#paused ? 'pause_assistant_message' : 'resume_assistant_message';
    if (!this.#upstream.send({ type })) this.#told = before;
  }
}
