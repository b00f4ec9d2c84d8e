import type { Chunker } from './chunker.ts';

/** Seconds that pass the gate before it opens, and after it closes. */
const preRoll = 0.3;
const tail = 0.2;
/** Seconds of silence after which the stream may make up for its pre-roll. */
const catchUpAfter = 1;

/**
 * Push-to-talk. Passes sound from 300 ms before the user starts talking until 200 ms after they stop, to the sample, and
 * zeros otherwise. The pre-roll comes at once and puts the stream that much ahead of the clock, so the same number of
 * zeros is left out after a second of silence. Allocates nothing, throws nothing.
 */
export class TalkGate {
  readonly #output: Pick<Chunker, 'write'>;
  /** The newest 300 ms that did not pass. */
  readonly #ring: Float32Array;
  #ringNext = 0;
  #ringFilled = 0;
  readonly #tail: number;
  readonly #catchUpAfter: number;
  #talking = false;
  /** Samples that still pass after the user has stopped. */
  #tailLeft = 0;
  /** Samples of silence since the gate closed, and by how many samples the stream is ahead of the clock. */
  #silent = 0;
  #ahead = 0;

  /**
   * @param sampleRate Hz
   * @param output takes what passes, and the zeros
   */
  constructor(sampleRate: number, output: Pick<Chunker, 'write'>) {
    this.#output = output;
    this.#ring = new Float32Array(Math.round(preRoll * sampleRate));
    this.#tail = Math.round(tail * sampleRate);
    this.#catchUpAfter = catchUpAfter * sampleRate;
  }

  /** Whether sound passes. */
  get open(): boolean {
    return this.#talking || this.#tailLeft > 0;
  }

  /** Whether the user holds the button. */
  set talking(talking: boolean) {
    if (talking) this.#tailLeft = this.#tail;
    this.#talking = talking;
  }

  /** Empties the pre-roll. */
  clear(): void {
    this.#ringFilled = 0;
  }

  /**
   * Takes in the first `count` of `samples`, and overwrites those that do not pass.
   *
   * @param voice whether a voice is heard in them
   */
  process(samples: Float32Array, count: number, voice: boolean): void {
    const ring = this.#ring;
    const passing = this.#talking ? count : Math.min(count, this.#tailLeft);
    if (this.open) this.#flushPreRoll(voice);
    if (!this.#talking) this.#tailLeft -= passing;
    for (let at = passing; at < count; at += 1) {
      ring[this.#ringNext] = samples[at] ?? 0;
      samples[at] = 0;
      this.#ringNext = (this.#ringNext + 1) % ring.length;
    }
    const closed = count - passing;
    this.#ringFilled = Math.min(this.#ringFilled + closed, ring.length);
    this.#silent += closed;
    const skipped = Math.min(closed, this.#ahead, Math.max(0, this.#silent - this.#catchUpAfter));
    this.#ahead -= skipped;
    this.#output.write(samples, 0, count - skipped, voice);
  }

  /** Writes the pre-roll, oldest sample first. */
  #flushPreRoll(voice: boolean): void {
    const { length } = this.#ring;
    const from = this.#ringNext - this.#ringFilled;
    if (from < 0) this.#output.write(this.#ring, length + from, length, voice);
    this.#output.write(this.#ring, Math.max(0, from), this.#ringNext, voice);
    this.#ahead += this.#ringFilled;
    this.#ringFilled = this.#silent = 0;
  }
}
