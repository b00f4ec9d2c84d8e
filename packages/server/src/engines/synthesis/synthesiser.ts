import type { Pcm } from '../../audio/pcm.ts';

/** Speech made from text, at 8000 to 48,000 Hz. */
export type SynthesisedSpeech = Pcm;

/** An engine that speaks, off the event loop. */
export interface Synthesiser {
  /** The engine's name, as `GET /health` shows it. */
  readonly name: string;
  /** The voices it can speak with; the first is the default. */
  readonly voices: readonly string[];
  /** What is known of a voice, by its name, as `{ GENDER: 'Female', LANGUAGE: 'English' }`: `filter_tag` of the list of voices asks for it. */
  readonly voiceTags?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
  /** The longest wait for a sentence, in ms: a voice that needs longer has failed. Default 30,000. */
  readonly longestMs?: number;
  /**
   * Speaks one sentence. No sound at all means that nothing in it can be said; more than a minute of it is a failure.
   *
   * @param voice - one of {@link Synthesiser.voices}; any other means the default.
   * @param signal - aborted when the speech is no longer wanted; rejects with its reason.
   * @param urgent - somebody waits for it in silence: before others, where others wait. Default false.
   * @param client - whom it is for: where several wait, different clients are served by turns. Default one and the same.
   * @throws ServerError `engine-failed`.
   */
  speak(
    text: string,
    voice: string,
    signal?: AbortSignal,
    urgent?: boolean,
    client?: string,
  ): Promise<SynthesisedSpeech>;
  /** Ends every process and thread of the engine. */
  close(): Promise<void>;
}
