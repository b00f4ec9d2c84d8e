import type { Clock } from '../base/clock.ts';
import type { ChatConnection } from './outbox.ts';

/**
 * The boundary of a Chat. All that happens in it comes through here, whether a message, a timer, an engine or a process brings it
 * about: what throws or rejects ends this Chat, and no other.
 */
export class ChatGuard {
  readonly #onFailed: (error: unknown) => void;
  #failed = false;

  /** @param onFailed - told once, of the first failure. */
  constructor(onFailed: (error: unknown) => void) {
    this.#onFailed = onFailed;
  }

  /** Runs something, and watches over what it promises. @returns undefined where it throws, and a promise of that where it rejects. */
  run<Result>(work: () => Result): Result | undefined {
    try {
      const result = work();
      return result instanceof Promise ? (result.catch(this.#fail) as Result) : result;
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  /** The same listeners, each watched over. */
  events<Events extends object>(events: Events): Events {
    const entries = Object.entries(events).map(([name, listener]: [string, unknown]) => [
      name,
      typeof listener === 'function'
        ? (...given: unknown[]) => this.run((): unknown => Reflect.apply(listener, events, given))
        : listener,
    ]);
    return Object.fromEntries(entries) as Events;
  }

  /** The same clock, each of whose timers is watched over. */
  clock(clock: Clock): Clock {
    return {
      now: () => clock.now(),
      setTimeout: (run, ms) => clock.setTimeout(() => this.run(run), ms),
    };
  }

  /** The same connection, each of whose confirmations is watched over. */
  connection(connection: ChatConnection): ChatConnection {
    return {
      send: (text) => {
        connection.send(text);
      },
      flushed: () => connection.flushed(),
      confirm: (then) => {
        connection.confirm(() => this.run(then));
      },
      close: (code, reason) => {
        connection.close(code, reason);
      },
    };
  }

  readonly #fail = (error: unknown): void => {
    if (this.#failed) return;
    this.#failed = true;
    try {
      this.#onFailed(error);
    } catch {
      // It can't even be told.
    }
  };
}
