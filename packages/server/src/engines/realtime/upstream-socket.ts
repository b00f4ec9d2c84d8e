import { WebSocket } from 'ws';
import type { RawData } from 'ws';
import type { UpstreamAddress, WebSocketLike } from '@vivavoce/realtime/upstream';
import { RateMeter } from '../../base/rate-meter.ts';

/** The largest frame that is taken, in bytes: half a minute of sound in base64 is a tenth of it. */
const largestFrame = 16 * 1024 * 1024;
/** In so many ms a service has answered the handshake. */
const handshakeMs = 10_000;
/** A service that answers no ping for this long is gone, in ms. */
const pingEveryMs = 15_000;
/** Beyond so many bytes that a service has not taken, it takes none. */
const mostUnsent = 4 * 1024 * 1024;
/** Services make speech faster than it is heard, and not so much faster. Bytes and frames a second, saved up for 10 seconds. */
const mostPerSecond = { bytes: 2 * 1024 * 1024, frames: 1000 };

/** What a status in place of a handshake means, in the words by which a translator tells one end from another. */
const statuses: Readonly<Record<number, string>> = {
  401: 'unauthorized',
  403: 'unauthorized',
  404: 'not found',
  429: 'too many requests',
};

/** What an {@link UpstreamSocket} needs and tells. */
export interface UpstreamSocketParts extends UpstreamAddress {
  /** Runs what follows from something that came. */
  run: (work: () => void) => void;
  /** Why it ended, in a sentence without anything of the service's, where this end knows. */
  onTrouble: (because: string) => void;
}

/**
 * A WebSocket to a realtime service, as a translator wants one. Neither redirects are followed, for the key would go along, nor does what
 * the service does cost more than a bound.
 */
export class UpstreamSocket implements WebSocketLike {
  binaryType = 'arraybuffer';
  onopen: WebSocketLike['onopen'] = null;
  onmessage: WebSocketLike['onmessage'] = null;
  onclose: WebSocketLike['onclose'] = null;
  onerror: WebSocketLike['onerror'] = null;
  readonly #parts: UpstreamSocketParts;
  readonly #socket: WebSocket;
  readonly #bytes = new RateMeter(mostPerSecond.bytes, performance.now());
  readonly #frames = new RateMeter(mostPerSecond.frames, performance.now());
  #pings: NodeJS.Timeout | undefined;
  #answered = true;
  #over = false;

  constructor(parts: UpstreamSocketParts) {
    const { url, protocols = [], headers = {} } = parts;
    this.#parts = parts;
    const socket = new WebSocket(url, protocols, {
      headers,
      handshakeTimeout: handshakeMs,
      maxPayload: largestFrame,
      followRedirects: false,
      perMessageDeflate: false,
    });
    this.#socket = socket;
    socket.on('open', () => {
      this.#pings = setInterval(() => {
        this.#ping();
      }, pingEveryMs);
      parts.run(() => this.onopen?.({} as never));
    });
    socket.on('pong', () => (this.#answered = true));
    socket.on('unexpected-response', (_, { statusCode = 0 }) => {
      const final = statusCode < 429 && statusCode !== 408;
      if (final) parts.onTrouble(`it answers with HTTP ${String(statusCode)}`);
      this.#end(final ? 4000 : 1006, statuses[statusCode] ?? '');
    });
    socket.on('message', (data, binary) => {
      this.#take(data, binary);
    });
    socket.on('error', () => {
      // The close event follows.
    });
    socket.on('close', (code, reason) => {
      this.#end(code, reason.toString('utf8'));
    });
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount;
  }

  get readyState(): number {
    return this.#over ? 3 : this.#socket.readyState;
  }

  send(text: string): void {
    if (this.readyState !== 1) return;
    this.#socket.send(text);
    if (this.bufferedAmount > mostUnsent) this.#giveUp('it takes nothing any more');
  }

  close(code = 1000): void {
    this.#over = true;
    clearInterval(this.#pings);
    this.#socket.close(code);
    // It may never answer.
    setTimeout(() => {
      this.#socket.terminate();
    }, 1000).unref();
  }

  #take(data: RawData, binary: boolean): void {
    if (this.#over) return;
    const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer);
    const now = performance.now();
    if (!this.#bytes.take(now, bytes.length) || !this.#frames.take(now)) {
      this.#giveUp('it sends more than anybody could hear');
      return;
    }
    const frame = binary ? new Uint8Array(bytes).buffer : bytes.toString('utf8');
    this.#parts.run(() => this.onmessage?.({ data: frame } as never));
  }

  #ping(): void {
    if (this.#answered) this.#socket.ping();
    else this.#giveUp('it does not answer any more');
    this.#answered = false;
  }

  #giveUp(because: string): void {
    if (this.#over) return;
    this.#parts.onTrouble(because);
    this.#end(1006, '');
  }

  #end(code: number, reason: string): void {
    clearInterval(this.#pings);
    if (this.#over) return;
    this.#over = true;
    this.#socket.terminate();
    this.#parts.run(() => this.onclose?.({ code, reason } as never));
  }
}
