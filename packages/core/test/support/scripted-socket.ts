import type { WebSocketLike } from '../../src/transport/socket.ts';

/**
 * The far side of a connection, in the hands of a test. Like a real one it refuses to send before it is open, keeps in
 * `bufferedAmount` what is sent after `close()` or while the line is stalled, and once closed from here stays closing until the test
 * says `drop`. A failure dispatches `error` before `close`.
 */
export class ScriptedSocket implements WebSocketLike {
  binaryType = 'blob';
  bufferedAmount = 0;
  readyState = 0;
  url?: string;
  onopen: WebSocketLike['onopen'] = null;
  onmessage: WebSocketLike['onmessage'] = null;
  onclose: WebSocketLike['onclose'] = null;
  onerror: WebSocketLike['onerror'] = null;
  closedWith: number | undefined;
  /** Nothing leaves the machine, as on a dead line: `bufferedAmount` only grows. */
  stalled = false;
  readonly sent: string[] = [];

  /** What was sent, read as JSON. */
  get messages(): Record<string, unknown>[] {
    return this.sent.map((text) => JSON.parse(text) as Record<string, unknown>);
  }

  send(data: string): void {
    if (this.readyState === 0)
      throw new DOMException('Still in CONNECTING state', 'InvalidStateError');
    if (this.readyState === 1) this.sent.push(data);
    if (this.readyState > 1 || this.stalled) this.bufferedAmount += data.length;
  }

  close(code?: number): void {
    if (this.readyState > 1) return;
    this.closedWith = code;
    this.readyState = 2;
  }

  /** The server takes the call. */
  accept(): void {
    if (this.readyState !== 0) return;
    this.readyState = 1;
    this.onopen?.({} as never);
  }

  /** The server says something: text as it is, anything else as JSON. */
  say(message: unknown): void {
    const data = typeof message === 'string' ? message : JSON.stringify(message);
    this.onmessage?.({ data } as never);
  }

  /** The line ends from the far side. */
  drop(code: number, reason = ''): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    if (code === 1006 || code === 1015) this.onerror?.({} as never);
    this.onclose?.({ code, reason } as never);
  }
}
