import { RoundRobin } from './round-robin.ts';

/** Of one client no more requests than these wait for their turn. */
const mostWaiting = 500;
/** After a request that took longer than this, in ms, everybody else has as long. */
const lightMs = 3;

/**
 * Requests begin one after the other, with a turn of the event loop between them, and those of different clients by turns:
 * whoever asks for much at once waits for himself.
 */
export class FairQueue {
  readonly #mostUnderWay: number;
  readonly #underWay = new Map<string, number>();
  readonly #waiting = new RoundRobin<() => void>();
  #busy = false;

  /**
   * @param mostUnderWay - of one client no more requests than so many have begun and are not over: what the database has found for
   *   all of them is not answered in one turn of the event loop. Each is to be told to `end`. Default any number, of which none is.
   */
  constructor(mostUnderWay: number = Infinity) {
    this.#mostUnderWay = mostUnderWay;
  }

  /** Resolves when a request of this client may begin: to false when too many of its requests wait already. */
  take(client: string): Promise<boolean> {
    if (this.#waiting.of(client).length >= mostWaiting) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#waiting.push(client, () => {
        resolve(true);
      });
      if (!this.#busy) this.#next();
    });
  }

  /** A request of this client that had its turn is over. */
  end(client: string): void {
    const left = (this.#underWay.get(client) ?? 0) - 1;
    if (left > 0) this.#underWay.set(client, left);
    else this.#underWay.delete(client);
    if (!this.#busy) this.#next();
  }

  #next(): void {
    const next = this.#waiting.shift((client) => this.#mayBegin(client));
    this.#busy = next !== undefined;
    if (next === undefined) return;
    const [client, begin] = next;
    if (this.#mostUnderWay < Infinity) {
      this.#underWay.set(client, (this.#underWay.get(client) ?? 0) + 1);
    }
    const began = performance.now();
    begin();
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

  #mayBegin(client: string): boolean {
    return (this.#underWay.get(client) ?? 0) < this.#mostUnderWay;
  }
}
