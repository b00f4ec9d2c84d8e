/**
 * What a recogniser made of one utterance.
 *
 * - `words`: it understood these words: lower case, no punctuation.
 * - `unclear`: somebody spoke, but the words are not known. Nothing is invented in their place.
 * - `nothing`: there was no speech in it after all.
 */
export type Transcript =
  { kind: 'words'; text: string } | { kind: 'unclear' } | { kind: 'nothing' };

/** One utterance on its way through a recogniser. */
export interface Recognition {
  /** Takes the next 16 kHz mono samples. Keeps no reference to them. */
  push(samples: Int16Array): void;
  /**
   * No more samples follow.
   *
   * @throws ServerError `engine-failed` when the engine broke down; it is ready for the next utterance.
   */
  finish(): Promise<Transcript>;
  /** Lets go of the utterance; `finish` of a cancelled one gives `nothing`. */
  cancel(): void;
}

/** What a conversation wants of one recognition. */
export interface RecognitionOptions {
  /** Called with the words so far, each time they change. Absent: nothing is spent on them. */
  onPartial?: (text: string) => void;
}

/** An engine that turns speech into words, off the event loop. */
export interface Recogniser {
  /** The engine's name, as `GET /health` shows it. */
  readonly name: string;
  /** `open`: any English. `phrases`: what is listed and nothing else. `none`: speech is noticed, not understood. */
  readonly vocabulary: 'open' | 'phrases' | 'none';
  /** The longest wait for a transcript once an utterance has ended, in ms: what takes longer has failed. Default 30,000. */
  readonly longestMs?: number;
  /**
   * It is asked for the words at each pause of the speaker, by `finish`; where the speaker goes on, another recognition begins and is
   * given all of the utterance again. So the turn ends sooner after a finished question, later in mid-sentence, and the words are there
   * when it ends. Default false: it is asked at the end alone.
   */
  readonly atPauses?: boolean;
  /** Begins one utterance. */
  open(options?: RecognitionOptions): Recognition;
  /** Ends every process and thread of the engine. */
  close(): Promise<void>;
}
