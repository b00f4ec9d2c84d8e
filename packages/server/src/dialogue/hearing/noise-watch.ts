/** Softer sound than this is silence: RMS of 32768. */
const audible = 330;
/** A sound that has gone on for so long without a voice is a noise, in ms. */
const noiseMs = 200;
/** Silence after which another noise may begin, in ms. */
const quietMs = 200;
/** A noise that goes on is told again after so long, in ms. */
const againMs = 1000;

/** Notices sounds that are nobody's voice. */
export class NoiseWatch {
  readonly #frameMs: number;
  #noise = 0;
  #quiet = 0;
  #sinceTold = Infinity;

  /** @param frameMs - how long one frame lasts. */
  constructor(frameMs: number) {
    this.#frameMs = frameMs;
  }

  /** Takes the next frame. @returns whether the sound has just turned out to be a noise. */
  push(frame: Int16Array, voiced: boolean): boolean {
    this.#sinceTold += this.#frameMs;
    const loud = Math.sqrt(frame.reduce((sum, x) => sum + x * x, 0) / frame.length) >= audible;
    this.#quiet = loud ? 0 : this.#quiet + this.#frameMs;
    if (voiced || this.#quiet >= quietMs) this.#noise = 0;
    else if (loud) this.#noise += this.#frameMs;
    if (this.#noise < noiseMs || this.#sinceTold < againMs) return false;
    this.#sinceTold = 0;
    return true;
  }
}
