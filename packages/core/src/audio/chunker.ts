/** Takes a full chunk: little-endian linear16, and the index of its first sample since the stream began. */
export type TakeChunk = (samples: ArrayBuffer, position: number) => void;

/**
 * Cuts a stream into linear16 chunks of exactly `length` samples. Samples beyond ±1 are clamped, NaN becomes 0.
 * Allocates the chunk that it hands over and nothing else.
 */
export class Chunker {
  readonly #length: number;
  readonly #take: TakeChunk;
  #chunk: Int16Array<ArrayBuffer>;
  #filled = 0;
  #position = 0;

  /**
   * @param length samples in a chunk
   * @param take called with each full chunk, which is its own from then on
   */
  constructor(length: number, take: TakeChunk) {
    this.#length = length;
    this.#take = take;
    this.#chunk = new Int16Array(length);
  }

  /** Adds a sample, −1 to 1. */
  push(sample: number): void {
    // Every platform that has an AudioWorklet is little-endian, so the array's own order is the wire's.
    this.#chunk[this.#filled] = linear16(sample);
    this.#filled += 1;
    if (this.#filled === this.#length) this.#handOver();
  }

  /** Silence in place of what is in the chunk so far. */
  blank(): void {
    this.#chunk.fill(0);
  }

  #handOver(): void {
    const { buffer } = this.#chunk;
    const position = this.#position;
    this.#chunk = new Int16Array(this.#length);
    this.#position += this.#length;
    this.#filled = 0;
    this.#take(buffer, position);
  }
}

/** One sample, −1 to 1, as a signed 16-bit number. */
export function linear16(sample: number): number {
  return Math.round(Math.max(-32_768, Math.min(32_767, sample * 32_768))) || 0;
}
