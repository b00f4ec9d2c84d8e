/** Seconds in which the server may still call it an interruption. */
const patience = 0.8;

/**
 * When the assistant speaks more softly: from the moment the user is heard over it, for 800 ms. If it was not
 * interrupted by then, the user's voice changes nothing any more until it has ended once.
 */
export class Ducker {
  readonly #patience: number;
  /** Frame at which it began; null while nobody is heard over the assistant. */
  #since: number | null = null;

  /** @param sampleRate Hz */
  constructor(sampleRate: number) {
    this.#patience = patience * sampleRate;
  }

  /**
   * Whether the assistant is to be lowered now.
   *
   * @param voice whether the user is heard
   * @param sounding whether the assistant is
   * @param frame the context's count
   */
  update(voice: boolean, sounding: boolean, frame: number): boolean {
    if (!sounding) this.#since = null;
    else if (voice) this.#since ??= frame;
    else if (this.#since !== null && frame - this.#since >= this.#patience) this.#since = null;
    return this.#since !== null && frame - this.#since < this.#patience;
  }
}
