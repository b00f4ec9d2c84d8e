/** How loud the room sends the speaker's sound back at most: −16 dB, which leaves 4 dB above an echo of −20. */
const echoGain = 0.025;
/** Seconds over which loudness is taken, and in which the memory of it falls by 3 dB: sound takes a while to come back. */
const window = 0.01;
const halfLife = 0.25;

/** Keeps what of the speaker's sound may be in the microphone now. `listen` allocates nothing and throws nothing. */
export class EchoMeter {
  readonly #rate: number;
  #energy = 0;
  #held = 0;

  /** @param sampleRate Hz */
  constructor(sampleRate: number) {
    this.#rate = sampleRate;
  }

  /** Energy (mean square) that an echo may have at this moment. */
  get ceiling(): number {
    return echoGain * this.#held;
  }

  /** Takes in what goes to the speaker. */
  listen(sound: Float32Array): void {
    const seconds = sound.length / this.#rate;
    let sum = 0;
    for (let at = 0; at < sound.length; at += 1) sum += (sound[at] ?? 0) ** 2;
    this.#energy += Math.min(1, seconds / window) * (sum / sound.length - this.#energy);
    this.#held = Math.max(this.#energy, this.#held * 0.5 ** (seconds / halfLife));
  }
}
