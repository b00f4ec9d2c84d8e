/**
 * How much sound a message holds back before it starts, so that what comes late later is not heard as a gap. Asked on
 * the audio thread, when sound comes: it may not throw. All times in seconds; `time` is the context's.
 */
export interface JitterPolicy {
  /**
   * The cushion: a message starts as soon as this much of it waits, or its end is known, or it has waited this long.
   */
  target(time: number): number;
  /**
   * A message ran dry in its middle, and now more of it is there.
   *
   * @param held how much of it waited when it last started to sound
   * @param gap how long nothing of it was there
   */
  underrun(time: number, held: number, gap: number): void;
}

const least = 0.02;
const most = 0.4;
const calm = 30;

/**
 * The default: 20 ms at first, so that an ordinary first piece starts at once; raised by an underrun to what would have
 * prevented it, up to 400 ms; halved, down to 20 ms again, after every 30 s without one.
 */
export class AdaptiveJitterPolicy implements JitterPolicy {
  #target = least;
  #since = 0;

  target(time: number): number {
    while (this.#target > least && time - this.#since >= calm) {
      this.#target = Math.max(least, this.#target / 2);
      this.#since += calm;
    }
    return this.#target;
  }

  underrun(time: number, held: number, gap: number): void {
    // Had it waited until so much was there, the piece that came late would have come in time.
    this.#target = Math.min(most, Math.max(this.#target, held + gap));
    this.#since = time;
  }
}
