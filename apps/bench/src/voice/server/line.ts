import type { WebSocket } from 'ws';
import type { WallClock } from '../wall-clock.ts';

/** A frame of the client, and when it came. */
export interface Frame {
  readonly at: number;
  readonly data: Buffer;
  readonly binary: boolean;
}

/** The server's end of one conversation. */
export class Line {
  readonly frames: Frame[] = [];
  readonly #socket: WebSocket;
  readonly #clock: WallClock;

  constructor(socket: WebSocket, clock: WallClock) {
    this.#socket = socket;
    this.#clock = clock;
    socket.on('message', (data: Buffer, binary: boolean) => {
      this.frames.push({ at: clock.now(), data, binary });
    });
  }

  /** Sends a message that is already text. @returns when it was handed to the socket */
  send(text: string): number {
    const at = this.#clock.now();
    this.#socket.send(text);
    return at;
  }

  close(): void {
    this.#socket.terminate();
  }
}
