import { randomUUID } from 'node:crypto';
import { bytesToBase64 } from '@vivavoce/evi';
import type { EmotionScores, ServerMessage } from '@vivavoce/evi';
import { pause } from '../clock.ts';
import type { Clock } from '../clock.ts';
import type { Prosody } from '../speech/prosody.ts';
import { speakable } from '../speech/speakable.ts';
import type { SynthesisedSpeech, Synthesiser } from '../speech/synthesiser.ts';
import { Thoughts } from '../speech/thoughts.ts';
import { writeWav } from '../speech/wav.ts';
import { sentences } from './sentences.ts';
import type { SoundRecorder } from './sound-recorder.ts';

/** The length of one `audio_output`: short enough to start at once, long enough not to crowd the socket. */
const pieceSeconds = 0.5;
/**
 * No sentence is made that would only be heard later than this. Most answers are interrupted or left sooner, and what is
 * made for nothing keeps other conversations waiting.
 */
const mostAheadMs = 10_000;
/** Between a piece's sending and its sounding at the client: network, decoding and its queue. */
const clientDelayMs = 150;

/**
 * What is heard of code, a table's rule or an emoji: a message without sound would count as one that was never heard, and clients wait
 * for its sound.
 */
const beat: SynthesisedSpeech = { samples: new Int16Array(4000), sampleRate: 16_000 };

/** What {@link SpeechOutput} needs of its surroundings. */
export interface SpeechOutputParts {
  synthesiser: Synthesiser;
  prosody: Prosody;
  clock: Clock;
  send: (message: ServerMessage) => void;
  /** Resolves when what was sent has left this machine. */
  flushed: () => Promise<void>;
  /** Keeps what is heard. */
  sound: Pick<SoundRecorder, 'speak' | 'hush'>;
}

/** One thing to say. */
export interface Saying {
  text: AsyncIterable<string> | Iterable<string>;
  /** True for `assistant_input`. */
  fromText: boolean;
  /** Asked anew for each sentence: the voice may change in mid-answer. */
  voice: () => string;
  /** Called with each sentence as it is sent, and how it is said. */
  onSentence: (sentence: string, scores: EmotionScores) => void;
  /** Called when the first sound is sent. */
  onFirstSound: () => void;
}

/** The assistant's voice: from text to messages, sentence by sentence, and how long what was sent still sounds. */
export class SpeechOutput {
  readonly #parts: SpeechOutputParts;
  #soundsUntil = 0;

  constructor(parts: SpeechOutputParts) {
    this.#parts = parts;
  }

  /** Whether the client still plays what it was sent. */
  get sounding(): boolean {
    return this.#parts.clock.now() < this.#soundsUntil;
  }

  /** Says something. Ends early, without another message, once `signal` is aborted. */
  async say(saying: Saying, signal: AbortSignal): Promise<void> {
    let first = true;
    for await (const sentence of sentences(new Thoughts().remove(saying.text))) {
      if (signal.aborted) return;
      await this.#notTooFarAhead(signal);
      if (signal.aborted) return;
      const speech = await this.#speech(sentence, saying.voice(), signal);
      const scores = await this.#parts.prosody.score(speech);
      if (signal.aborted) return;
      const id = randomUUID();
      const models = { prosody: { scores } };
      this.#parts.send({
        type: 'assistant_message',
        id,
        from_text: saying.fromText,
        message: { role: 'assistant', content: sentence },
        models,
        // Not in the specification, but newer SDKs warn where it is missing.
        ...{ is_quick_response: false },
      });
      saying.onSentence(sentence, scores);
      this.#sendAudio(id, speech);
      this.#parts.send({ type: 'assistant_prosody', id, models });
      if (first) saying.onFirstSound();
      first = false;
      await this.#parts.flushed();
    }
  }

  /** Resolves when the client has played all it was sent, or `signal` is aborted. */
  async playedOut(signal: AbortSignal): Promise<void> {
    await pause(this.#parts.clock, this.#soundsUntil - this.#parts.clock.now(), signal);
  }

  /** The client was told to fall silent. */
  silence(): void {
    this.#soundsUntil = 0;
    this.#parts.sound.hush();
  }

  /** What there is to hear of a sentence. What is written is sent whole. */
  async #speech(sentence: string, voice: string, signal: AbortSignal): Promise<SynthesisedSpeech> {
    const words = speakable(sentence);
    if (words === '') return beat;
    // Who hears nothing yet comes before those who have something to listen to.
    return this.#parts.synthesiser.speak(words, voice, signal, !this.sounding);
  }

  #sendAudio(id: string, speech: SynthesisedSpeech): void {
    const { samples, sampleRate } = speech;
    const size = Math.round(pieceSeconds * sampleRate);
    for (let from = 0, index = 0; from < samples.length; from += size, index++) {
      const wav = writeWav({ samples: samples.subarray(from, from + size), sampleRate });
      this.#parts.send({ type: 'audio_output', id, index, data: bytesToBase64(wav) });
    }
    const now = this.#parts.clock.now();
    const from = this.sounding ? this.#soundsUntil : now + clientDelayMs;
    this.#parts.sound.speak(speech, from);
    this.#soundsUntil = from + (1000 * samples.length) / sampleRate;
  }

  async #notTooFarAhead(signal: AbortSignal): Promise<void> {
    await pause(
      this.#parts.clock,
      this.#soundsUntil - this.#parts.clock.now() - mostAheadMs,
      signal,
    );
  }
}
