/** Speech has ended when hardly any of the last frames has a voice; a stray one is a detector's mistake. */
const strayMs = 40;

/** How an {@link Endpointer} decides, in ms. */
export interface EndpointerOptions {
  /** How long one frame lasts. */
  frameMs: number;
  /** Speech begins when this much of so much sound has a voice. */
  onset: { readonly voicedMs: number; readonly withinMs: number };
  /** This much silence ends an utterance. Default 500. */
  silenceMs?: number;
  /** A longer utterance is cut here. Default 30,000. */
  longestMs?: number;
}

/** When speech begins and ends, from the decisions of a voice activity detector. Times in ms of the audio heard. */
export class Endpointer {
  readonly #frameMs: number;
  readonly #onset: { window: number; voiced: number };
  readonly #silentFrames: number;
  readonly #strayFrames: number;
  readonly #longestFrames: number;
  readonly #recent: boolean[] = [];
  #frames = 0;
  #began = 0;
  #lastVoiced = 0;
  #speaking = false;

  constructor({ frameMs, onset, silenceMs = 500, longestMs = 30_000 }: EndpointerOptions) {
    this.#frameMs = frameMs;
    this.#onset = {
      window: Math.round(onset.withinMs / frameMs),
      voiced: Math.round(onset.voicedMs / frameMs),
    };
    this.#silentFrames = Math.round(silenceMs / frameMs);
    this.#strayFrames = Math.round(strayMs / frameMs);
    this.#longestFrames = Math.round(longestMs / frameMs);
  }

  /** Whether an utterance is under way. */
  get speaking(): boolean {
    return this.#speaking;
  }

  /** When the utterance began, in ms; of the last one when none is under way. */
  get begin(): number {
    return this.#began * this.#frameMs;
  }

  /** When a voice was last heard, in ms. */
  get end(): number {
    return this.#lastVoiced * this.#frameMs;
  }

  /** How much audio was decided on, in ms. */
  get now(): number {
    return this.#frames * this.#frameMs;
  }

  /** Takes the decision on the next frame. */
  push(voiced: boolean): 'started' | 'ended' | undefined {
    this.#frames += 1;
    if (voiced) this.#lastVoiced = this.#frames;
    this.#recent.push(voiced);
    if (this.#recent.length > Math.max(this.#onset.window, this.#silentFrames))
      this.#recent.shift();
    return this.#speaking ? this.#mayEnd() : this.#mayStart();
  }

  /** Ends the utterance now, when the audio stops coming. */
  finish(): 'ended' | undefined {
    if (!this.#speaking) return undefined;
    this.#speaking = false;
    this.#recent.length = 0;
    return 'ended';
  }

  #mayStart(): 'started' | undefined {
    const window = this.#recent.slice(-this.#onset.window);
    if (window.filter(Boolean).length < this.#onset.voiced) return undefined;
    this.#speaking = true;
    this.#began = this.#frames - window.length + window.indexOf(true);
    return 'started';
  }

  #mayEnd(): 'ended' | undefined {
    const tooLong = this.#frames - this.#began >= this.#longestFrames;
    const window = this.#recent.slice(-this.#silentFrames);
    const silent =
      this.#frames - this.#began >= this.#silentFrames &&
      window.filter(Boolean).length <= this.#strayFrames;
    return tooLong || silent ? this.finish() : undefined;
  }
}
