import { bytesToBase64, encodeMessage } from '@vivavoce/evi';

/** ms of speech that may wait in the socket's own buffer: past it, chunks wait here, where they can still be dropped. */
const patience = 500;

/** What the uplink needs of the line. */
export interface UplinkLine {
  readonly bufferedAmount: number;
  /** False when nothing was sent. */
  send(text: string): boolean;
}

/**
 * The way up: a chunk of speech becomes an `audio_input` message. Where the line does not take it, it waits, and what
 * has waited longest is dropped when there is too much of it, counted: an ever longer delay helps nobody.
 */
export class Uplink {
  readonly #line: UplinkLine;
  /** ms of speech that may wait. */
  readonly #capacity: number;
  readonly #waiting: string[] = [];
  /** ms of speech in a chunk, and characters of its message. */
  #duration = 0;
  #size = 0;
  #sent = 0;
  #dropped = 0;

  constructor(line: UplinkLine, capacity = 5000) {
    this.#line = line;
    this.#capacity = capacity;
  }

  /** Chunks that went out. */
  get sent(): number {
    return this.#sent;
  }

  /** Chunks that wait. */
  get kept(): number {
    return this.#waiting.length;
  }

  /** Chunks that waited too long. */
  get dropped(): number {
    return this.#dropped;
  }

  /** ms of speech that wait, here and in the socket. */
  get delay(): number {
    const buffered = this.#size === 0 ? 0 : this.#line.bufferedAmount / this.#size;
    return (this.#waiting.length + buffered) * this.#duration;
  }

  /**
   * @param samples little-endian linear16
   * @param duration ms of speech in it
   */
  send(samples: ArrayBuffer, duration: number): void {
    this.#duration = duration;
    this.#waiting.push(
      encodeMessage({ type: 'audio_input', data: bytesToBase64(new Uint8Array(samples)) }),
    );
    while (this.#waiting.length * duration > this.#capacity) {
      this.#waiting.shift();
      this.#dropped += 1;
    }
    this.#drain();
  }

  #drain(): void {
    for (let text = this.#waiting[0]; text !== undefined; text = this.#waiting[0]) {
      this.#size = text.length;
      if (this.#line.bufferedAmount > (text.length * patience) / this.#duration) return;
      if (!this.#line.send(text)) return;
      this.#waiting.shift();
      this.#sent += 1;
    }
  }
}
