/** Speech has ended when hardly any of the last frames has a voice; a stray one is a detector's mistake. */
const strayMs = 40;
/** So far back the decisions are kept. No silence that is waited for is longer. */
const keptMs = 4000;

/** How an {@link Endpointer} decides, in ms. */
export interface EndpointerOptions {
  /** How long one frame lasts. */
  frameMs: number;
  /** Speech begins when this much of so much sound has a voice. */
  onset: { readonly voicedMs: number; readonly withinMs: number };
  /** This much silence ends an utterance. Default 800. */
  silenceMs?: number;
  /** A longer utterance is cut here. Default 30,000. */
  longestMs?: number;
}

/** When speech begins and ends, from the decisions of a voice activity detector. Times in ms of the audio heard. */
export class Endpointer {
  readonly #frameMs: number;
  readonly #onset: EndpointerOptions['onset'];
  readonly #longestMs: number;
  readonly #recent: boolean[] = [];
  #frames = 0;
  #began = 0;
  #lastVoiced = 0;
  #speaking = false;
  /** This much silence ends the utterance, in ms: it may change while somebody pauses. */
  silenceMs: number;

  constructor(options: EndpointerOptions) {
    const { frameMs, onset, silenceMs = 800, longestMs = 30_000 } = options;
    this.#frameMs = frameMs;
    this.#onset = onset;
    this.#longestMs = longestMs;
    this.silenceMs = silenceMs;
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

  /**
   * Takes the decision on the next frame.
   *
   * @param voicedMs - how much of the onset must have a voice, where that is less than usual.
   */
  push(voiced: boolean, voicedMs: number = Infinity): 'started' | 'ended' | undefined {
    this.#frames += 1;
    if (voiced) this.#lastVoiced = this.#frames;
    this.#recent.push(voiced);
    if (this.#recent.length > this.#count(keptMs)) this.#recent.shift();
    return this.#speaking ? this.#mayEnd() : this.#mayStart(voicedMs);
  }

  /** Ends the utterance now, when the audio stops coming. */
  finish(): 'ended' | undefined {
    if (!this.#speaking) return undefined;
    this.#speaking = false;
    this.#recent.length = 0;
    return 'ended';
  }

  #mayStart(voicedMs: number): 'started' | undefined {
    const window = this.#recent.slice(-this.#count(this.#onset.withinMs));
    const needed = Math.max(1, this.#count(Math.min(voicedMs, this.#onset.voicedMs)));
    if (window.filter(Boolean).length < needed) return undefined;
    this.#speaking = true;
    this.#began = this.#frames - window.length + window.indexOf(true);
    return 'started';
  }

  #mayEnd(): 'ended' | undefined {
    const lasted = this.#frames - this.#began;
    const silent = this.#count(this.silenceMs);
    const voiced = this.#recent.slice(-silent).filter(Boolean).length;
    const over = lasted >= silent && voiced <= this.#count(strayMs);
    return over || lasted >= this.#count(this.#longestMs) ? this.finish() : undefined;
  }

  #count(ms: number): number {
    return Math.round(ms / this.#frameMs);
  }
}
