/** The end of a sound that was cut off. `start` and `render` allocate nothing and throw nothing. */
export class FadeOut {
  /** What is faded, and then rendered: written before `start`. */
  readonly samples: Float32Array<ArrayBuffer>;
  readonly #slope: Float32Array;
  #at = 0;
  #end = 0;

  /** @param length frames of the fade */
  constructor(length: number) {
    this.samples = new Float32Array(length);
    this.#slope = fallingSlope(length);
  }

  /** Whether everything was rendered. */
  get over(): boolean {
    return this.#at === this.#end;
  }

  /** Fades the first `frames` of `samples`. */
  start(frames: number): void {
    const { samples } = this;
    for (let at = 0; at < frames; at += 1)
      samples[at] = (samples[at] ?? 0) * (this.#slope[at] ?? 0);
    this.#at = 0;
    this.#end = frames;
  }

  /**
   * Writes what is left, from `from` on.
   *
   * @returns the end of what was written
   */
  render(output: Float32Array, from: number): number {
    const to = Math.min(output.length, from + this.#end - this.#at);
    for (let at = from; at < to; at += 1) output[at] = this.samples[this.#at + at - from] ?? 0;
    this.#at += to - from;
    return to;
  }
}

/** From just under 1 to 0 along half a cosine. */
export function fallingSlope(length: number): Float32Array {
  return new Float32Array(length).map(
    (_, at) => 0.5 + 0.5 * Math.cos((Math.PI * (at + 1)) / length),
  );
}
