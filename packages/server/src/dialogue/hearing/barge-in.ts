import type { BackChannels, ShortSpeech } from '../../engines/recognition/back-channels.ts';
import type { ChatGuard } from '../../connection/chat-guard.ts';
import { wordsFromMs } from './hearing.ts';
import type { Hearing } from './hearing.ts';

/** How much more speech there must be before the words are looked at again. */
const everyMs = 160;
/** After this much silence a short word is over, and is looked at a last time. */
const pauseMs = 160;

/** Where an utterance stands, in ms of the audio heard. */
interface Progress {
  begin: number;
  /** When a voice was last heard. */
  end: number;
  /** How much audio was heard. */
  now: number;
}

/** What a {@link BargeIn} asks, and tells. */
export interface BargeInEvents {
  /** Whether the assistant can be heard: else whatever is speech is somebody who wants to speak. */
  assistantSpeaks: () => boolean;
  on: (event: 'barge-in') => void;
  /** It is over for now, and was nothing that interrupts. */
  onDismissed: () => void;
}

/** What a {@link BargeIn} decides by. */
export interface BargeInParts {
  /** Gives the utterance as far as it was heard. */
  samples: () => Int16Array;
  /** Who tells back-channels from other speech; undefined where there is no difference. */
  backChannels: BackChannels | undefined;
  hearing: Hearing;
  guard: ChatGuard;
}

/** Decides whether one utterance is somebody who wants to speak, or only "mhm". Tells so once, as soon as it is known. */
export class BargeIn {
  readonly #events: BargeInEvents;
  readonly #parts: BargeInParts;
  readonly #over = new AbortController();
  #told = false;
  #asking = false;
  #askedAt = -Infinity;
  #askedAtPause = -Infinity;
  /** The last look found other speech, of which there was not enough. */
  #other = false;
  #closed = false;

  constructor(events: BargeInEvents, parts: BargeInParts) {
    this.#events = events;
    this.#parts = parts;
  }

  /** Whether it was told that somebody wants to speak. */
  get told(): boolean {
    return this.#told;
  }

  /** The utterance goes on. */
  follow({ begin, end, now }: Progress): void {
    if (this.#told || this.#closed) return;
    const { backChannels, hearing, guard } = this.#parts;
    const spoken = end - begin;
    const long = spoken >= hearing.minInterruptionMs;
    const wordsCount = spoken >= wordsFromMs(hearing);
    const enough = wordsCount && (this.#other || backChannels === undefined);
    if (!this.#events.assistantSpeaks() || long || enough) {
      this.#tell();
      return;
    }
    const paused = now - end >= pauseMs;
    const looked = paused ? this.#askedAtPause === end : end - this.#askedAt < everyMs;
    if (this.#asking || looked) return;
    this.#askedAt = end;
    if (paused) this.#askedAtPause = end;
    if (backChannels) void guard.run(() => this.#ask(backChannels, { wordsCount, paused }));
    else if (paused) this.#events.onDismissed();
  }

  /** The utterance is over; nothing is told any more. */
  close(): void {
    this.#closed = true;
    this.#over.abort();
  }

  async #ask(
    backChannels: BackChannels,
    { wordsCount, paused }: { wordsCount: boolean; paused: boolean },
  ): Promise<void> {
    this.#asking = true;
    const samples = this.#parts.samples();
    // An engine that breaks down must not keep anybody from being heard.
    const kind = await backChannels
      .listen(samples, this.#over.signal)
      .catch((): ShortSpeech => 'other');
    this.#asking = false;
    if (this.#closed || this.#told) return;
    this.#other = kind === 'other';
    if (kind === 'command' || (this.#other && wordsCount)) this.#tell();
    else if (paused) this.#events.onDismissed();
  }

  #tell(): void {
    this.#told = true;
    this.#events.on('barge-in');
  }
}
