/** How much louder than any echo speech must be: 6 dB. */
const clearly = 4;
/** What is left of the rest: −30 dB. */
const attenuated = 0.03;
/** Seconds: over which loudness is taken, for which speech is let through after it was loud, and for the way up and down. */
const window = 0.005;
const hangover = 0.3;
const rise = 0.003;
const fall = 0.05;

/**
 * Keeps the speaker's own sound out of the microphone where no echo cancellation does: what is not clearly louder than an
 * echo may be, is attenuated by 30 dB. `apply` allocates nothing and throws nothing.
 */
export class EchoGuard {
  /** Energy (mean square) that an echo may have at this moment; at 0 everything passes to the bit. */
  echo = 0;
  readonly #speed: number;
  readonly #hangover: number;
  readonly #rise: number;
  readonly #fall: number;
  #energy = 0;
  #left = 0;
  #gain = 1;

  /** @param sampleRate Hz */
  constructor(sampleRate: number) {
    this.#speed = 1 - Math.exp(-1 / (window * sampleRate));
    this.#hangover = hangover * sampleRate;
    this.#rise = 1 / (rise * sampleRate);
    this.#fall = 1 / (fall * sampleRate);
  }

  /** Changes the first `count` of `samples`. */
  apply(samples: Float32Array, count: number): void {
    const loud = clearly * this.echo;
    for (let at = 0; at < count; at += 1) {
      const sample = samples[at] ?? 0;
      // What is no number passes, and does not stay.
      const power = sample * sample;
      if (power >= 0 && power < 4) this.#energy += this.#speed * (power - this.#energy);
      if (this.#energy >= loud) this.#left = this.#hangover;
      else this.#left -= 1;
      this.#gain =
        this.#left > 0
          ? Math.min(1, this.#gain + this.#rise)
          : Math.max(attenuated, this.#gain - this.#fall);
      samples[at] = sample * this.#gain;
    }
  }
}
