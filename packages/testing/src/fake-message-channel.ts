/**
 * One end of a {@link FakeMessageChannel}. As in browsers, messages arrive after the code that posted them, wait until the port is
 * started, and still arrive if the sender closes its end. Unlike there, they are not cloned.
 */
class FakePort extends EventTarget {
  other: FakePort | null = null;
  #onmessage: ((event: MessageEvent) => void) | null = null;
  #waiting: unknown[] | null = [];
  #closed = false;

  get onmessage(): ((event: MessageEvent) => void) | null {
    return this.#onmessage;
  }

  /** Starts the port, which `addEventListener` does not. */
  set onmessage(listener: ((event: MessageEvent) => void) | null) {
    this.#onmessage = listener;
    this.start();
  }

  postMessage(data: unknown): void {
    if (this.#closed) return;
    const { other } = this;
    // A promise: Jest's fake timers stop everything else.
    void Promise.resolve().then(() => other?.take(data));
  }

  take(data: unknown): void {
    if (this.#closed) return;
    if (this.#waiting) {
      this.#waiting.push(data);
      return;
    }
    const event = new MessageEvent('message', { data });
    this.#onmessage?.(event);
    this.dispatchEvent(event);
  }

  start(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const data of waiting) void Promise.resolve().then(() => this.take(data));
  }

  close(): void {
    this.#closed = true;
  }
}

/** For environments that have no `MessageChannel`, such as Jest's jsdom. */
export class FakeMessageChannel {
  readonly port1: FakePort = new FakePort();
  readonly port2: FakePort = new FakePort();

  constructor() {
    this.port1.other = this.port2;
    this.port2.other = this.port1;
  }
}
