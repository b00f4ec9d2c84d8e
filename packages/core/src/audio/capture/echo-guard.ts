/** How much louder than any echo speech must be: 6 dB. */
const margin = 4;
/** The gain of everything else: −30 dB. */
const closedGain = 0.03;
/** Seconds: over which energy is averaged, for which the guard stays open after speech, to open, and to close. */
const window = 0.005;
const hangover = 0.3;
const attack = 0.003;
const release = 0.05;

/**
 * Keeps the speaker's own sound out of the microphone where no echo cancellation does: attenuates by 30 dB what is not
 * clearly louder than an echo can be. `apply` allocates nothing and throws nothing.
 */
export class EchoGuard {
  /** The most energy (mean square) that an echo can have now. At 0 everything passes to the bit. */
  echo = 0;
  readonly #smoothing: number;
  readonly #hangover: number;
  readonly #attack: number;
  readonly #release: number;
  #energy = 0;
  /** Samples for which it stays open. */
  #openFor = 0;
  #gain = 1;

  /** @param sampleRate Hz */
  constructor(sampleRate: number) {
    this.#smoothing = 1 - Math.exp(-1 / (window * sampleRate));
    this.#hangover = hangover * sampleRate;
    this.#attack = 1 / (attack * sampleRate);
    this.#release = 1 / (release * sampleRate);
  }

  /** Changes the first `count` of `samples`. */
  apply(samples: Float32Array, count: number): void {
    const threshold = margin * this.echo;
    for (let at = 0; at < count; at += 1) {
      const sample = samples[at] ?? 0;
      // NaN would stay in the average.
      const power = sample * sample;
      if (power >= 0 && power < 4) this.#energy += this.#smoothing * (power - this.#energy);
      if (this.#energy >= threshold) this.#openFor = this.#hangover;
      else this.#openFor -= 1;
      this.#gain =
        this.#openFor > 0
          ? Math.min(1, this.#gain + this.#attack)
          : Math.max(closedGain, this.#gain - this.#release);
      samples[at] = sample * this.#gain;
    }
  }
}
