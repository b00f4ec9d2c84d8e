import type { Clock } from '../base/clock.ts';
import type { ChatConfig } from './chat-config.ts';
import type { TurnEvent, TurnState } from './turn.ts';

/** After the inactivity message the user has so long to say something. */
const lastWaitMs = 15_000;

/** What {@link ChatTimers} tells. */
export interface ChatTimersEvents {
  /** The user has been silent for the interval of nudges. */
  onNudge: () => void;
  /** The inactivity message is due. */
  onInactivityMessage: () => void;
  /** The user has been silent for too long; the Chat ends. */
  onInactive: () => void;
  /** The Chat has lasted as long as it may. */
  onTimeUp: () => void;
}

/** Whose word is awaited: `user`, nothing special; `nudged` and `warned`: the assistant has spoken up since. */
type Awaiting = 'user' | 'nudged' | 'warned';

const signsOfTheUser: ReadonlySet<TurnEvent> = new Set<TurnEvent>([
  'speech-started',
  'speech-ended',
  'heard',
  'typed',
  'pause',
  'resume',
]);

/**
 * What happens when nobody says anything. Silence counts from the moment nobody speaks and no reply is under way: after
 * the user's last word, or the end of the answer to it. A nudge begins no new count of the user's inactivity.
 */
export class ChatTimers {
  readonly #clock: Clock;
  readonly #config: ChatConfig;
  readonly #events: ChatTimersEvents;
  #awaiting: Awaiting = 'user';
  #inactiveAt: number | undefined;
  #quiet = false;
  #undo: (() => void)[] = [];
  #endOfTime: (() => void) | undefined;

  constructor(clock: Clock, config: ChatConfig, events: ChatTimersEvents) {
    this.#clock = clock;
    this.#config = config;
    this.#events = events;
  }

  /** The Chat begins. */
  start(state: TurnState): void {
    const { maxDurationMs } = this.#config;
    this.#endOfTime = this.#clock.setTimeout(this.#events.onTimeUp, maxDurationMs);
    this.follow('fell-silent', state);
  }

  /** Something happened, and this is how things stand since. */
  follow(event: TurnEvent, { user, assistant }: TurnState): void {
    if (this.#endOfTime === undefined) return;
    this.#stop();
    if (signsOfTheUser.has(event)) {
      this.#awaiting = 'user';
      this.#inactiveAt = undefined;
    }
    const paused = assistant === 'paused' || assistant === 'paused-pending';
    this.#quiet = user === 'silent' && (assistant === 'idle' || paused);
    if (!this.#quiet) {
      if (this.#awaiting === 'user') this.#inactiveAt = undefined;
    } else if (this.#awaiting === 'warned') {
      this.#after(lastWaitMs, this.#events.onInactive);
    } else {
      const { inactivityMs, nudgeMs } = this.#config;
      this.#inactiveAt ??= this.#clock.now() + inactivityMs;
      this.#after(this.#inactiveAt - this.#clock.now(), () => {
        this.#handleInactivity();
      });
      if (nudgeMs !== undefined && !paused) {
        this.#after(nudgeMs, () => {
          this.#awaiting = 'nudged';
          this.#events.onNudge();
        });
      }
    }
  }

  /** Waits for nothing any more. */
  close(): void {
    this.#stop();
    this.#endOfTime?.();
    this.#endOfTime = undefined;
  }

  #handleInactivity(): void {
    if (this.#config.messages.inactivity === undefined) {
      this.#events.onInactive();
      return;
    }
    this.#stop();
    this.#awaiting = 'warned';
    this.#events.onInactivityMessage();
    // A paused assistant says nothing, but the user's time runs all the same.
    if (this.#quiet && this.#undo.length === 0) this.#after(lastWaitMs, this.#events.onInactive);
  }

  #after(ms: number, run: () => void): void {
    this.#undo.push(this.#clock.setTimeout(run, Math.max(0, ms)));
  }

  #stop(): void {
    for (const undo of this.#undo) undo();
    this.#undo = [];
  }
}
