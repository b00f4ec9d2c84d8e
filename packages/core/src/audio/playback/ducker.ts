/** Seconds for which the assistant stays ducked behind the last of a voice: the server may call it an interruption yet. */
const hold = 0.3;
/** Seconds for which it may be ducked, and how much of one second that passes is given back. */
const budget = 2;
const refill = 0.25;
/** Seconds that must be left for it to be ducked anew. */
const least = 0.5;

/**
 * When the assistant is ducked: from the moment at which the user is heard over it until 300 ms after they are no longer,
 * for at most 2 s. Typing, and other sounds that come again and again without an interruption, use that up: then it is
 * ducked for a fifth of the time. What was said to be nothing that interrupts does not keep it ducked.
 */
export class Ducker {
  readonly #rate: number;
  /** Seconds. */
  #left = budget;
  /** Frames: until when it is ducked, and the last of `update`. */
  #until = 0;
  #frame = 0;
  /** What is heard now is nothing that interrupts. */
  #dismissed = false;

  /** @param sampleRate Hz */
  constructor(sampleRate: number) {
    this.#rate = sampleRate;
  }

  /** What ducked it is nothing that interrupts: it is as loud as ever until something else is heard. */
  dismiss(): void {
    this.#until = 0;
    this.#dismissed = true;
  }

  /**
   * Whether the assistant is ducked now.
   *
   * @param voice whether the user is heard
   * @param playing whether the assistant is
   * @param frame the context's count
   */
  update(voice: boolean, playing: boolean, frame: number): boolean {
    const passed = (frame - this.#frame) / this.#rate;
    const ducked = frame < this.#until;
    this.#frame = frame;
    this.#dismissed &&= voice;
    this.#left = Math.min(budget, this.#left + passed * (ducked ? -1 : refill));
    if (!playing) {
      this.#left = budget;
      this.#until = 0;
    } else if (this.#left <= 0) {
      this.#until = 0;
    } else if (voice && !this.#dismissed && (ducked || this.#left >= least)) {
      this.#until = frame + hold * this.#rate;
    }
    return frame < this.#until;
  }
}
