import type { SessionEvent } from '@vivavoce/realtime/upstream';
import type { Clock } from '../../base/clock.ts';
import type { HeardByClient } from '../dialogue.ts';
import type { AssistantSpeech, HeardMessage } from './assistant-speech.ts';

/** In so many ms a client that counts what it plays has told how far it came. */
const tellMs = 600;

/** What an {@link Interruption} needs. */
export interface InterruptionParts {
  clock: Clock;
  speech: AssistantSpeech;
  observe: (...events: SessionEvent[]) => void;
}

/**
 * How much of an answer was heard before the user cut it short, for a model that is to remember no more than that: as the client has
 * counted it, where it does, else as this server reckons.
 */
export class Interruption {
  readonly #parts: InterruptionParts;
  /** What is reckoned of the message that was cut, until the client tells better. */
  #reckoned: HeardMessage | undefined;
  #byServer = false;
  #stopTimer: () => void = () => undefined;
  /** The client has told once, or never where it could have. */
  #tells: boolean | undefined;

  constructor(parts: InterruptionParts) {
    this.#parts = parts;
  }

  /** The assistant was interrupted while it said this. @param byServer - the model is not told yet. */
  begin(reckoned: HeardMessage | undefined, byServer: boolean): void {
    this.#settle(this.#reckoned);
    this.#byServer = byServer;
    if (!byServer) {
      const messageId = reckoned?.messageId ?? null;
      this.#parts.observe({ type: 'interrupted', by: 'local', messageId });
    }
    if (reckoned === undefined) {
      if (byServer) this.#parts.observe({ type: 'interrupted', by: 'server', messageId: null });
      return;
    }
    this.#reckoned = reckoned;
    if (this.#tells === false) this.#settle(reckoned);
    else {
      this.#stopTimer = this.#parts.clock.setTimeout(() => {
        this.#tells ??= false;
        this.#settle(reckoned);
      }, tellMs);
    }
  }

  /** The client tells what it has heard. */
  heard({ id, duration, cut }: HeardByClient): void {
    this.#tells = true;
    const heard = this.#parts.speech.heard(id, duration);
    // Of what was cut before it began, nothing follows for what was not.
    if (heard === undefined || (cut && duration === 0)) return;
    if (cut && this.#reckoned) this.#settle(heard);
    else this.#tell(heard, cut);
  }

  /** Waits for nothing any more. */
  close(): void {
    this.#stopTimer();
    this.#reckoned = undefined;
  }

  #settle(heard: HeardMessage | undefined): void {
    this.#stopTimer();
    if (this.#reckoned === undefined || heard === undefined) return;
    this.#reckoned = undefined;
    const { messageId } = heard;
    if (this.#byServer) this.#parts.observe({ type: 'interrupted', by: 'server', messageId });
    this.#tell(heard, true);
  }

  #tell({ messageId, duration }: HeardMessage, cut: boolean): void {
    const heard = { duration, cut };
    this.#parts.observe({ type: 'playback-ended', messageId, heard, at: Date.now() });
  }
}
