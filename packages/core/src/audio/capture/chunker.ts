/** Takes a full chunk of little-endian linear16, and whether a voice was heard in it. */
export type TakeChunk = (samples: ArrayBuffer, voice: boolean) => void;

/**
 * Cuts a stream into linear16 chunks of exactly `length` samples. Samples beyond ±1 are clamped, NaN becomes 0.
 * `write` throws nothing and allocates nothing but the chunks.
 */
export class Chunker {
  readonly #take: TakeChunk;
  /** Samples in the unfinished chunk. */
  filled = 0;
  #chunk: Int16Array<ArrayBuffer>;
  #voice = false;

  /**
   * @param length samples in a chunk
   * @param take called with each full chunk, and owns it
   */
  constructor(length: number, take: TakeChunk) {
    this.#take = take;
    this.#chunk = new Int16Array(length);
  }

  /**
   * Adds `samples`, −1 to 1, from `from` up to `to`.
   *
   * @param voice whether a voice is heard in them
   */
  write(samples: Float32Array, from: number, to: number, voice: boolean): void {
    for (let at = from; at < to; at += 1) {
      // Every platform with an AudioWorklet is little-endian, so the array's byte order is the wire's.
      this.#chunk[this.filled] = linear16(samples[at] ?? 0);
      this.filled += 1;
      this.#voice ||= voice;
      if (this.filled < this.#chunk.length) continue;
      const { buffer, length } = this.#chunk;
      const voiced = this.#voice;
      this.#chunk = new Int16Array(length);
      this.filled = 0;
      this.#voice = false;
      this.#take(buffer, voiced);
    }
  }

  /** Replaces the samples of the unfinished chunk by silence. */
  silence(): void {
    this.#chunk.fill(0);
    this.#voice = false;
  }
}

/** One sample, −1 to 1, as a signed 16-bit number. */
export function linear16(sample: number): number {
  return Math.round(Math.max(-32_768, Math.min(32_767, sample * 32_768))) || 0;
}
