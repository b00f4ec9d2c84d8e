import type { Duplex } from 'node:stream';
import { RoundRobin } from '../../base/round-robin.ts';

/** So many requests of one connection may be unanswered: browsers send no second before the first was answered. */
const mostUnanswered = 16;
/** So many requests begin before everybody else has a turn of the event loop: a few ms of work. */
const mostAtOnce = 8;

/** A connection, as far as it matters whose it is. */
export type RequestingSocket = Pick<Duplex, 'destroyed' | 'destroy'> & {
  /** Node's own, while it reads requests. */
  parser?: { onIncoming?: unknown } | null;
};

/**
 * Lets requests begin as they come, as long as they are few. Of more, some begin with each turn of the event loop, those of different
 * connections by turns: one packet may hold a thousand requests, and a thousand connections one each. A connection that sends request
 * after request without waiting for an answer is cut off.
 */
export class RequestScheduler {
  readonly #waiting = new RoundRobin<() => void>();
  readonly #connections = new WeakMap<RequestingSocket, { id: string; unanswered: number }>();
  #count = 0;
  #begun = 0;
  #turning = false;

  /**
   * Begins a request now or soon, or never, if its connection is gone by then.
   *
   * @param begin - is given what is to be called when it was answered.
   */
  take(socket: RequestingSocket, begin: (answered: () => void) => void): void {
    if (socket.destroyed) return;
    const connection = this.#connectionOf(socket);
    if (connection.unanswered >= mostUnanswered) {
      cutOff(socket);
      return;
    }
    connection.unanswered += 1;
    const answered = () => {
      connection.unanswered -= 1;
    };
    this.#waiting.push(connection.id, () => {
      if (!socket.destroyed) begin(answered);
    });
    this.#next();
  }

  #connectionOf(socket: RequestingSocket): { id: string; unanswered: number } {
    const known = this.#connections.get(socket);
    if (known) return known;
    const made = { id: String((this.#count += 1)), unanswered: 0 };
    this.#connections.set(socket, made);
    return made;
  }

  #next(): void {
    while (this.#begun < mostAtOnce) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      this.#begun += 1;
      next[1]();
    }
    if (this.#turning || this.#begun === 0) return;
    this.#turning = true;
    setImmediate(() => {
      this.#turning = false;
      this.#begun = 0;
      this.#next();
    });
  }
}

function cutOff(socket: RequestingSocket): void {
  socket.destroy();
  // Node would still read all that has arrived, and make each request of it only to abort it.
  if (socket.parser) socket.parser.onIncoming = () => 0;
}
