/** One end of a {@link FakeMessageChannel}. What it is given arrives as it is, uncloned, once the task's code has run. */
class FakePort extends EventTarget {
  onmessage: ((event: MessageEvent) => void) | null = null;
  other: FakePort | null = null;

  postMessage(data: unknown): void {
    const { other } = this;
    // A promise, since Jest's fake timers hold back everything else that waits.
    void Promise.resolve().then(() => other?.take(data));
  }

  take(data: unknown): void {
    if (!this.other) return;
    const event = new MessageEvent('message', { data });
    this.onmessage?.(event);
    this.dispatchEvent(event);
  }

  start(): void {}

  close(): void {
    const { other } = this;
    this.other = null;
    if (other) other.other = null;
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
