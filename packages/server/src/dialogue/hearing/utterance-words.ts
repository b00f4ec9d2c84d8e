import type { Recogniser, Recognition, Transcript } from '../../engines/recognition/recogniser.ts';

/** After so much silence a recogniser that can is asked for the words so far, in ms. */
const pauseMs = 250;
/** A speaker has gone on when so much has a voice again, in ms: less is a detector's mistake. */
const strayMs = 40;

/** What an {@link UtteranceWords} needs to know of the utterance. */
export interface UtteranceSound {
  /** How long one frame lasts, in ms. */
  frameMs: number;
  /** All frames so far. */
  samples: () => Int16Array;
  /** The words so far, where they are wanted. */
  onPartial?: (text: string) => void;
}

/**
 * The words of one utterance. A recogniser that can is asked at each pause, and begins anew where the speaker goes on: so it is known
 * whether the words can be the end of a turn, and they are there when it is one.
 */
export class UtteranceWords {
  readonly #recogniser: Recogniser;
  readonly #sound: UtteranceSound;
  #recognition: Recognition;
  #asked: Promise<Transcript> | undefined;
  #soFar: Transcript | 'awaited' | undefined;
  #voicedMs = 0;

  constructor(recogniser: Recogniser, sound: UtteranceSound) {
    this.#recogniser = recogniser;
    this.#sound = sound;
    this.#recognition = this.#open();
  }

  /** The words at this pause; undefined while nobody has asked for them. */
  get soFar(): Transcript | 'awaited' | undefined {
    return this.#soFar;
  }

  /** Takes the next frame. `silentMs`: how long nobody has spoken, it included. */
  push(frame: Int16Array, silentMs: number): void {
    if (this.#asked === undefined) {
      this.#recognition.push(frame);
      if (this.#recogniser.atPauses === true && silentMs >= pauseMs) this.#ask();
      return;
    }
    if (silentMs === 0) this.#voicedMs += this.#sound.frameMs;
    if (this.#voicedMs > strayMs) this.#goOn();
  }

  /** No more frames follow. */
  finish(): Promise<Transcript> {
    return this.#asked ?? this.#recognition.finish();
  }

  /** Nobody wants the words any more. */
  cancel(): void {
    this.#recognition.cancel();
  }

  #ask(): void {
    const asked = this.#recognition.finish();
    this.#asked = asked;
    this.#soFar = 'awaited';
    const answer = (soFar: Transcript | undefined) => {
      if (this.#asked === asked) this.#soFar = soFar;
    };
    // Who asks at the end is told that it failed.
    asked.then(answer, () => {
      answer(undefined);
    });
  }

  #goOn(): void {
    this.#recognition.cancel();
    this.#asked = undefined;
    this.#soFar = undefined;
    this.#voicedMs = 0;
    this.#recognition = this.#open();
    this.#recognition.push(this.#sound.samples());
  }

  #open(): Recognition {
    const { onPartial } = this.#sound;
    return this.#recogniser.open(onPartial && { onPartial });
  }
}
