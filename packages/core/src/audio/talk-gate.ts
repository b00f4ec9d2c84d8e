/** Seconds that belong to what is said: before the key goes down, and after it has come up. */
const preRoll = 0.3;
const tail = 0.2;
/** Seconds of silence after which the stream may make up for its pre-roll. */
const pause = 1;

/**
 * Push-to-talk. Lets sound through from 300 ms before the key goes down until 200 ms after it has come up, to the sample;
 * zeros otherwise. The pre-roll comes at once and puts the stream that much ahead of the clock, so as many zeros are left
 * out once it has been silent for a second. Allocates nothing, throws nothing.
 */
export class TalkGate {
  readonly #push: (sample: number) => void;
  /** What was heard and not let through, the newest 300 ms. */
  readonly #ring: Float32Array;
  #next = 0;
  #kept = 0;
  readonly #tail: number;
  readonly #pause: number;
  #held = false;
  /** Samples that still pass although the key is up. */
  #left = 0;
  #quiet = 0;
  #ahead = 0;

  /**
   * @param sampleRate Hz
   * @param push takes the next sample
   */
  constructor(sampleRate: number, push: (sample: number) => void) {
    this.#push = push;
    this.#ring = new Float32Array(Math.round(preRoll * sampleRate));
    this.#tail = Math.round(tail * sampleRate);
    this.#pause = pause * sampleRate;
  }

  /** Whether sound passes. */
  get open(): boolean {
    return this.#held || this.#left > 0;
  }

  /** Whether the key is down. */
  set held(held: boolean) {
    if (held) this.#left = this.#tail;
    this.#held = held;
  }

  /** What was heard so far belongs to nothing that is said later. */
  forget(): void {
    this.#kept = 0;
  }

  /** Takes in the first `count` of `samples`. */
  process(samples: Float32Array, count: number): void {
    const ring = this.#ring;
    if (this.open) this.#recall();
    for (let at = 0; at < count; at += 1) {
      const sample = samples[at] ?? 0;
      if (this.open) {
        if (!this.#held) this.#left -= 1;
        this.#push(sample);
      } else {
        ring[this.#next] = sample;
        this.#next = (this.#next + 1) % ring.length;
        this.#kept = Math.min(this.#kept + 1, ring.length);
        this.#quiet += 1;
        if (this.#ahead > 0 && this.#quiet > this.#pause) this.#ahead -= 1;
        else this.#push(0);
      }
    }
  }

  /** The pre-roll, oldest sample first. */
  #recall(): void {
    const ring = this.#ring;
    const from = this.#next - this.#kept + ring.length;
    for (let at = 0; at < this.#kept; at += 1) this.#push(ring[(from + at) % ring.length] ?? 0);
    this.#ahead += this.#kept;
    this.#kept = this.#quiet = 0;
  }
}
