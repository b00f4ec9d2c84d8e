import type { SessionEvent, TellEvents } from './messages.ts';

/**
 * What happened in one task, told at once: events in their order, then each state that is another than was told last. While the
 * page is busy with a batch, what happens waits for `next`: a flood of messages makes a handful of batches.
 */
export class Batch {
  #tell: TellEvents;
  readonly #complete: () => void;
  #events: SessionEvent[] = [];
  #due = false;
  #busy = false;
  /** What was told last of each state. */
  readonly #states: Record<string, string> = {
    assistant: 'idle',
    user: 'silent',
    'speech-buffer': '0 0',
  };

  /**
   * @param complete called at the end of each task: adds the states of this moment by `change`
   */
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

  /** The page has dealt with the last batch. */
  next(): void {
    this.#busy = false;
    this.soon();
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
    this.#due = false;
    const events = this.#events;
    if (this.#busy || events.length === 0) return;
    this.#events = [];
    this.#busy = true;
    this.#tell(events);
  }
}
