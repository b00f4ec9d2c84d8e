import type { Observe } from '../../base/observe.ts';
import type { Trouble } from './upstream.ts';

/** Tells who observes of the line to the model: when it is there, and when it is not any more. */
export class LineWatch {
  readonly #observe: Observe | undefined;
  #up = false;

  constructor(observe: Observe | undefined) {
    this.#observe = observe;
  }

  /** The model can be spoken to. */
  up(): void {
    if (!this.#up) this.#observe?.({ type: 'realtime-up' });
    this.#up = true;
  }

  /** It can't, or not any more. */
  down(trouble: Trouble): void {
    this.#observe?.({ type: 'realtime-down', wasUp: this.#up, trouble });
    this.#up = false;
  }

  /** The Chat is over. */
  close(): void {
    if (this.#up) this.#observe?.({ type: 'realtime-down', wasUp: true, trouble: undefined });
    this.#up = false;
  }
}
