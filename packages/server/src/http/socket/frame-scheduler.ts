import { RoundRobin } from '../../base/round-robin.ts';
import { WorkBudget } from '../../base/work-budget.ts';

/** So much is done for frames before everybody else has a turn of the event loop, in ms. */
const atOnceMs = 10;

/** A frame that waits, and whose socket is not read meanwhile. */
export interface WaitingFrame {
  socket: { pause(): void; resume(): void };
  /** @returns how much more work is to come of it, in ms; undefined where it is not done yet, and is to be called again. */
  work: () => number | undefined;
}

/** A client that has sockets. */
interface Client {
  sockets: number;
  /** Of it half of the time is taken, or all of what comes of its words: see {@link FrameScheduler}. */
  budget: WorkBudget;
  /** It has had its share until then, in ms of `performance.now()`. */
  until: number;
}

/**
 * Lets the frames of all sockets be handled as they come, as long as that is little work. What is more waits for the next turn of the
 * event loop, where those of different clients come by turns: many sockets of one client are as much work as one that sends as much.
 * While several clients have sockets, none of them has more than half of the time for its frames, and a quarter for what comes of
 * their words. Alone it has all there is: behind a proxy everybody is one client.
 */
export class FrameScheduler {
  readonly #waiting = new RoundRobin<WaitingFrame>();
  readonly #clients = new Map<string, Client>();
  #spentMs = 0;
  #turning = false;
  #timer: NodeJS.Timeout | undefined;

  /** A client has one more socket. @returns what is to be called when that is closed. */
  join(client: string): () => void {
    const joined = this.#clients.get(client) ?? { sockets: 0, budget: new WorkBudget(), until: 0 };
    this.#clients.set(client, joined);
    joined.sockets += 1;
    return () => {
      joined.sockets -= 1;
      if (joined.sockets === 0) this.#clients.delete(client);
    };
  }

  /** Handles a frame of this client, now or soon; those of one socket keep their order. */
  take(client: string, frame: WaitingFrame): void {
    const others = [...this.#waiting.clients()].some((other) => this.#mayHave(other));
    const own = this.#waiting.of(client).length > 0;
    if (!others && !own && this.#spentMs < atOnceMs && this.#mayHave(client)) {
      this.#run(client, frame);
      return;
    }
    frame.socket.pause();
    this.#waiting.push(client, frame);
    if (!this.#turning) this.#wait();
  }

  #run(client: string, frame: WaitingFrame): void {
    const began = performance.now();
    const moreMs = frame.work();
    if (moreMs === undefined) {
      frame.socket.pause();
      this.#waiting.unshift(client, frame);
    }
    const now = performance.now();
    this.#spentMs += now - began;
    const known = this.#clients.get(client);
    if (known && this.#clients.size > 1) {
      known.until = now + known.budget.spend(now, (now - began) / 2 + (moreMs ?? 0));
    }
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
      const next = this.#waiting.shift((client) => this.#mayHave(client));
      if (next === undefined) break;
      const [client, frame] = next;
      this.#run(client, frame);
      if (!this.#waiting.of(client).some(({ socket }) => socket === frame.socket)) {
        frame.socket.resume();
      }
    }
    if (!this.#turning) this.#wait();
  }

  /** Goes on when a client of whom something waits may have more. */
  #wait(): void {
    clearTimeout(this.#timer);
    const moments = [...this.#waiting.clients()].map(
      (client) => this.#clients.get(client)?.until ?? 0,
    );
    if (moments.length === 0) return;
    this.#timer = setTimeout(
      () => {
        this.#turn();
      },
      Math.max(1, Math.min(...moments) - performance.now()),
    );
  }

  #mayHave(client: string): boolean {
    return (this.#clients.get(client)?.until ?? 0) <= performance.now();
  }
}
