import { Resampler } from '../resampler.ts';
import type { CaptureFilter } from './capture-pipeline.ts';

/** What RNNoise works on: 10 ms. It gives the frame before the one that it is given. */
const rate = 48_000;
const frameLength = 480;
/** Probability from which a frame is a voice, and frames for which it is one from then on: words have gaps. */
const voiceFrom = 0.85;
const hangover = 25;
/** A frame that takes as long, in ms, is too slow: half of its own length. It is given up where half a second more are than are not. */
const slowFrame = 5;
const mostSlow = 50;
/** Frames in which something from before they were blanked sounds on: RNNoise's own filters are not emptied. */
const blankFrames = 10;

/** RNNoise, as its WebAssembly exports it. Pointers are in bytes. */
export interface Rnnoise {
  readonly memory: WebAssembly.Memory;
  newState(): number;
  /** Where the next frame is written, −1 to 1. */
  getInput(state: number): number;
  /** Denoises what was written. Gives where the result is; 0: none yet. */
  pipe(state: number, frames: number): number;
  /** The probability of a voice, 0 to 1. */
  getVadProb(state: number): number;
}

/**
 * A resampler that removes noise on the way, 10 ms later than one that does not. Where RNNoise fails, or takes too long, sound goes on as
 * it is, with the same delay: nothing is lost or repeated. `process` allocates nothing and throws nothing.
 */
export class Denoiser implements CaptureFilter {
  readonly #rnnoise: Rnnoise;
  readonly #state: number;
  readonly #heap: Float32Array;
  readonly #up: Resampler;
  readonly #down: Resampler;
  readonly #fail: (message: string) => void;
  readonly #now: () => number;
  #raised = new Float32Array(0);
  readonly #lowered: Float32Array;
  /** The frame that is being filled, and the one before it as it was. */
  readonly #frame = new Float32Array(frameLength);
  readonly #before = new Float32Array(frameLength);
  #filled = 0;
  #blank = 0;
  #slow = 0;
  #failed = false;
  #sinceVoice = hangover;

  /**
   * @param from Hz of what comes in
   * @param to Hz of what goes out
   * @param fail told once, when noise is not removed any more
   * @param now ms
   */
  constructor(
    rnnoise: Rnnoise,
    from: number,
    to: number,
    fail: (message: string) => void,
    now: () => number = Date.now,
  ) {
    this.#rnnoise = rnnoise;
    this.#state = rnnoise.newState();
    this.#heap = new Float32Array(rnnoise.memory.buffer);
    this.#up = new Resampler(from, rate);
    this.#down = new Resampler(rate, to);
    this.#lowered = new Float32Array(this.#down.bound(frameLength));
    this.#fail = fail;
    this.#now = now;
  }

  get voice(): boolean {
    return this.#failed || this.#sinceVoice < hangover;
  }

  bound(frames: number): number {
    const most = this.#up.bound(frames);
    if (this.#raised.length < most) this.#raised = new Float32Array(most);
    return this.#down.bound(frameLength + most);
  }

  process(input: Float32Array, output: Float32Array): number {
    const count = this.#up.process(input, this.#raised);
    let written = 0;
    for (let at = 0; at < count; at += 1) {
      this.#frame[this.#filled] = this.#raised[at] ?? 0;
      this.#filled += 1;
      if (this.#filled < frameLength) continue;
      this.#filled = 0;
      this.#denoise();
      const given = this.#down.process(this.#frame, this.#lowered);
      for (let i = 0; i < given; i += 1) output[written + i] = this.#lowered[i] ?? 0;
      written += given;
    }
    return written;
  }

  flush(output: Float32Array): number {
    return this.#down.flush(output);
  }

  blank(): void {
    this.#up.blank();
    this.#down.blank();
    this.#frame.fill(0);
    this.#before.fill(0);
    this.#blank = blankFrames;
    this.#sinceVoice = hangover;
  }

  /** Puts the frame before, without its noise, in the frame's place. */
  #denoise(): void {
    const frame = this.#frame;
    const at = this.#failed ? 0 : this.#ask();
    for (let i = 0; i < frameLength; i += 1) {
      const before = this.#before[i] ?? 0;
      this.#before[i] = frame[i] ?? 0;
      frame[i] = this.#blank > 0 ? 0 : at > 0 ? (this.#heap[at + i] ?? 0) : before;
    }
    this.#blank = Math.max(0, this.#blank - 1);
  }

  /** @returns where the result is; 0 for none */
  #ask(): number {
    try {
      const from = this.#now();
      this.#heap.set(this.#frame, this.#rnnoise.getInput(this.#state) / 4);
      const at = this.#rnnoise.pipe(this.#state, frameLength) / 4;
      const voice = this.#rnnoise.getVadProb(this.#state) >= voiceFrom;
      this.#sinceVoice = voice ? 0 : Math.min(hangover, this.#sinceVoice + 1);
      this.#slow = Math.max(0, this.#slow + (this.#now() - from >= slowFrame ? 1 : -1));
      if (this.#slow > mostSlow) this.#giveUp('It takes too long on this machine.');
      // A sound that is none would stay in the filters.
      return Number.isFinite(this.#heap[at] ?? NaN) ? at : 0;
    } catch (error) {
      this.#giveUp(String(error));
      return 0;
    }
  }

  #giveUp(why: string): void {
    this.#failed = true;
    this.#fail(why);
  }
}
