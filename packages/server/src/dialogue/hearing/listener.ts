import type { EmotionScores, MillisecondInterval } from '@vivavoce/evi';
import type { Engines } from '../../engines/engines.ts';
import type { Transcript } from '../../engines/recognition/recogniser.ts';
import type { ReplyRequest } from '../../replies/responder.ts';
import { speechRate } from '../../audio/pcm.ts';
import type { ChatGuard } from '../../connection/chat-guard.ts';
import type { Hearing } from './hearing.ts';
import { SpeechInput } from './speech-input.ts';
import type { SpeechInputEvents, Utterance } from './speech-input.ts';

/** Shorter sounds without words were a cough, not a sentence. */
const shortestUnclearMs = 400;

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
  'assistantSpeaks' | 'onDismissed' | 'onPartial'
> {
  /** The user has begun to speak, wants to interrupt, is silent, or has said nothing after all. */
  on: (event: 'speech-started' | 'barge-in' | 'speech-ended' | 'nothing-heard') => void;
  onHeard: (heard: Heard) => void;
  /** Something went wrong with what was said, and what. */
  onTranscriptionFailed: (error: unknown) => void;
}

/** From the user's sound to what was said, in the order it was spoken. */
export class Listener {
  readonly #engines: Engines;
  readonly #events: ListenerEvents;
  readonly #input: SpeechInput;
  /** Transcripts become messages in the order they were spoken. */
  #transcribed = Promise.resolve();
  #detectorFailed = false;
  #closed = false;

  /** @param guard - watches over what engines bring about. */
  constructor(engines: Engines, guard: ChatGuard, hearing: Hearing, given: ListenerEvents) {
    const events = guard.events(given);
    this.#engines = engines;
    this.#events = events;
    this.#input = new SpeechInput(
      engines,
      guard,
      {
        on: events.on,
        onDismissed: events.onDismissed,
        assistantSpeaks: events.assistantSpeaks,
        ...(events.onPartial && { onPartial: events.onPartial }),
        onDetectorFailed: (error) => {
          // It may fail fifty times a second.
          if (!this.#detectorFailed) events.onTranscriptionFailed(error);
          this.#detectorFailed = true;
        },
        onSpeechEnded: (utterance) => {
          events.on('speech-ended');
          const ignored = !utterance.bargedIn && events.assistantSpeaks();
          this.#transcribed = this.#transcribed.then(() =>
            guard.run(() => (ignored ? this.#ignore(utterance) : this.#understand(utterance))),
          );
        },
      },
      hearing,
    );
  }

  /** Takes the next samples: 16 kHz mono. */
  push(samples: Int16Array): void {
    if (!this.#closed) this.#input.push(samples);
  }

  /** Lets go of everything; tells nothing any more. */
  close(): void {
    this.#closed = true;
    this.#input.close();
  }

  /** It was meant for nobody. */
  async #ignore({ transcript }: Utterance): Promise<void> {
    await transcript.catch(() => undefined);
    if (!this.#closed) this.#events.on('nothing-heard');
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
      this.#events.on('nothing-heard');
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
