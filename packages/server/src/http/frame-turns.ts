/** So much is done for frames before everybody else has a turn of the event loop, in ms. */
const atOnceMs = 10;

/** A frame that waits, and whose socket is not read meanwhile. */
export interface WaitingFrame {
  socket: { pause(): void; resume(): void };
  work: () => void;
}

/**
 * Lets the frames of all sockets be handled as they come, as long as that is little work. What is more waits for the next turn of the
 * event loop, where those of different clients come by turns: many sockets of one client are as much work as one that sends as much.
 */
export class FrameTurns {
  readonly #waiting = new Map<string, WaitingFrame[]>();
  #spentMs = 0;
  #turning = false;

  /** Handles a frame of this client, now or soon; those of one socket keep their order. */
  take(client: string, frame: WaitingFrame): void {
    if (this.#waiting.size === 0 && this.#spentMs < atOnceMs) {
      this.#run(frame);
      return;
    }
    frame.socket.pause();
    const queue = this.#waiting.get(client) ?? [];
    queue.push(frame);
    this.#waiting.set(client, queue);
  }

  #run({ work }: WaitingFrame): void {
    const began = performance.now();
    work();
    this.#spentMs += performance.now() - began;
    if (this.#turning) return;
    this.#turning = true;
    setImmediate(() => {
      this.#turn();
    });
  }

  #turn(): void {
    this.#turning = false;
    this.#spentMs = 0;
    while (this.#spentMs < atOnceMs) {
      const [next] = this.#waiting;
      if (next === undefined) return;
      const [client, queue] = next;
      const frame = queue.shift();
      // The others come first now.
      this.#waiting.delete(client);
      if (queue.length > 0) this.#waiting.set(client, queue);
      if (frame === undefined) continue;
      if (!queue.some(({ socket }) => socket === frame.socket)) frame.socket.resume();
      this.#run(frame);
    }
  }
}
