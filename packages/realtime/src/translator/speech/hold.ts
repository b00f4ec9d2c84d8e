/** Chunks from before a voice that are kept while the button is held: a second of it, or more. */
const most = 50;

/** What a hold does to the line. */
export interface HoldListener {
  /** The button is pressed. */
  press(): void;
  /** The first voice is heard in it: sound follows. */
  begin(): void;
  append(audio: string): void;
  /** The button was let go of. @param said whether anything was said */
  release(said: boolean): void;
}

/**
 * Push-to-talk with a service that does not look for the end of speech: what is said while the button is held is one utterance, and
 * nothing else is. A hold in which nobody is heard is none.
 */
export class Hold {
  readonly #listener: HoldListener;
  #held = false;
  #said = false;
  /** Of before the first voice. */
  #waiting: string[] = [];

  constructor(listener: HoldListener) {
    this.#listener = listener;
  }

  /** The button is held. */
  get held(): boolean {
    return this.#held;
  }

  /** Somebody was heard in the hold that lasts. */
  get said(): boolean {
    return this.#held && this.#said;
  }

  /**
   * @param held whether the button is held at its end: the last chunk of a hold says no
   * @param voice whether somebody is heard in it
   */
  take(audio: string, held: boolean, voice: boolean): void {
    const listener = this.#listener;
    if (held && !this.#held) {
      this.#held = true;
      this.#said = false;
      listener.press();
    }
    if (!this.#held) return;
    if (this.#said) listener.append(audio);
    else {
      this.#waiting.push(audio);
      if (this.#waiting.length > most) this.#waiting.shift();
    }
    if (voice && !this.#said) {
      this.#said = true;
      listener.begin();
      for (const chunk of this.#waiting) listener.append(chunk);
    }
    if (this.#said) this.#waiting = [];
    if (held) return;
    this.#held = false;
    this.#waiting = [];
    listener.release(this.#said);
  }
}
