import { encodeMessage } from '@vivavoce/evi';
import { toBase64 } from './base64.ts';

/** ms of speech that may wait in the socket's own buffer: past it, chunks wait here, where they can still be dropped. */
const patience = 500;

/** ms before a voice that belong to it. */
const preRoll = 300;

/** ms behind an utterance that belong to it still: no server takes a shorter pause for its end. */
const pause = 400;

/** What the uplink needs of the line. */
export interface UplinkLine {
  /** Bytes that have not left the machine. */
  bufferedAmount(): number;
  /** False when nothing was sent. */
  send(text: string): boolean;
}

interface Chunk {
  readonly text: string;
  readonly voice: boolean;
  /** ms of speech that had gone over the line with it. */
  end: number;
}

/**
 * The way up: a chunk of speech becomes an `audio_input` message. Where the line does not take it, it waits in a ring,
 * and what has waited longest is dropped when there is too much of it, counted: an ever longer delay helps nobody.
 * Speech that was sent stays in the ring until the server has understood it: should the line be lost before, it goes
 * again.
 */
export class Uplink {
  readonly #line: UplinkLine;
  /** ms of speech that may be kept. */
  capacity = 5000;
  /** ms of speech in a chunk. */
  duration = 20;
  #waiting: Chunk[] = [];
  /** Sent, from shortly before the first voice on; and not understood yet. */
  #spoken: Chunk[] = [];
  /** Chunks of before the line came back that still wait. */
  #backlog = 0;
  /** Of those that wait, the first so many were sent over a line that broke. */
  #again = 0;
  /** ms of speech that went over this line. */
  #position = 0;
  /** Characters of a chunk's message. */
  #size = 0;
  /** Chunks that went out. */
  sent = 0;
  /** Chunks that waited too long. */
  dropped = 0;

  constructor(line: UplinkLine) {
    this.#line = line;
  }

  /** Chunks that wait. */
  get kept(): number {
    return this.#waiting.length;
  }

  /** Whether speech of before the line came back still waits. */
  get behind(): boolean {
    return this.#backlog > 0;
  }

  /** Whether speech waits that the server may have understood already. */
  get unsure(): boolean {
    return this.#again > 0;
  }

  /** ms of speech that wait here, and that were dropped. */
  get held(): { readonly queued: number; readonly dropped: number } {
    return {
      queued: this.#waiting.length * this.duration,
      dropped: this.dropped * this.duration,
    };
  }

  /** ms of speech that wait, here and in the socket. */
  get delay(): number {
    const buffered = this.#size === 0 ? 0 : this.#line.bufferedAmount() / this.#size;
    return (this.#waiting.length + buffered) * this.duration;
  }

  /**
   * @param samples little-endian linear16
   * @param voice whether somebody is heard in it
   */
  send(samples: ArrayBuffer, voice = false): void {
    const data = toBase64(new Uint8Array(samples));
    this.#waiting.push({ text: encodeMessage({ type: 'audio_input', data }), voice, end: 0 });
    this.drain();
    while ((this.#waiting.length + this.#spoken.length) * this.duration > this.capacity) {
      if (this.#spoken.shift()) continue;
      this.#shift();
      this.dropped += 1;
    }
  }

  /** Sends what waits for as long as the line takes it. */
  drain(): void {
    for (let [chunk] = this.#waiting; chunk; [chunk] = this.#waiting) {
      this.#size = chunk.text.length;
      if (this.#line.bufferedAmount() > (this.#size * patience) / this.duration) return;
      if (!this.#line.send(chunk.text)) return;
      this.#shift();
      this.sent += 1;
      chunk.end = this.#position += this.duration;
      this.#remember(chunk);
    }
  }

  /**
   * The server has understood what was said: all but what is being said at this moment.
   *
   * @param end ms of speech over the line at which the utterance ended
   */
  understood(end: number): void {
    const again = saidIn(this.#waiting.slice(0, this.#again), end);
    this.#waiting.splice(0, again);
    this.#again -= again;
    this.#spoken.splice(0, saidIn(this.#spoken, end));
  }

  /** The line broke: what was said and not understood waits again, before what was not sent yet. */
  lost(): void {
    if (this.#spoken.some(({ voice }) => voice)) {
      this.#waiting.unshift(...this.#spoken);
      this.#again += this.#spoken.length;
    }
    this.#spoken = [];
    this.#backlog = 0;
  }

  /** The line is back: what waits now is the backlog. */
  resumed(): void {
    this.#backlog = this.#waiting.length;
    this.#again = this.#position = 0;
  }

  #shift(): void {
    this.#waiting.shift();
    this.#backlog = Math.max(0, this.#backlog - 1);
    this.#again = Math.max(0, this.#again - 1);
  }

  #remember(chunk: Chunk): void {
    this.#spoken.push(chunk);
    const silent = !this.#spoken.some(({ voice }) => voice);
    while (silent && this.#spoken.length * this.duration > preRoll) this.#spoken.shift();
  }
}

/** Chunks up to the end of that utterance, without those of whoever is still speaking. */
function saidIn(chunks: readonly Chunk[], end: number): number {
  const speaking = chunks.findLastIndex(({ voice }) => !voice) + 1;
  const later = chunks.findIndex((chunk) => chunk.end > end + pause);
  return later === -1 ? speaking : Math.min(speaking, later);
}
