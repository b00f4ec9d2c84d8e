/** Seconds. Lags between two places of the same sound: from two periods of a high voice to one of a low voice. */
const minLag = 0.0025;
const maxLag = 0.015;
/** Seconds of sound by which two places are compared. */
const compared = 0.005;
/** Seconds of replay at full loudness, and after which nothing of it is left: a vowel that lasts longer is no voice any more. */
const fullFor = 0.06;
const silentAfter = 0.25;
/** Seconds in which the loudness is back. */
const recovery = 0.005;
/** Below this, places are alike whatever is in them: −50 dB, in mean squares. */
const quiet = 1e-5;

/**
 * Makes time out of sound, and gives it back: plays the last period of a voice again, or leaves one out, at places which
 * are alike, so that the pitch stays. Knows nothing of messages. Its caller smooths the joints. Nothing here allocates or
 * throws.
 */
export class Stretcher {
  readonly #rate: number;
  readonly #minLag: number;
  readonly #maxLag: number;
  readonly #compared: number;
  /** What was played last, up to `#end`; `look` puts what comes next behind it. */
  readonly #sound: Float32Array;
  readonly #kept: number;
  #end = 0;
  /** The period that is replayed, and frames of it that are left. */
  #lag = 0;
  #left = 0;
  #replayed = 0;
  #gain = 1;

  /** @param rate Hz */
  constructor(rate: number) {
    this.#rate = rate;
    this.#minLag = Math.round(minLag * rate);
    this.#maxLag = Math.round(maxLag * rate);
    this.#compared = Math.round(compared * rate);
    this.#kept = this.#maxLag + this.#compared;
    this.#sound = new Float32Array(4 * this.#kept);
  }

  /** Frames that `shorten` wants to see ahead. */
  get lookahead(): number {
    return this.#maxLag;
  }

  /** Whether a replay has begun and is not through. */
  get replaying(): boolean {
    return this.#left > 0;
  }

  /** Whether what was written last is not the sound as it was sent. */
  get altering(): boolean {
    return this.replaying || this.#gain !== 1;
  }

  /** Frames of replay since the last frame of sound. */
  get replayed(): number {
    return this.#replayed;
  }

  /** Whether so much was replayed that nothing is left to be heard. */
  get exhausted(): boolean {
    return this.#replayed >= silentAfter * this.#rate;
  }

  /** Forgets the sound: what comes next has nothing to do with it. */
  reset(): void {
    this.#left = this.#end = this.#replayed = 0;
    this.#gain = 1;
  }

  /** Notes sound that was written from `from` up to `to`; brings its loudness back after a replay. */
  play(output: Float32Array, from: number, to: number): void {
    for (let at = from; at < to; at += 1) {
      if (this.#end === this.#sound.length - this.#maxLag) {
        this.#sound.copyWithin(0, this.#end - this.#kept, this.#end);
        this.#end = this.#kept;
      }
      this.#sound[this.#end++] = output[at] ?? 0;
      if (this.#gain === 1) continue;
      this.#gain = Math.min(1, this.#gain + 1 / (recovery * this.#rate));
      output[at] = (output[at] ?? 0) * this.#gain;
    }
    this.#replayed = 0;
  }

  /**
   * Begins to replay the last period.
   *
   * @param unlike how different the joint may be, from 0 to 1
   * @returns frames that are added; 0 where nothing fits, or too little was played
   */
  lengthen(unlike: number): number {
    if (this.#end < this.#kept) return 0;
    // A voice that holds on has one period: it is looked for once.
    if (this.#replayed === 0) {
      this.#lag = Math.abs(this.#find(-this.#maxLag, -this.#minLag, unlike));
    }
    this.#left = this.#lag;
    return this.#left;
  }

  /** Writes replayed sound from `from` on. @returns the end of what was written */
  replay(output: Float32Array, from: number): number {
    const to = Math.min(output.length, from + this.#left);
    const fade = 1 / ((silentAfter - fullFor) * this.#rate);
    for (let at = from; at < to; at += 1) {
      if (this.#replayed >= fullFor * this.#rate) this.#gain = Math.max(0, this.#gain - fade);
      this.#replayed += 1;
      output[at] = (this.#sound[this.#end - this.#left] ?? 0) * this.#gain;
      this.#left -= 1;
    }
    return to;
  }

  /** Takes the next frame of what waits, the first as `at` 0, up to {@link lookahead}: before `shorten`. */
  look(at: number, sample: number): void {
    this.#sound[this.#end + at] = sample;
  }

  /** @returns how many of the next frames are best left out; 0 where no joint is alike enough */
  shorten(unlike: number): number {
    return this.#end < this.#kept ? 0 : this.#find(this.#minLag, this.#maxLag, unlike);
  }

  /** The distance, in frames, at which sound is most like that which was just played; 0 where it is not like it. */
  #find(from: number, to: number, unlike: number): number {
    const step = Math.max(1, Math.round(this.#rate / 12_000));
    let best = from;
    let least = Infinity;
    for (let lag = from; lag <= to; lag += step) {
      const difference = this.#difference(lag, step);
      if (difference > least) continue;
      least = difference;
      best = lag;
    }
    const around = best;
    least = Infinity;
    for (let lag = around - step; lag <= around + step; lag += 1) {
      if (lag < from || lag > to) continue;
      const difference = this.#difference(lag, 1);
      if (difference > least) continue;
      least = difference;
      best = lag;
    }
    return least <= unlike ? best : 0;
  }

  /** 0 for the same or for silence, about 1 for sounds that have nothing in common, 2 for opposites. */
  #difference(lag: number, step: number): number {
    let apart = 0;
    let energy = (quiet * this.#compared) / step;
    for (let back = 1; back <= this.#compared; back += step) {
      const played = this.#sound[this.#end - back] ?? 0;
      const other = this.#sound[this.#end - back + lag] ?? 0;
      apart += (played - other) ** 2;
      energy += played * played + other * other;
    }
    return apart / energy;
  }
}
