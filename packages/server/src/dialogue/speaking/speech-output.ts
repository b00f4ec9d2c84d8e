import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { bytesToBase64 } from '@vivavoce/evi';
import type { EmotionScores } from '@vivavoce/evi';
import type { Outbox } from '../../connection/outbox.ts';
import { pause } from '../../base/clock.ts';
import type { Clock } from '../../base/clock.ts';
import type { Prosody } from '../../engines/expressions/prosody.ts';
import type { SynthesisedSpeech, Synthesiser } from '../../engines/synthesis/synthesiser.ts';
import { Thoughts } from '../../text/thoughts.ts';
import { writeWav } from '../../audio/wav.ts';
import { sentences } from '../../text/sentences.ts';
import { SentSound } from './sent-sound.ts';
import type { SoundPiece } from './sent-sound.ts';
import type { SoundRecorder } from '../../recording/sound-recorder.ts';
import { TextVoice } from './text-voice.ts';
import type { OnUnsaid } from './text-voice.ts';

/** Pieces that are sent without a look at everybody else: of a long sentence there are a hundred. */
const piecesAtOnce = 8;
/** The length of one `audio_output`: short enough to start at once, long enough not to crowd the socket. */
const pieceSeconds = 0.5;
/**
 * No sentence is made that would only be heard later than this. Most answers are interrupted or left sooner, and what is
 * made for nothing keeps other conversations waiting.
 */
const mostAheadMs = 10_000;

/** What {@link SpeechOutput} needs of its surroundings. */
export interface SpeechOutputParts {
  synthesiser: Synthesiser;
  prosody: Prosody;
  clock: Clock;
  outbox: Pick<Outbox, 'send'>;
  /** Resolves when what was sent has left this machine. */
  flushed: () => Promise<void>;
  /** Told once for each thing to say. */
  onUnsaid: OnUnsaid;
  /** Keeps what is heard. */
  sound: Pick<SoundRecorder, 'speak' | 'stopPlayback'>;
}

/** One thing to say. */
export interface SpokenUtterance {
  text: AsyncIterable<string> | Iterable<string>;
  /** True for `assistant_input`. */
  fromText: boolean;
  /** Asked anew for each sentence: the voice may change in mid-answer. */
  voice: () => string;
  /** Called with each sentence as it is sent, and how it is said, where that is known. */
  onSentence: (sentence: string, scores: EmotionScores | undefined) => void;
  /** Called when the first sound is sent. */
  onFirstSound: () => void;
}

/** The assistant's voice: from text to messages, sentence by sentence, and how long what was sent still sounds. */
export class SpeechOutput {
  readonly #parts: SpeechOutputParts;
  readonly #sent: SentSound;

  constructor(parts: SpeechOutputParts) {
    this.#parts = parts;
    this.#sent = new SentSound(parts.clock, parts.sound);
  }

  /** Whether the client still plays what it was sent. */
  get sounding(): boolean {
    return this.#sent.sounding;
  }

  /** Says something. Ends early, without another message, once `signal` is aborted. */
  async say(utterance: SpokenUtterance, signal: AbortSignal): Promise<void> {
    const voice = new TextVoice(this.#parts.synthesiser, this.#parts.onUnsaid);
    let first = true;
    for await (const sentence of sentences(new Thoughts().remove(utterance.text))) {
      if (signal.aborted) return;
      await this.#notTooFarAhead(signal);
      if (signal.aborted) return;
      // Who hears nothing yet comes before those who have something to listen to.
      const speech = await voice.speak(sentence, utterance.voice(), signal, !this.sounding);
      if (signal.aborted) return;
      const scores = await this.#parts.prosody.score(speech).catch(() => undefined);
      if (signal.aborted) return;
      const id = randomUUID();
      const models = scores ? { prosody: { scores } } : {};
      this.#parts.outbox.send({
        type: 'assistant_message',
        id,
        from_text: utterance.fromText,
        message: { role: 'assistant', content: sentence },
        models,
        // Not in the specification, but newer SDKs warn where it is missing.
        ...{ is_quick_response: false },
      });
      utterance.onSentence(sentence, scores);
      await this.#sendAudio(id, speech, signal, () => {
        if (first) utterance.onFirstSound();
        first = false;
      });
      if (signal.aborted) return;
      if (scores) this.#parts.outbox.send({ type: 'assistant_prosody', id, models });
      await this.#parts.flushed();
    }
    if (!first) voice.end();
  }

  /** Resolves when the client has played all it was sent, or `signal` is aborted. */
  async playedOut(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    // What is sent again over another line takes its time once more.
    while (this.sounding && !signal.aborted) {
      await pause(clock, this.#sent.until - clock.now(), signal);
    }
  }

  /** The client was told to fall silent. */
  silence(): void {
    this.#sent.silence();
  }

  /** The client has a piece of sound. */
  confirm(piece: SoundPiece): void {
    this.#sent.confirm(piece);
  }

  /** Another line took the place of one that broke: this sound was sent again over it. */
  sendAgain(pieces: readonly (SoundPiece & { data: string })[]): void {
    this.#sent.sendAgain(pieces);
  }

  async #sendAudio(
    id: string,
    { samples, sampleRate }: SynthesisedSpeech,
    signal: AbortSignal,
    onPiece: () => void,
  ): Promise<void> {
    const size = Math.round(pieceSeconds * sampleRate);
    for (let start = 0, index = 0; start < samples.length; start += size, index++) {
      if (index > 0 && index % piecesAtOnce === 0) {
        await this.#parts.flushed();
        await setImmediate();
        if (signal.aborted) return;
      }
      const piece = { samples: samples.subarray(start, start + size), sampleRate };
      const data = bytesToBase64(writeWav(piece));
      this.#parts.outbox.send({ type: 'audio_output', id, index, data });
      this.#sent.send({ id, index }, piece);
      onPiece();
    }
  }

  async #notTooFarAhead(signal: AbortSignal): Promise<void> {
    await pause(
      this.#parts.clock,
      this.#sent.until - this.#parts.clock.now() - mostAheadMs,
      signal,
    );
  }
}
