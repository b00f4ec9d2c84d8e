import type { Clock } from '../base/clock.ts';
import type { Claim, RunningSession, SessionRegistry } from './session-registry.ts';

/** How long a session whose connection broke waits for its client. */
const resumeWindowMs = 30_000;

/** How long a client may take to answer a probe. */
const probeMs = 500;

/** A session that waits for its client. */
interface Waiting {
  /** Ends the wait. */
  stop: () => void;
}

/** A client is being asked whether it is there: once, however many wait to hear it. */
interface Probe {
  answered: Promise<void>;
  settle: () => void;
}

/**
 * The sessions of this process. A Chat Group may have several, of pages that go on with it at once: nobody ends or claims the session of
 * another.
 */
export class LocalSessions implements SessionRegistry {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #onFailed: (error: unknown) => void;
  readonly #sessions = new Set<RunningSession>();
  /** Those that wait for their clients, the longest first. */
  readonly #waiting = new Map<RunningSession, Waiting>();
  /** Those that were claimed, and have no connection yet. */
  readonly #claimed = new Set<RunningSession>();
  readonly #probes = new Map<RunningSession, Probe>();
  readonly #dropping = new Set<Promise<void>>();
  /** Nobody is waited for any more. */
  #closed = false;

  /**
   * @param most - how many may wait for their clients; of more, the one that has waited longest ends.
   * @param onFailed - told when one could not be ended.
   */
  constructor(clock: Clock, most: number, onFailed: (error: unknown) => void) {
    this.#clock = clock;
    this.#most = most;
    this.#onFailed = onFailed;
  }

  get held(): number {
    return [...this.#sessions].reduce((sum, { held }) => sum + held, 0);
  }

  async claim(groupId: string, config: string): Promise<Claim> {
    await this.#probeAll(groupId);
    const [only, ...more] = [...this.#waiting.keys()].filter((one) => one.groupId === groupId);
    if (only === undefined || more.length > 0) return { kind: 'none' };
    if (only.config !== config) {
      await this.#drop(only);
      return { kind: 'none' };
    }
    this.#stopWaiting(only);
    this.#claimed.add(only);
    return { kind: 'running', session: only };
  }

  release(session: RunningSession): void {
    if (this.#claimed.delete(session) && this.#sessions.has(session)) this.#wait(session);
  }

  find(chatId: string): Promise<RunningSession | undefined> {
    return Promise.resolve([...this.#sessions].find(({ chatIds }) => chatIds.has(chatId)));
  }

  attached(session: RunningSession): void {
    this.#claimed.delete(session);
    this.#sessions.add(session);
  }

  detached(session: RunningSession): void {
    if (this.#sessions.has(session)) this.#wait(session);
    this.#probes.get(session)?.settle();
  }

  ended(session: RunningSession): void {
    this.#stopWaiting(session);
    this.#claimed.delete(session);
    this.#sessions.delete(session);
    // Whoever asked whether it is still held has the answer.
    this.#probes.get(session)?.settle();
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const session of this.#waiting.keys()) void this.#drop(session);
    await Promise.all(this.#dropping);
  }

  #wait(session: RunningSession): void {
    if (this.#closed) {
      void this.#drop(session);
      return;
    }
    const stop = this.#clock.setTimeout(() => {
      void this.#drop(session);
    }, resumeWindowMs);
    this.#waiting.set(session, { stop });
    const [longest] = this.#waiting.keys();
    if (this.#waiting.size > this.#most && longest !== undefined) void this.#drop(longest);
  }

  #stopWaiting(session: RunningSession): void {
    this.#waiting.get(session)?.stop();
    this.#waiting.delete(session);
  }

  /** Asks the clients of a group whether they are there: those that are not are detached. */
  async #probeAll(groupId: string): Promise<void> {
    const attached = [...this.#sessions].filter(
      (one) => one.groupId === groupId && !this.#waiting.has(one) && !this.#claimed.has(one),
    );
    await Promise.all(attached.map((one) => this.#probes.get(one)?.answered ?? this.#probe(one)));
  }

  #probe(session: RunningSession): Promise<void> {
    let settle = (): void => undefined;
    const answered = new Promise<void>((resolve) => {
      const stop = this.#clock.setTimeout(() => {
        session.detach();
      }, probeMs);
      settle = () => {
        stop();
        // An answer may come late, when another is asked.
        if (this.#probes.get(session) === probe) this.#probes.delete(session);
        resolve();
      };
    });
    const probe = { answered, settle };
    this.#probes.set(session, probe);
    session.probe(settle);
    return answered;
  }

  #drop(session: RunningSession): Promise<void> {
    this.#stopWaiting(session);
    const dropped = session
      .end('USER_TIMEOUT')
      .catch(this.#onFailed)
      .finally(() => this.#dropping.delete(dropped));
    this.#dropping.add(dropped);
    return dropped;
  }
}
