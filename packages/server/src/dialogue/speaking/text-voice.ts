import { speakable } from '../../text/speakable.ts';
import type { SynthesisedSpeech, Synthesiser } from '../../engines/synthesis/synthesiser.ts';

/** A voice that fails time and again takes its time for it: after so many sentences in a row the rest of a text is only shown. */
const mostFailures = 2;

/**
 * What is heard of code, a table's rule, an emoji or a sentence that could not be spoken: a message without sound would count as one
 * that was never heard, and clients wait for its sound.
 */
const beat: SynthesisedSpeech = { samples: new Int16Array(4000), sampleRate: 16_000 };

/** A sentence could not be spoken, and why; without a reason, nothing of a whole text can be said. */
export type OnUnsaid = (error?: unknown) => void;

/** The sound of a text, sentence by sentence. What can't be said, or spoken, is a short silence. */
export class TextVoice {
  readonly #synthesiser: Synthesiser;
  readonly #onUnsaid: OnUnsaid;
  #failures = 0;
  #failed = false;
  #said = false;

  /** @param onUnsaid - told at most once. */
  constructor(synthesiser: Synthesiser, onUnsaid: OnUnsaid) {
    this.#synthesiser = synthesiser;
    this.#onUnsaid = onUnsaid;
  }

  /** What there is to hear of a sentence. */
  async speak(
    sentence: string,
    voice: string,
    signal: AbortSignal,
    urgent: boolean,
  ): Promise<SynthesisedSpeech> {
    const words = this.#failures < mostFailures ? speakable(sentence) : '';
    if (words === '') return beat;
    try {
      const speech = await this.#synthesiser.speak(words, voice, signal, urgent);
      this.#failures = 0;
      if (speech.samples.length === 0) return beat;
      this.#said = true;
      return speech;
    } catch (error) {
      if (signal.aborted) return beat;
      this.#failures += 1;
      if (!this.#failed) this.#onUnsaid(error);
      this.#failed = true;
      return beat;
    }
  }

  /** The text is over. */
  end(): void {
    if (!this.#said && !this.#failed) this.#onUnsaid();
  }
}
