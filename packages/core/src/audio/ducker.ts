/** Seconds for which a voice ducks the assistant: by then the server has called it an interruption, or it is none. */
const maxDuration = 0.8;

/**
 * When the assistant is ducked: from the moment at which the user is heard over it, for at most 800 ms. After that the
 * user's voice has no effect until it has ended once.
 */
export class Ducker {
  readonly #maxDuration: number;
  /** The frame at which the user began to talk over the assistant; null while they do not. */
  #since: number | null = null;

  /** @param sampleRate Hz */
  constructor(sampleRate: number) {
    this.#maxDuration = maxDuration * sampleRate;
  }

  /**
   * Whether the assistant is ducked now.
   *
   * @param voice whether the user is heard
   * @param playing whether the assistant is
   * @param frame the context's count
   */
  update(voice: boolean, playing: boolean, frame: number): boolean {
    if (!playing) this.#since = null;
    else if (voice) this.#since ??= frame;
    else if (this.#since !== null && frame - this.#since >= this.#maxDuration) this.#since = null;
    return this.#since !== null && frame - this.#since < this.#maxDuration;
  }
}
