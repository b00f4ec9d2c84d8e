import type { AudioConfiguration, EmotionScores, MillisecondInterval } from '@vivavoce/evi';
import type { Engines } from '../../engines/engines.ts';
import type { Transcript } from '../../engines/recognition/recogniser.ts';
import type { ReplyRequest } from '../../replies/responder.ts';
import { speechRate } from '../../audio/pcm.ts';
import { RateMeter } from '../../base/rate-meter.ts';
import { AudioReader } from '../../audio/audio-reader.ts';
import type { ChatGuard } from '../../connection/chat-guard.ts';
import type { AudioFault } from '../../audio/audio-reader.ts';
import type { Hearing } from './hearing.ts';
import { SpeechInput } from './speech-input.ts';
import type { SpeechInputEvents, Utterance } from './speech-input.ts';

/** Shorter sounds without words were a cough, not a sentence. */
const shortestUnclearMs = 400;

/** Sound that comes further ahead of its time waits nowhere: recognisers take the time they take. */
const mostAheadSeconds = 120;

/** That it does is said again after so long, in ms. */
const quietMs = 10_000;

/** What the user said. */
export interface Heard {
  /** Empty when the words are not known. */
  text: string;
  time: MillisecondInterval;
  scores?: EmotionScores;
  /** Why there are no words, if there are none. */
  unheard?: ReplyRequest['unheard'];
}

/** What a {@link Listener} tells. */
export interface ListenerEvents extends Pick<
  SpeechInputEvents,
  'onSpeechStarted' | 'assistantSpeaks' | 'onBargeIn' | 'onDismissed' | 'onPartial'
> {
  /** All that is heard, speech or not: 16 kHz mono. */
  onSamples: (samples: Int16Array) => void;
  onSpeechEnded: () => void;
  onHeard: (heard: Heard) => void;
  onNothingHeard: () => void;
  /** Something went wrong with what was said, and what. */
  onTranscriptionFailed: (error: unknown) => void;
  onAudioFault: (fault: AudioFault) => void;
}

/** The ear of a Chat: from audio to what was said, in the order it was spoken. */
export class Listener {
  readonly #engines: Engines;
  readonly #events: ListenerEvents;
  readonly #reader: AudioReader;
  readonly #input: SpeechInput;
  /** Transcripts become messages in the order they were spoken. */
  #transcribed = Promise.resolve();
  readonly #pace = new RateMeter(speechRate, performance.now(), mostAheadSeconds);
  /** When sound last came too fast, in ms of `performance.now()`. */
  #tooFastAt = -Infinity;
  #deaf = false;
  #closed = false;

  /** @param ffmpeg - its path; undefined where it is not installed. @param guard - watches over what engines and processes bring about. */
  constructor(
    engines: Engines,
    ffmpeg: string | undefined,
    guard: ChatGuard,
    given: ListenerEvents,
    hearing: Hearing,
  ) {
    const events = guard.events(given);
    this.#engines = engines;
    this.#events = events;
    this.#input = new SpeechInput(
      engines,
      guard,
      {
        onSpeechStarted: events.onSpeechStarted,
        onBargeIn: events.onBargeIn,
        onDismissed: events.onDismissed,
        assistantSpeaks: events.assistantSpeaks,
        ...(events.onPartial && { onPartial: events.onPartial }),
        onDetectorFailed: (error) => {
          // It may fail fifty times a second.
          if (!this.#deaf) events.onTranscriptionFailed(error);
          this.#deaf = true;
        },
        onSpeechEnded: (utterance) => {
          events.onSpeechEnded();
          const ignored = !utterance.bargedIn && events.assistantSpeaks();
          this.#transcribed = this.#transcribed.then(() =>
            guard.run(() => (ignored ? this.#ignore(utterance) : this.#understand(utterance))),
          );
        },
      },
      hearing,
    );
    this.#reader = new AudioReader(
      guard.events({
        ffmpeg,
        onSamples: (samples) => {
          if (this.#closed || !this.#keepsPace(samples)) return;
          events.onSamples(samples);
          this.#input.push(samples);
        },
        onFault: events.onAudioFault,
      }),
    );
  }

  /** Says how the bytes to come are to be read. @returns what is wrong with it, or undefined. */
  configure(audio: AudioConfiguration): string | undefined {
    return this.#reader.configure(audio);
  }

  /** Takes the next bytes. */
  push(bytes: Uint8Array): void {
    this.#reader.push(bytes);
  }

  /** Lets go of everything; tells nothing any more. */
  close(): void {
    this.#closed = true;
    this.#reader.close();
    this.#input.close();
  }

  /** Says when it comes too fast, and again only when it has not for a while: in between a piece may just have room. */
  #keepsPace({ length }: Int16Array): boolean {
    const now = performance.now();
    const inTime = this.#pace.take(now, length);
    if (inTime) return true;
    if (now - this.#tooFastAt > quietMs) this.#events.onAudioFault('audio_too_far_ahead');
    this.#tooFastAt = now;
    return false;
  }

  /** It was meant for nobody. */
  async #ignore({ transcript }: Utterance): Promise<void> {
    await transcript.catch(() => undefined);
    if (!this.#closed) this.#events.onNothingHeard();
  }

  async #understand({ begin, end, samples, transcript }: Utterance): Promise<void> {
    const { prosody, recogniser } = this.#engines;
    const scoring = prosody.score({ samples, sampleRate: speechRate }).catch(() => undefined);
    const heard = await transcript.catch((error: unknown): Transcript => {
      if (!this.#closed) this.#events.onTranscriptionFailed(error);
      return { kind: 'nothing' };
    });
    const scores = await scoring;
    if (this.#closed) return;
    const cough = heard.kind === 'unclear' && end - begin < shortestUnclearMs;
    if (heard.kind === 'nothing' || cough) {
      this.#events.onNothingHeard();
      return;
    }
    const why = recogniser.vocabulary === 'none' ? 'no-recogniser' : 'unclear';
    this.#events.onHeard({
      text: heard.kind === 'words' ? heard.text : '',
      time: { begin, end },
      ...(scores && { scores }),
      ...(heard.kind !== 'words' && { unheard: why }),
    });
  }
}
