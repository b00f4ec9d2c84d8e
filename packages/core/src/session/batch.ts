import type { SessionEvent, TellEvents } from './messages.ts';

/** What happened in one task, told at once: events in their order, then each state that is another than was told last. */
export class Batch {
  #tell: TellEvents;
  readonly #complete: () => void;
  #events: SessionEvent[] = [];
  #due = false;
  /** What was told last of each state. */
  readonly #states: Record<string, string> = {
    assistant: 'idle',
    user: 'silent',
    'speech-buffer': '0 0',
  };

  /** @param complete called before a batch is told: adds the states of this moment by `change` */
  constructor(tell: TellEvents, complete: () => void) {
    this.#tell = tell;
    this.#complete = complete;
  }

  add(event: SessionEvent): void {
    this.#events.push(event);
    this.soon();
  }

  /** Something happened that may have changed a state. */
  soon(): void {
    if (!this.#due) void Promise.resolve().then(() => this.#flush());
    this.#due = true;
  }

  /** @returns whether that is another state than was told last */
  change(state: string, event: SessionEvent): boolean {
    const { type } = event;
    if (this.#states[type] === state) return false;
    this.#states[type] = state;
    this.#events.push(event);
    return true;
  }

  /** Nothing is told after it. */
  close(): void {
    this.#tell = () => undefined;
  }

  #flush(): void {
    this.#complete();
    const events = this.#events;
    this.#events = [];
    this.#due = false;
    if (events.length > 0) this.#tell(events);
  }
}
