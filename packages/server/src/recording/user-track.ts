import { speechRate } from '../audio/pcm.ts';

/** What comes later than this after what came before was spoken after a pause: the microphone was let go of meanwhile. */
const gap = 0.2 * speechRate;
/** What comes further ahead of time than this was not spoken but sent from a file, and is left out. */
const mostAhead = 60 * speechRate;
/** So much is gathered before its place is settled: pieces are not all delayed alike. */
const gathering = 0.4 * speechRate;

/** Sound, and where it begins. */
export interface Placed {
  at: number;
  samples: Int16Array;
}

/**
 * Where the user's sound belongs in a recording. Pieces carry no time, so it is told from when they arrive: pieces follow
 * each other without a seam; after a pause the one that was least delayed says when it was spoken. All positions are in
 * samples from the beginning of the Chat.
 */
export class UserTrack {
  readonly #gathered: Int16Array[] = [];
  #at = 0;
  #length = 0;
  /** Nothing may be placed before. */
  #settled = 0;
  #since = 0;
  #mayMove = false;

  /** Takes the next sound, which arrives at `now`. @returns what came before a pause, if there was one. */
  push(samples: Int16Array, now: number): Placed | undefined {
    const begun = now - samples.length;
    let done: Placed | undefined;
    if (begun - (this.#at + this.#length) > gap) {
      done = this.flush();
      this.#at = begun;
      this.#mayMove = true;
    } else if (this.#mayMove) {
      this.#at = Math.max(this.#settled, Math.min(this.#at, begun - this.#length));
    }
    if (this.#at + this.#length - now > mostAhead) return done;
    if (this.#length === 0) this.#since = now;
    this.#gathered.push(samples);
    this.#length += samples.length;
    return done;
  }

  /** Whether something is gathered. */
  get waiting(): boolean {
    return this.#length > 0;
  }

  /** Settles what has been gathered for long enough. */
  settle(now: number): Placed | undefined {
    return now - this.#since >= gathering ? this.flush() : undefined;
  }

  /** Settles all there is. */
  flush(): Placed | undefined {
    if (this.#length === 0) return undefined;
    const samples = new Int16Array(this.#length);
    let filled = 0;
    for (const part of this.#gathered) {
      samples.set(part, filled);
      filled += part.length;
    }
    const placed = { at: this.#at, samples };
    this.#gathered.length = 0;
    this.#at += this.#length;
    this.#settled = this.#at;
    this.#length = 0;
    this.#mayMove = false;
    return placed;
  }
}
