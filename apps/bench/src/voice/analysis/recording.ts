import { quantile } from './statistics.ts';

/** Amplitude of −60 dB: what is below counts as silence. */
export const audible = 0.001;
const quantum = 128;

/**
 * Every sample that went to the speaker, and when. Two times are known of each: when its render quantum was computed,
 * read off the wall clock on the audio thread; and when a device that takes samples at an even pace plays it, which is
 * never before that. The second is what an ear would hear but for the device's own, constant delay.
 */
export class Recording {
  readonly sampleRate: number;
  /** All quanta in a row, silence where nothing was recorded. */
  readonly samples: Float32Array;
  /** The context's frame with which they begin. */
  readonly firstFrame: number;
  readonly #computed: Float64Array;
  readonly #offset: number;

  /**
   * @param frames the context's frame at which each quantum begins
   * @param walls when each was computed, whole ms since the epoch
   */
  constructor(
    sampleRate: number,
    frames: Float64Array,
    walls: Float64Array,
    samples: Float32Array,
  ) {
    this.sampleRate = sampleRate;
    const first = frames[0] ?? 0;
    const last = frames.at(-1) ?? 0;
    const count = (last - first) / quantum + 1;
    this.firstFrame = first;
    this.samples = new Float32Array(count * quantum);
    this.#computed = new Float64Array(count).fill(NaN);
    frames.forEach((frame, i) => {
      const place = (frame - first) / quantum;
      this.samples.set(samples.subarray(i * quantum, (i + 1) * quantum), place * quantum);
      // A clock that counts whole ms is half a ms behind on average.
      this.#computed[place] = (walls[i] ?? NaN) + 0.5;
    });
    this.#offset = this.#findOffset();
  }

  get length(): number {
    return this.samples.length;
  }

  /** When the sample was computed. */
  renderedAt(sample: number): number {
    return this.#computed[Math.floor(sample / quantum)] ?? NaN;
  }

  /** When the sample is played by a device without delay. */
  heardAt(sample: number): number {
    return Math.max(this.renderedAt(sample), this.#timeOf(sample) + this.#offset);
  }

  /** The first sample played at that time or later. */
  sampleAt(time: number): number {
    const sample = Math.ceil(((time - this.#offset) / 1000) * this.sampleRate) - this.firstFrame;
    return Math.max(0, Math.min(this.length, sample));
  }

  #timeOf(sample: number): number {
    return ((this.firstFrame + sample) / this.sampleRate) * 1000;
  }

  /**
   * A device callback computes several quanta at once, so the last of them are early. The first of them sets the pace:
   * the latest within any 50 ms, and of these the median, since a callback may itself be late.
   */
  #findOffset(): number {
    const latest: number[] = [];
    const window = Math.round((0.05 * this.sampleRate) / quantum);
    for (let start = 0; start < this.#computed.length; start += window) {
      let most = -Infinity;
      for (let i = start; i < Math.min(start + window, this.#computed.length); i += 1) {
        const apart = (this.#computed[i] ?? NaN) - this.#timeOf(i * quantum);
        if (apart > most) most = apart;
      }
      if (most > -Infinity) latest.push(most);
    }
    return quantile(latest, 0.5);
  }
}

/** Reads what the page's recorder sent: sample rate, number of quanta, their frames, walls and samples. */
export function readRecording(body: Buffer): Recording {
  const bytes = body.buffer.slice(body.byteOffset, body.byteOffset + body.byteLength);
  const [sampleRate = 0, count = 0] = new Float64Array(bytes, 0, 2);
  const frames = new Float64Array(bytes, 16, count);
  const walls = new Float64Array(bytes, 16 + 8 * count, count);
  const samples = new Float32Array(bytes, 16 + 16 * count, count * quantum);
  return new Recording(sampleRate, frames, walls, samples);
}
