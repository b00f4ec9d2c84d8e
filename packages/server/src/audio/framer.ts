/** Cuts samples into frames of one length, whatever the lengths they come in. */
export class Framer {
  readonly #onFrame: (frame: Int16Array) => void;
  #frame: Int16Array;
  #filled = 0;

  /** @param onFrame - gets each whole frame, to keep. */
  constructor(length: number, onFrame: (frame: Int16Array) => void) {
    this.#frame = new Int16Array(length);
    this.#onFrame = onFrame;
  }

  /** Takes the next samples. */
  push(samples: Int16Array): void {
    for (let at = 0; at < samples.length;) {
      const part = samples.subarray(at, at + this.#frame.length - this.#filled);
      this.#frame.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled < this.#frame.length) return;
      const frame = this.#frame;
      this.#frame = new Int16Array(frame.length);
      this.#filled = 0;
      this.#onFrame(frame);
    }
  }
}
