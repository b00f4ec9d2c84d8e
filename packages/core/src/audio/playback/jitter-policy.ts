/**
 * How much sound is buffered before a message starts, so that later pieces may be late without a gap. Called on the audio
 * thread when sound comes; may not throw. All times in seconds; `time` is the context's.
 */
export interface JitterPolicy {
  /** The cushion: a message starts when this much of it is buffered, or its end is known, or it has waited this long. */
  target(time: number): number;
  /**
   * A message ran dry, and now more of it is there.
   *
   * @param buffered how much of it was buffered when it last started
   * @param gap how long nothing of it was there
   */
  underrun(time: number, buffered: number, gap: number): void;
}

const minTarget = 0.02;
const maxTarget = 0.4;
const halveAfter = 30;

/**
 * The default: 20 ms at first, so that an ordinary first piece starts at once; an underrun raises it to what would have
 * prevented it, up to 400 ms; every 30 s without one halve it, down to 20 ms.
 */
export class AdaptiveJitterPolicy implements JitterPolicy {
  #target = minTarget;
  #since = 0;

  target(time: number): number {
    while (this.#target > minTarget && time - this.#since >= halveAfter) {
      this.#target = Math.max(minTarget, this.#target / 2);
      this.#since += halveAfter;
    }
    return this.#target;
  }

  underrun(time: number, buffered: number, gap: number): void {
    // With so much buffered, the late piece would have come in time.
    this.#target = Math.min(maxTarget, Math.max(this.#target, buffered + gap));
    this.#since = time;
  }
}
