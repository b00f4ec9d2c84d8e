/** Of one client no more requests than these wait for their turn. */
const mostWaiting = 500;
/** After a request that took longer than this, in ms, everybody else has as long. */
const lightMs = 3;

/**
 * Requests begin one after the other, with a turn of the event loop between them, and those of different clients by turns:
 * whoever asks for much at once waits for himself.
 */
export class Turns {
  readonly #waiting = new Map<string, (() => void)[]>();
  #busy = false;

  /** Resolves when a request of this client may begin: to false when too many of its requests wait already. */
  take(client: string): Promise<boolean> {
    const queue = this.#waiting.get(client) ?? [];
    if (queue.length >= mostWaiting) return Promise.resolve(false);
    return new Promise((resolve) => {
      queue.push(() => {
        resolve(true);
      });
      this.#waiting.set(client, queue);
      if (!this.#busy) this.#next();
    });
  }

  #next(): void {
    const [first] = this.#waiting;
    this.#busy = first !== undefined;
    if (first === undefined) return;
    const [client, queue] = first;
    const begin = queue.shift();
    // The others come first now.
    this.#waiting.delete(client);
    if (queue.length > 0) this.#waiting.set(client, queue);
    const began = performance.now();
    begin?.();
    setImmediate(() => {
      const tookMs = performance.now() - began;
      if (tookMs <= lightMs) this.#next();
      else {
        setTimeout(() => {
          this.#next();
        }, tookMs);
      }
    });
  }
}
