import type { Stretcher } from './stretcher.ts';

/** How different the ends of a joint may be that could wait for a better one. */
const alike = 0.2;
/** Seconds of untouched sound between two joints. */
const untouched = 0.01;
/** Seconds of sound that are kept in hand on a line on which some was late, and for how long after that. */
const inHand = 0.01;
const wary = 30;
/** Seconds without a joint that show how much of what waits is not needed. */
const calm = 4;

/** Whose sound it is. */
export interface PacedQueue {
  /** Hands the next frames to `look`, as many as the stretcher looks ahead. Returns false where fewer wait. */
  lookAhead(stretcher: Stretcher): boolean;
  /** What comes next does not continue what was played last. It is later by `frames` than it was, below 0 earlier. */
  joint(frames: number): void;
}

/**
 * Decides when the sound of a message is stretched, because more of it is late, and when that is made up for. All counts
 * are frames. Nothing here allocates or throws.
 */
export class Pace {
  readonly #rate: number;
  readonly #stretcher: Stretcher;
  readonly #queue: PacedQueue;
  /** By how much the sound is later than it would be, had nothing been late. */
  #behind = 0;
  /** Frames before which some sound is kept in hand, and before which nothing is left out. */
  #waryUntil = 0;
  #patientUntil = 0;
  /** Played since the last joint, the least that waited meanwhile, and how much of that is not needed. */
  #calm = 0;
  #least = Infinity;
  #spare = 0;

  /** @param rate Hz */
  constructor(rate: number, stretcher: Stretcher, queue: PacedQueue) {
    this.#rate = rate;
    this.#stretcher = stretcher;
    this.#queue = queue;
  }

  /** Nothing sounds any more: whatever comes next is on time. */
  rest(): void {
    this.#behind = 0;
  }

  /**
   * A message starts, or goes on after a silence.
   *
   * @param dry frames of that silence; catching up after one would make the next one, so nothing is left out for a while
   */
  start(frame: number, dry: number | null): void {
    this.#stretcher.reset();
    this.#joined();
    if (dry === null) return;
    this.#behind += dry;
    this.#patientUntil = frame + wary * this.#rate;
  }

  /** So much was played or left out, and so much waits behind it. */
  passed(frames: number, waiting: number): void {
    this.#calm += frames;
    this.#least = Math.min(this.#least, waiting);
  }

  /** Nothing waits: plays the last of the sound again. Returns false once that would be no voice any more. */
  cover(frame: number): boolean {
    return this.#stretcher.replaying || this.#lengthen(frame, Infinity);
  }

  /**
   * Stretches a little ahead of a need, or makes up for that.
   *
   * @param waiting frames of the message
   * @param open whether more of it may come
   * @returns how many of the next frames to leave out
   */
  keep(frame: number, waiting: number, open: boolean): number {
    if (this.#stretcher.replaying || this.#calm < untouched * this.#rate) return 0;
    const least = inHand * this.#rate;
    if (open && waiting < least && frame < this.#waryUntil) this.#lengthen(frame, alike);
    else if (frame < this.#patientUntil) {
      this.#calm = untouched * this.#rate;
      this.#least = Infinity;
    } else if (this.#calm >= calm * this.#rate) {
      this.#spare = Math.min(this.#behind, this.#least - least);
      this.#joined();
    } else if (this.#spare > 0 && waiting > 2 * this.#stretcher.lookahead) {
      return this.#shorten();
    }
    return 0;
  }

  #lengthen(frame: number, unlike: number): boolean {
    const frames = this.#stretcher.exhausted ? 0 : this.#stretcher.lengthen(unlike);
    if (frames === 0) return false;
    this.#spare = 0;
    this.#waryUntil = frame + wary * this.#rate;
    this.#joint(frames);
    return true;
  }

  #shorten(): number {
    const frames = this.#queue.lookAhead(this.#stretcher) ? this.#stretcher.shorten(alike) : 0;
    if (frames === 0) return 0;
    this.#spare -= frames;
    this.#joint(-frames);
    return frames;
  }

  #joint(frames: number): void {
    this.#behind += frames;
    this.#joined();
    this.#queue.joint(frames);
  }

  #joined(): void {
    this.#calm = 0;
    this.#least = Infinity;
  }
}
