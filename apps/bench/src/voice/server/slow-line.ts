import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/**
 * A line with a round trip of so many ms to a server of this machine, for page and sockets alike: every byte takes half of it each way.
 * It is open at once, so that what TCP itself would exchange first costs nothing.
 */
export class SlowLine {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  /** @param url where the server is */
  constructor(url: string, roundTrip: number) {
    const { port } = new URL(url);
    this.#server = createServer((near) => {
      const far = connect(Number(port), '127.0.0.1');
      this.#carry(near, far, roundTrip / 2);
      this.#carry(far, near, roundTrip / 2);
    });
  }

  /** @returns its own address */
  async listen(): Promise<string> {
    await new Promise<void>((settle) => this.#server.listen(0, '127.0.0.1', settle));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((settle) => this.#server.close(settle));
  }

  /** Timers of the same length come in the order in which they were set. */
  #carry(from: Socket, to: Socket, delay: number): void {
    this.#sockets.add(from);
    from.setNoDelay();
    from.on('data', (bytes) => setTimeout(() => to.writable && to.write(bytes), delay));
    from.on('error', () => undefined);
    from.on('close', () => {
      this.#sockets.delete(from);
      setTimeout(() => to.end(), delay);
    });
  }
}
