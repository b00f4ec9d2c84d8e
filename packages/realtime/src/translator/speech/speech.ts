import type { Connection } from '../connection.ts';
import { bytesOf } from '../evi.ts';
import { Hold } from './hold.ts';
import { RecentSpeech } from './recent-speech.ts';
import type { Shared } from '../shared.ts';

/** ms of sound that a service takes for an utterance, at least. */
const leastCommit = 100;

/** What of an `audio_input` counts here. */
export interface SpeechPiece {
  readonly data: string;
  /** With push-to-talk: whether the button is held; and whether somebody is heard in it. */
  readonly held?: boolean;
  readonly voice?: boolean;
}

/** The microphone's sound on its way to the service: all of it, or with push-to-talk what is said while the button is held. */
export class Speech {
  readonly #shared: Shared;
  readonly #connection: () => Connection;
  readonly #hold: Hold | undefined;
  #recent: RecentSpeech;

  /** @param connection the one that serves at this moment */
  constructor(shared: Shared, connection: () => Connection) {
    this.#shared = shared;
    this.#connection = connection;
    this.#recent = new RecentSpeech(shared.traits.inputRate);
    this.#hold = shared.manual ? this.#newHold() : undefined;
  }

  /** What was said and not understood, from the beginning on; `duration` in ms. */
  get unfinished(): { readonly pieces: readonly string[]; readonly duration: number } {
    const hold = this.#hold;
    if (!this.#hears || (hold && !hold.said)) return { pieces: [], duration: 0 };
    return { pieces: this.#recent.pieces, duration: this.#recent.duration };
  }

  hear({ data, held, voice = false }: SpeechPiece): void {
    if (this.#hold && held !== undefined) {
      this.#connection().utterances.sent(bytesOf(data));
      this.#hold.take(data, held, voice);
      return;
    }
    this.#recent.put(data, this.#hears);
    this.#append(data);
  }

  /** Another connection serves now: it is told where a hold is, and that sound. */
  repeat(pieces: readonly string[]): void {
    const { responses, wires } = this.#connection();
    if (this.#hold?.held) responses.pressed();
    if (this.#hold?.said) wires.send({ type: 'input-activity-start' });
    for (const data of pieces) this.#append(data);
  }

  /** Somebody speaks whom the service has not understood yet. */
  get #hears(): boolean {
    const { responses, utterances } = this.#connection();
    return this.#shared.speaking || responses.userSpeaks || utterances.hears;
  }

  #append(audio: string): void {
    const { utterances, wires } = this.#connection();
    utterances.sent(bytesOf(audio));
    wires.send({ type: 'input-audio-append', audio });
  }

  #newHold(): Hold {
    const { inputRate } = this.#shared.traits;
    const least = (leastCommit * inputRate * 2) / 1000;
    let bytes = 0;
    return new Hold({
      press: () => this.#connection().responses.pressed(),
      begin: () => {
        bytes = 0;
        this.#recent = new RecentSpeech(inputRate);
        this.#connection().utterances.started({ type: '' });
        this.#connection().wires.send({ type: 'input-activity-start' });
      },
      append: (audio) => {
        bytes += bytesOf(audio);
        this.#recent.put(audio, true);
        this.#connection().wires.send({ type: 'input-audio-append', audio });
      },
      release: (said) => {
        const { responses, utterances, wires } = this.#connection();
        // After a cut there may be less of it than a service takes.
        const enough = said && bytes >= least;
        if (said) {
          utterances.stopped({ type: '' });
          wires.send({ type: enough ? 'input-audio-commit' : 'input-audio-clear' });
        }
        responses.released(enough);
      },
    });
  }
}
