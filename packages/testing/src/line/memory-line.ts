import type { LineEnd, LineTaker, ScriptClock, ServiceLine } from './service-line.ts';

/**
 * A client's end of a line that is carried by nothing but memory: a WebSocket without a network, in the time of a script. Each
 * frame takes one task of the clock, in order, like the opening and the close.
 */
export class MemorySocket {
  binaryType = 'blob';
  readyState = 0;
  readonly url: string;
  onopen: ((event: never) => unknown) | null = null;
  onmessage: ((event: never) => unknown) | null = null;
  onclose: ((event: never) => unknown) | null = null;
  onerror: ((event: never) => unknown) | null = null;
  readonly #clock: ScriptClock;
  /** ms that each way takes. */
  readonly #delay: number;
  #onFrame: (frame: string | Uint8Array) => void = () => undefined;
  #onEnd: (end: LineEnd) => void = () => undefined;
  #unsent = 0;

  constructor(
    service: LineTaker,
    address: string,
    protocols: readonly string[],
    clock: ScriptClock,
    delay: number,
  ) {
    this.url = address;
    this.#clock = clock;
    this.#delay = delay;
    const url = new URL(address);
    clock.after(delay, () => {
      if (this.readyState !== 0) return;
      if (service.refuses(url) !== undefined) {
        this.#end(1006, '');
        return;
      }
      this.readyState = 1;
      this.onopen?.({} as never);
      service.take(this.#farEnd(url, protocols));
    });
  }

  /** Bytes on their way. */
  get bufferedAmount(): number {
    return this.#unsent;
  }

  send(data: string | Uint8Array): void {
    if (this.readyState === 0) throw new Error('Failed to send: because it is still connecting.');
    if (this.readyState !== 1) return;
    this.#unsent += data.length;
    this.#clock.after(this.#delay, () => {
      this.#unsent -= data.length;
      this.#onFrame(data);
    });
  }

  close(code = 1005, reason = ''): void {
    if (this.readyState >= 2) return;
    this.readyState = 2;
    this.#clock.after(this.#delay, () => {
      this.#onEnd({ code, reason });
      this.#end(code, reason);
    });
  }

  /** The line breaks: neither side sees more than that. */
  cut(): void {
    if (this.readyState === 3) return;
    this.#onEnd({ code: 1006, reason: '' });
    this.#end(1006, '');
  }

  #end(code: number, reason: string): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.({ code, reason } as never);
  }

  #farEnd(url: URL, protocols: readonly string[]): ServiceLine {
    return {
      url,
      protocols,
      authorization: undefined,
      send: (frame) => {
        this.#clock.after(this.#delay, () => {
          if (this.readyState !== 1) return;
          const data = typeof frame === 'string' ? frame : frame.slice().buffer;
          this.onmessage?.({ data } as never);
        });
      },
      close: (code, reason) => {
        this.#clock.after(this.#delay, () => {
          this.#onEnd({ code, reason });
          this.#end(code, reason);
        });
      },
      onFrame: (listener) => {
        this.#onFrame = listener;
      },
      onEnd: (listener) => {
        this.#onEnd = listener;
      },
    };
  }
}
