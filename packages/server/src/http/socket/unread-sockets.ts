import type { WebSocket } from 'ws';

/** What all clients together may leave unread, in bytes. */
const mostBytes = 64 * 1024 * 1024;
/** Who leaves no more than this unread is never cut off for what others do, in bytes. */
const fineBytes = 512 * 1024;

/** Watches what the clients of all sockets leave unread: beyond a bound, whoever leaves most is cut off. */
export class UnreadSockets {
  readonly #cutOff = new Map<Pick<WebSocket, 'bufferedAmount'>, () => void>();

  /** Watches a socket until it is closed. @param cutOff - ends it. */
  watch(socket: Pick<WebSocket, 'bufferedAmount' | 'once'>, cutOff: () => void): void {
    this.#cutOff.set(socket, cutOff);
    socket.once('close', () => this.#cutOff.delete(socket));
  }

  /** More is sent to a socket. */
  look(socket: Pick<WebSocket, 'bufferedAmount'>): void {
    if (socket.bufferedAmount <= fineBytes) return;
    let all = 0;
    let most = socket;
    for (const other of this.#cutOff.keys()) {
      all += other.bufferedAmount;
      if (other.bufferedAmount > most.bufferedAmount) most = other;
    }
    if (all > mostBytes) this.#cutOff.get(most)?.();
  }
}
