import type { Output } from '../../audio/output.ts';
import type { Clock } from '../../base/clock.ts';
import type { Undo } from '../../base/emitter.ts';
import type { Heard } from '../conversation.ts';
import type { SessionEvent } from '../messages.ts';
import type { TurnMeter } from '../metrics.ts';

/**
 * Which message the speaker plays, and how much of it was heard. Events are told when their sound has left the speaker,
 * which is later than it was rendered.
 */
export class Playhead {
  /** The context's output; null while it is not known, and nothing is delayed. */
  output: Output | null = null;
  /** When sound came while none was waiting, by `Clock.now`. */
  soundSince = 0;
  readonly #clock: Clock;
  readonly #meter: TurnMeter;
  readonly #tell: (event: SessionEvent) => void;
  /** What plays, the context's time in s at which it started, and ms since that were none of its sound. */
  #messageId: string | null = null;
  #startedAt = 0;
  #added = 0;
  /** Delayed events, in the order in which their sound was rendered. */
  readonly #delayed: { readonly event: SessionEvent; readonly cancel: Undo }[] = [];
  #lastAt = 0;

  constructor(clock: Clock, meter: TurnMeter, tell: (event: SessionEvent) => void) {
    this.#clock = clock;
    this.#meter = meter;
    this.#tell = tell;
  }

  /** The message that plays. */
  get messageId(): string | null {
    return this.#messageId;
  }

  /** Whether sound was rendered that has not left the speaker. */
  get pending(): boolean {
    return this.#delayed.length > 0;
  }

  /** The speaker is gone. @returns the message that it played */
  detach(): string | null {
    const messageId = this.#messageId;
    this.#messageId = this.output = null;
    return messageId;
  }

  started(messageId: string, contextTime: number): void {
    this.#messageId = messageId;
    this.#startedAt = contextTime;
    this.#added = 0;
    const delay = this.#delayOf(contextTime);
    this.#meter.soundStarted(this.#clock.now() + delay);
    const at = this.#clock.date() + delay;
    this.#tellIn(delay, { type: 'playback-started', messageId, at });
  }

  /** It was silent for `duration` ms. */
  underran(duration: number): void {
    this.#added += duration;
    this.#meter.underran();
  }

  /** Its sound took `duration` ms more than it has. */
  stretched(duration: number): void {
    this.#added += duration;
  }

  /** ms of the message that were rendered up to that time of the context. */
  renderedAt(contextTime: number): number {
    return Math.max(0, (contextTime - this.#startedAt) * 1000 - this.#added);
  }

  /** @param contextTime when the last of it was rendered. Default: longer ago than can be measured */
  ended(messageId: string, heard: Heard, contextTime?: number): void {
    if (this.#messageId === messageId) this.#messageId = null;
    let delay = 0;
    if (contextTime !== undefined) {
      delay = this.#delayOf(contextTime);
      if (heard.cut) this.#meter.silenced(this.#clock.now() + delay);
    }
    const at = this.#clock.date() + delay;
    this.#tellIn(delay, { type: 'playback-ended', messageId, heard, at });
  }

  /** Tells all delayed events now. */
  flush(): void {
    for (const { event, cancel } of this.#delayed.splice(0)) {
      cancel();
      this.#tell(event);
    }
  }

  /** Drops all delayed events. */
  dispose(): void {
    for (const { cancel } of this.#delayed.splice(0)) cancel();
  }

  /** ms until what was rendered then leaves the speaker; below 0 where it has. */
  #delayOf(contextTime: number): number {
    if (!this.output) return 0;
    const { origin, latency } = this.output;
    const elapsed = this.#clock.date() - origin - contextTime * 1000;
    // A report can be late. But a context that was suspended since makes it seem so as well.
    const most = Math.min(1000, this.#clock.now() - this.soundSince);
    return latency - Math.max(0, Math.min(most, elapsed));
  }

  #tellIn(delay: number, event: SessionEvent): void {
    const now = this.#clock.now();
    this.#lastAt = Math.max(this.#lastAt, now + delay);
    if (this.#lastAt <= now && !this.pending) {
      this.#tell(event);
      return;
    }
    const cancel = this.#clock.after(this.#lastAt - now, () => {
      const first = this.#delayed.shift();
      if (first) this.#tell(first.event);
    });
    this.#delayed.push({ event, cancel });
  }
}
