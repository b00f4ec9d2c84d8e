/** Amplitude from which a sample belongs to a burst: a fifth of a burst's own, far above what a codec adds to silence. */
const threshold = 0.1;
/** Seconds of quiet before a burst. */
const quiet = 0.1;

/** Finds the sample at which each burst begins in a stream that comes piece by piece. */
export class OnsetFinder {
  readonly #quiet: number;
  #position = 0;
  #silent = 0;

  constructor(sampleRate: number) {
    this.#quiet = quiet * sampleRate;
  }

  /** Samples taken in so far. */
  get position(): number {
    return this.#position;
  }

  /** @returns the positions in the whole stream of the bursts that begin in this piece */
  push(samples: ArrayLike<number>): number[] {
    const onsets: number[] = [];
    for (let i = 0; i < samples.length; i += 1) {
      if (Math.abs(samples[i] ?? 0) < threshold) {
        this.#silent += 1;
        continue;
      }
      if (this.#silent >= this.#quiet) onsets.push(this.#position + i);
      this.#silent = 0;
    }
    this.#position += samples.length;
    return onsets;
  }
}
