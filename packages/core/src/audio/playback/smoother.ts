import { fallingSlope } from './fade-out.ts';

/** Seconds over which a discontinuity is smoothed. */
const smoothTime = 0.003;
/** Seconds in which the volume goes from 0 to 1. */
const volumeTime = 0.015;
/** What is left of the volume while ducked: −12 dB. */
const duckedGain = 0.25;

/**
 * The last stage before the speaker: removes clicks. Adds the difference at a discontinuity to what follows, falling to 0
 * within 3 ms; moves the volume along a slope; makes NaN silence, and clamps samples beyond ±1. Everything else passes to
 * the bit at volume 1. `apply` allocates nothing and throws nothing.
 */
export class Smoother {
  readonly #slope: Float32Array;
  readonly #volumeStep: number;
  /** The difference at the last discontinuity, and where on the slope it is. */
  #offset = 0;
  #at: number;
  #discontinuous = false;
  /** The last sample, before the volume. */
  #last = 0;
  #volume = 1;
  #ducked = false;
  #gain = 1;

  /** @param sampleRate Hz */
  constructor(sampleRate: number) {
    this.#slope = fallingSlope(Math.round(smoothTime * sampleRate));
    this.#volumeStep = 1 / (volumeTime * sampleRate);
    this.#at = this.#slope.length;
  }

  /** Whether silence comes out when silence goes in. */
  get settled(): boolean {
    return !this.#discontinuous && this.#at === this.#slope.length;
  }

  /** The next sample does not continue the last one. */
  markDiscontinuity(): void {
    this.#discontinuous = true;
  }

  /** The speaker has played silence since the last sample. */
  markSkipped(): void {
    this.#last = 0;
    this.#discontinuous = true;
  }

  /** Loudness, 0 to 1, reached within 15 ms. Clamped; NaN is ignored. */
  setVolume(volume: number): void {
    if (!Number.isNaN(volume)) this.#volume = Math.max(0, Math.min(1, volume));
  }

  /** Lowers the volume by 12 dB, or restores it, within 15 ms. */
  duck(ducked: boolean): void {
    this.#ducked = ducked;
  }

  /** Reaches the volume at once: for use in silence. */
  jumpToVolume(): void {
    this.#gain = this.#target;
  }

  get #target(): number {
    return this.#ducked ? duckedGain * this.#volume : this.#volume;
  }

  /** Smooths `sound` from `from` up to `to`, in place. */
  apply(sound: Float32Array, from: number, to: number): void {
    const step = this.#volumeStep;
    const target = this.#target;
    for (let at = from; at < to; at += 1) {
      const raw = sound[at] ?? 0;
      let sample = raw >= -1 && raw <= 1 ? raw : Math.sign(raw) || 0;
      if (this.#discontinuous) {
        this.#discontinuous = false;
        this.#offset = this.#last - sample;
        this.#at = 0;
      }
      if (this.#at < this.#slope.length) {
        sample += this.#offset * (this.#slope[this.#at] ?? 0);
        this.#at += 1;
      }
      this.#last = sample;
      this.#gain += Math.max(-step, Math.min(step, target - this.#gain));
      sound[at] = sample * this.#gain;
    }
  }
}
