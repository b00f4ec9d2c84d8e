/** Hz at which it begins. */
const from = 250;

/** A tone whose pitch rises evenly, so that it tells at each moment how much of it has gone before. */
export class Glide {
  readonly #rise: number;

  /** @param rise Hz a second */
  constructor(rise: number) {
    this.#rise = rise;
  }

  /** So many seconds of it. */
  samples(sampleRate: number, seconds: number, amplitude = 0.5): Float32Array {
    return Float32Array.from({ length: Math.round(seconds * sampleRate) }, (_, i) => {
      const time = i / sampleRate;
      return amplitude * Math.sin(2 * Math.PI * (from * time + (this.#rise * time * time) / 2));
    });
  }

  /**
   * Which moment of it sounds between two samples, in seconds: by the median of the periods, since one that was stretched is no
   * measure. NaN where fewer than three are whole.
   */
  moment(samples: Float32Array, sampleRate: number, start: number, end: number): number {
    const periods: number[] = [];
    let last = NaN;
    for (let at = start + 1; at < end; at += 1) {
      const [before = 0, now = 0] = [samples[at - 1], samples[at]];
      if (before >= 0 || now < 0) continue;
      const crossing = at - now / (now - before);
      if (!Number.isNaN(last)) periods.push(crossing - last);
      last = crossing;
    }
    if (periods.length < 3) return NaN;
    periods.sort((a, b) => a - b);
    const period = periods[Math.floor(periods.length / 2)] ?? NaN;
    return (sampleRate / period - from) / this.#rise;
  }
}
