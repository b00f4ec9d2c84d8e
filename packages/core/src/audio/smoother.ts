/** Seconds over which a break in the sound is let go. */
const carryTime = 0.003;
/** Seconds in which the volume goes from 0 to 1. */
const volumeTime = 0.015;
/** What is left of the volume when it is lowered: −12 dB. */
const lowered = 0.25;

/**
 * The last thing before the speaker: no click leaves it. Where the sound breaks, the difference between the last sample
 * and the next is carried over and let go within 3 ms; the volume moves by a slope; what is no number is silence, and
 * what is too loud is full scale. Everything else passes to the bit, so long as the volume is 1. `apply` allocates
 * nothing and throws nothing.
 */
export class Smoother {
  readonly #slope: Float32Array;
  readonly #volumeStep: number;
  #at: number;
  #carry = 0;
  #broken = false;
  /** The last sample, before the volume. */
  #last = 0;
  #volume = 1;
  #lowered = false;
  #gain = 1;

  /** @param sampleRate Hz */
  constructor(sampleRate: number) {
    this.#slope = fallingSlope(Math.round(carryTime * sampleRate));
    this.#volumeStep = 1 / (volumeTime * sampleRate);
    this.#at = this.#slope.length;
  }

  /** Whether nothing more comes out when silence goes in. */
  get still(): boolean {
    return !this.#broken && this.#at === this.#slope.length;
  }

  /** What comes next has nothing to do with what came before. */
  break(): void {
    this.#broken = true;
  }

  /** What came before was not heard: silence was. */
  skip(): void {
    this.#last = 0;
    this.#broken = true;
  }

  /** Loudness, 0 to 1, reached within 15 ms. Anything else is the nearest of these, or not obeyed. */
  setVolume(volume: number): void {
    if (!Number.isNaN(volume)) this.#volume = Math.max(0, Math.min(1, volume));
  }

  /** Takes 12 dB off the volume, or gives them back, within 15 ms. */
  lower(lowered: boolean): void {
    this.#lowered = lowered;
  }

  /** Silence: the volume may jump, for nobody hears it. */
  rest(): void {
    this.#gain = this.#target;
  }

  get #target(): number {
    return this.#lowered ? lowered * this.#volume : this.#volume;
  }

  /** Smooths what lies in `sound` from `from` up to `to`, in place. */
  apply(sound: Float32Array, from: number, to: number): void {
    const step = this.#volumeStep;
    const target = this.#target;
    for (let at = from; at < to; at += 1) {
      const raw = sound[at] ?? 0;
      let sample = raw >= -1 && raw <= 1 ? raw : Math.sign(raw) || 0;
      if (this.#broken) {
        this.#broken = false;
        this.#carry = this.#last - sample;
        this.#at = 0;
      }
      if (this.#at < this.#slope.length) {
        sample += this.#carry * (this.#slope[this.#at] ?? 0);
        this.#at += 1;
      }
      this.#last = sample;
      this.#gain += Math.max(-step, Math.min(step, target - this.#gain));
      sound[at] = sample * this.#gain;
    }
  }
}

/** From just under 1 to 0 along half a cosine. */
export function fallingSlope(length: number): Float32Array {
  return new Float32Array(length).map(
    (_, at) => 0.5 + 0.5 * Math.cos((Math.PI * (at + 1)) / length),
  );
}
