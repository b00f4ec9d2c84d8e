import type { BackChannels } from '../speech/back-channels.ts';
import type { ChatGuard } from './chat-guard.ts';

/** Speech as long as this is no back-channel, whatever it sounds like: EVI's `min_interruption_ms`. */
const longMs = 800;
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
  /** Who tells back-channels from other speech; undefined where whatever is speech is somebody who wants to speak. */
  backChannels: () => BackChannels | undefined;
  onBargeIn: () => void;
}

/** Decides whether one utterance is somebody who wants to speak, or only "mhm". Tells so once, as soon as it is known. */
export class BargeIn {
  readonly #events: BargeInEvents;
  readonly #samples: () => Int16Array;
  readonly #guard: ChatGuard;
  readonly #over = new AbortController();
  #told = false;
  #asking = false;
  #askedAt = -Infinity;
  #askedAtPause = false;
  #backChannel = false;

  /** @param samples - gives the utterance as far as it was heard. */
  constructor(events: BargeInEvents, samples: () => Int16Array, guard: ChatGuard) {
    this.#events = events;
    this.#samples = samples;
    this.#guard = guard;
  }

  /** Whether it has been no more than a back-channel so far. */
  get backChannel(): boolean {
    return !this.#told && this.#backChannel;
  }

  /** The utterance goes on. */
  follow({ begin, end, now }: Progress): void {
    if (this.#told) return;
    const backChannels = this.#events.backChannels();
    if (backChannels === undefined || end - begin >= longMs) {
      this.#tell();
      return;
    }
    if (this.#asking) return;
    const paused = now - end >= pauseMs && !this.#askedAtPause;
    if (!paused && end - this.#askedAt < everyMs) return;
    this.#askedAt = end;
    this.#askedAtPause = now - end >= pauseMs;
    void this.#guard.run(() => this.#ask(backChannels));
  }

  /** The utterance is over; nothing is told any more. */
  close(): void {
    this.#told = true;
    this.#over.abort();
  }

  async #ask(backChannels: BackChannels): Promise<void> {
    this.#asking = true;
    const samples = this.#samples();
    // An engine that breaks down must not keep anybody from being heard.
    const only = await backChannels.isBackChannel(samples, this.#over.signal).catch(() => false);
    this.#asking = false;
    this.#backChannel = only;
    if (!only) this.#tell();
  }

  #tell(): void {
    if (this.#told) return;
    this.#told = true;
    this.#events.onBargeIn();
  }
}
