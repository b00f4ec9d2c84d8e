import { bytesToBase64, encodeMessage } from '@vivavoce/evi';
import type { CaptureReport } from '../worklets/messages.ts';

/** ms of sound that may wait in the socket's own buffer before more is dropped. */
const patience = 500;

/** What the uplink needs of the line. */
export interface UplinkLine {
  readonly bufferedAmount: number;
  /** False when nothing was sent. */
  send(text: string): boolean;
}

/**
 * The way up: a chunk of speech becomes an `audio_input` message. A line that can't keep up costs the newest speech,
 * counted, and not an ever longer delay.
 */
export class Uplink {
  readonly #line: UplinkLine;
  /** Chunks that went out, and chunks that did not. */
  sent = 0;
  dropped = 0;

  constructor(line: UplinkLine) {
    this.#line = line;
  }

  /**
   * @param duration ms of sound in the chunk
   */
  send(chunk: CaptureReport, duration: number): void {
    const text = encodeMessage({
      type: 'audio_input',
      data: bytesToBase64(new Uint8Array(chunk.samples)),
    });
    const limit = (text.length * patience) / duration;
    if (this.#line.bufferedAmount <= limit && this.#line.send(text)) this.sent += 1;
    else this.dropped += 1;
  }
}
