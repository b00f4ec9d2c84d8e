/** The strongest echo that a room returns: −16 dB, which leaves 4 dB above an echo of −20. */
const echoGain = 0.025;
/** Seconds over which energy is averaged, and in which its peak falls by 3 dB: sound takes a while to come back. */
const window = 0.01;
const halfLife = 0.25;

/** Estimates how much of the speaker's sound the microphone may hear now. `process` allocates nothing and throws nothing. */
export class EchoMeter {
  readonly #rate: number;
  #energy = 0;
  #peak = 0;

  /** @param sampleRate Hz */
  constructor(sampleRate: number) {
    this.#rate = sampleRate;
  }

  /** The most energy (mean square) that an echo can have now. */
  get ceiling(): number {
    return echoGain * this.#peak;
  }

  /** Takes in what goes to the speaker. */
  process(sound: Float32Array): void {
    const seconds = sound.length / this.#rate;
    let sum = 0;
    for (let at = 0; at < sound.length; at += 1) sum += (sound[at] ?? 0) ** 2;
    this.#energy += Math.min(1, seconds / window) * (sum / sound.length - this.#energy);
    this.#peak = Math.max(this.#energy, this.#peak * 0.5 ** (seconds / halfLife));
  }
}
