import { encodeMessage } from '@vivavoce/evi';
import { toBase64 } from '../base64.ts';

/** ms of speech that may wait in the socket's own buffer: past it, chunks wait here, where they can still be dropped. */
const maxSocketDelay = 500;

/** ms before a voice that belong to it. */
const preRoll = 300;

/** ms behind an utterance that belong to it still: no server takes a shorter pause for its end. */
const postRoll = 400;

interface Chunk {
  readonly text: string;
  readonly voice: boolean;
  /** ms of speech that had gone over the line with it. */
  end: number;
}

/**
 * A ring of speech on its way up, each chunk an `audio_input` message, that the line empties. When too much waits, what has waited
 * longest is dropped and counted: an ever longer delay helps nobody. Speech that was sent stays in the ring until the server has
 * understood it, and is sent again if the connection is lost before.
 */
export class Uplink {
  /** ms of speech that may be kept. */
  capacity = 5000;
  /** ms of speech in a chunk. */
  duration = 20;
  #queue: Chunk[] = [];
  /** Sent, from shortly before the first voice on; and not understood yet. */
  #unacknowledged: Chunk[] = [];
  /** Chunks of before the line came back that still wait. */
  #backlog = 0;
  /** Of those that wait, the first so many were sent over a line that broke. */
  #resending = 0;
  /** ms of speech that went over this line. */
  #sentDuration = 0;
  /** Characters of a chunk's message. */
  #messageLength = 0;
  /** Chunks that went out. */
  sent = 0;
  /** Chunks that waited too long. */
  dropped = 0;

  /** Chunks that wait. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Whether speech of before the line came back still waits. */
  get hasBacklog(): boolean {
    return this.#backlog > 0;
  }

  /** Whether speech waits that the server may have understood already. */
  get mayRepeat(): boolean {
    return this.#resending > 0;
  }

  /** ms of speech that wait here, and that were dropped. */
  get durations(): { readonly buffered: number; readonly dropped: number } {
    return {
      buffered: this.#queue.length * this.duration,
      dropped: this.dropped * this.duration,
    };
  }

  /**
   * ms of speech that wait, here and in the socket.
   *
   * @param bufferedAmount the socket's
   */
  delay(bufferedAmount: number): number {
    const buffered = this.#messageLength === 0 ? 0 : bufferedAmount / this.#messageLength;
    return (this.#queue.length + buffered) * this.duration;
  }

  /**
   * @param samples little-endian linear16
   * @param voice whether somebody is heard in it
   * @param held for a service that is told: whether the button of push-to-talk was held at its end
   */
  put(samples: ArrayBuffer, voice = false, held?: boolean): void {
    const data = toBase64(new Uint8Array(samples));
    const message = {
      type: 'audio_input',
      data,
      ...(held !== undefined && { held, voice }),
    } as const;
    this.#queue.push({ text: encodeMessage(message), voice, end: 0 });
  }

  /**
   * The message to send next.
   *
   * @param bufferedAmount the socket's
   * @returns undefined where none waits, or the socket has enough
   */
  next(bufferedAmount: number): string | undefined {
    const [chunk] = this.#queue;
    this.#messageLength = chunk?.text.length ?? this.#messageLength;
    return bufferedAmount > (this.#messageLength * maxSocketDelay) / this.duration
      ? undefined
      : chunk?.text;
  }

  /** The message that is `next` was sent. */
  shift(): void {
    const [chunk] = this.#queue;
    if (!chunk) return;
    this.#removeFirst();
    this.sent += 1;
    chunk.end = this.#sentDuration += this.duration;
    this.#retain(chunk);
  }

  /** Drops what is too much: of what was sent a little later, since it may still be on its way. */
  trim(): void {
    const sent =
      this.#queue.length +
      this.#unacknowledged.length -
      (this.capacity + maxSocketDelay) / this.duration;
    if (sent > 0) this.#unacknowledged.splice(0, sent);
    while (this.#queue.length * this.duration > this.capacity) {
      this.#removeFirst();
      this.dropped += 1;
    }
  }

  /**
   * The server has understood what was said: all but what is being said at this moment.
   *
   * @param end ms of speech over the line at which the utterance ended
   */
  acknowledge(end: number): void {
    const again = countSaid(this.#queue.slice(0, this.#resending), end);
    this.#queue.splice(0, again);
    this.#resending -= again;
    this.#unacknowledged.splice(0, countSaid(this.#unacknowledged, end));
  }

  /** The line broke: what was said and not understood waits again, before what was not sent yet. */
  lost(): void {
    if (this.#unacknowledged.some(({ voice }) => voice)) {
      this.#queue.unshift(...this.#unacknowledged);
      this.#resending += this.#unacknowledged.length;
    }
    this.#unacknowledged = [];
    this.#backlog = 0;
    this.trim();
  }

  /** The line is back: what waits now is the backlog. */
  resumed(): void {
    this.#backlog = this.#queue.length;
    this.#resending = this.#sentDuration = 0;
  }

  #removeFirst(): void {
    this.#queue.shift();
    this.#backlog = Math.max(0, this.#backlog - 1);
    this.#resending = Math.max(0, this.#resending - 1);
  }

  #retain(chunk: Chunk): void {
    this.#unacknowledged.push(chunk);
    const silent = !this.#unacknowledged.some(({ voice }) => voice);
    while (silent && this.#unacknowledged.length * this.duration > preRoll)
      this.#unacknowledged.shift();
  }
}

/** Chunks up to the end of that utterance, without those of whoever is still speaking. */
function countSaid(chunks: readonly Chunk[], end: number): number {
  const speaking = chunks.findLastIndex(({ voice }) => !voice) + 1;
  const later = chunks.findIndex((chunk) => chunk.end > end + postRoll);
  return later === -1 ? speaking : Math.min(speaking, later);
}
