import type { Connection } from '../connection.ts';
import type { Shared } from '../shared.ts';

/** ms after which it is tried again to make another connection ready; and which share of the time that is left, at most. */
const again = 5000;
const share = 1 / 3;

/** ms in which another connection must have accepted its settings; the same share, at most. */
const patience = 3000;

/** What a succession does to the line. */
export interface SuccessionHost {
  /** The connection that serves. */
  readonly current: () => Connection;
  readonly dial: (url: string, protocols?: string[]) => Connection;
  /** What the session says waits. */
  readonly hold: () => void;
  /** It goes where it went before. */
  readonly release: () => void;
  readonly takeOver: (next: Connection) => void;
  /** The session has ended, and nobody has noticed. */
  readonly lost: () => void;
}

/**
 * One connection after the other, without anybody noticing. Shortly before the session ends the page is asked for another address;
 * that connection waits beside the one that serves, and takes over when nobody speaks and nothing is on its way. What the session
 * says meanwhile waits for it. Where that fails, the one that serves goes on, and it is tried again.
 */
export class Succession {
  readonly #shared: Shared;
  readonly #host: SuccessionHost;
  #next: Connection | undefined;
  #asking = false;
  /** The service can be told of the settings; and is being told. */
  #ready = false;
  #taking = false;
  #cancelRetry: (() => void) | undefined;
  readonly #cancelTimers: (() => void)[] = [];

  constructor(shared: Shared, host: SuccessionHost) {
    this.#shared = shared;
    this.#host = host;
  }

  /** Whether that is the connection that waits. */
  has(connection: Connection): boolean {
    return this.#next === connection;
  }

  /** When the connection that serves ends may have changed. */
  watch(): void {
    const { clock } = this.#shared.host;
    const { renewAt, edge, ends } = this.#host.current().lifetime;
    const now = clock.date();
    this.#undo();
    // Where nothing comes at that time, nothing else would look at it.
    for (const at of [renewAt, edge, ends]) {
      if (at >= now) this.#cancelTimers.push(clock.after(at - now, () => this.settle()));
    }
  }

  /** Does what is to be done at this moment. */
  settle(): void {
    const { host } = this.#shared;
    const { accepted, lifetime } = this.#host.current();
    const now = host.clock.date();
    if (!accepted || now < lifetime.renewAt) return;
    // The machine has slept.
    if (now > lifetime.ends) this.#host.lost();
    else if (this.#ready) this.#take(now >= lifetime.edge);
    else if (!this.#next && !this.#asking && !this.#cancelRetry) {
      this.#asking = true;
      host.renew();
    }
  }

  /** An address that was asked for; none where it could not be had. */
  offer(url: string | undefined, protocols: string[] | undefined): void {
    if (!this.#asking) return;
    this.#asking = false;
    try {
      if (url !== undefined) this.#next = this.#host.dial(url, protocols);
    } catch {
      // It is none that a socket can use.
    }
    if (!this.#next) this.fail();
  }

  /** The connection that waits can be told its settings. */
  ready(): void {
    this.#ready = true;
    this.settle();
  }

  /** The connection that waits has accepted its settings. */
  accepted(): void {
    const next = this.#next;
    if (!next) return;
    const { lifetime } = this.#host.current();
    if (!this.#quiet && this.#shared.host.clock.date() < lifetime.edge) {
      // Somebody has begun to speak: that goes on where it has begun.
      this.fail();
      return;
    }
    this.#reset();
    this.#host.takeOver(next);
    this.watch();
  }

  /** Nothing came of the connection that was to be next. */
  fail(): void {
    const { clock } = this.#shared.host;
    // A session that is not known any more is begun anew.
    if (this.#taking && !this.#next?.accepted) this.#shared.handle = undefined;
    this.#next?.close();
    const wasTaking = this.#taking;
    this.#reset();
    this.watch();
    const left = this.#host.current().lifetime.ends - clock.date();
    this.#cancelRetry = clock.after(Math.min(again, left * share), () => {
      this.#cancelRetry = undefined;
      this.settle();
    });
    if (wasTaking) this.#host.release();
  }

  /** Nothing is left open. */
  close(): void {
    this.#next?.close();
    this.#reset();
  }

  /** Nobody speaks, and nothing is on its way. */
  get #quiet(): boolean {
    const { sounding, speaking } = this.#shared;
    return !sounding && !speaking && this.#host.current().quiet;
  }

  #take(now: boolean): void {
    if (this.#taking || !(now || this.#quiet)) return;
    this.#taking = true;
    this.#host.hold();
    const { clock } = this.#shared.host;
    const left = this.#host.current().lifetime.ends - clock.date();
    this.#cancelTimers.push(clock.after(Math.min(patience, left * share), () => this.fail()));
    this.#next?.setUp();
  }

  #undo(): void {
    for (const undo of this.#cancelTimers.splice(0)) undo();
  }

  #reset(): void {
    this.#undo();
    this.#cancelRetry?.();
    this.#cancelRetry = this.#next = undefined;
    this.#ready = this.#taking = this.#asking = false;
  }
}
