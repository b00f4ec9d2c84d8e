import { frameMs } from '../speech/voice-activity.ts';

/**
 * So many of the last frames must have a voice for speech to begin: a click has fewer, and "stop" has a gap after its
 * first sound. Measured over 48 sentences: begun 114 ms after the first sound (median), 130 ms (all but "stop"), 272 ms.
 */
const onset = { window: 240 / frameMs, voiced: 120 / frameMs };
/** Speech has ended when hardly any of the last frames has a voice; a stray one is a detector's mistake. */
const strayFrames = 2;

/** When speech begins and ends, from the decisions of a voice activity detector. Times in ms of the audio heard. */
export class Endpointer {
  readonly #silentFrames: number;
  readonly #longestFrames: number;
  readonly #recent: boolean[] = [];
  #frames = 0;
  #began = 0;
  #lastVoiced = 0;
  #speaking = false;

  /**
   * @param silenceMs - this much silence ends an utterance.
   * @param longestMs - a longer utterance is cut here.
   */
  constructor(silenceMs = 500, longestMs = 30_000) {
    this.#silentFrames = Math.round(silenceMs / frameMs);
    this.#longestFrames = Math.round(longestMs / frameMs);
  }

  /** Whether an utterance is under way. */
  get speaking(): boolean {
    return this.#speaking;
  }

  /** When the utterance began, in ms; of the last one when none is under way. */
  get begin(): number {
    return this.#began * frameMs;
  }

  /** When a voice was last heard, in ms. */
  get end(): number {
    return this.#lastVoiced * frameMs;
  }

  /** Takes the decision on the next frame. */
  push(voiced: boolean): 'started' | 'ended' | undefined {
    this.#frames += 1;
    if (voiced) this.#lastVoiced = this.#frames;
    this.#recent.push(voiced);
    if (this.#recent.length > Math.max(onset.window, this.#silentFrames)) this.#recent.shift();
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
    const window = this.#recent.slice(-onset.window);
    if (window.filter(Boolean).length < onset.voiced) return undefined;
    this.#speaking = true;
    this.#began = this.#frames - window.length + window.indexOf(true);
    return 'started';
  }

  #mayEnd(): 'ended' | undefined {
    const tooLong = this.#frames - this.#began >= this.#longestFrames;
    const window = this.#recent.slice(-this.#silentFrames);
    const silent =
      this.#frames - this.#began >= this.#silentFrames &&
      window.filter(Boolean).length <= strayFrames;
    return tooLong || silent ? this.finish() : undefined;
  }
}
