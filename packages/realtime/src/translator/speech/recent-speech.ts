import { bytesOf } from '../evi.ts';

/** ms before a voice that belong to it. */
const preRoll = 300;

/** ms that are kept of one utterance. */
const longest = 30_000;

/** What the microphone heard last: of who speaks, from the beginning on. Another connection that takes over is told it again. */
export class RecentSpeech {
  readonly #width: number;
  #pieces: string[] = [];
  #bytes = 0;

  /** @param rate Hz */
  constructor(rate: number) {
    this.#width = (rate * 2) / 1000;
  }

  /** ms of it. */
  get duration(): number {
    return this.#bytes / this.#width;
  }

  get pieces(): readonly string[] {
    return this.#pieces;
  }

  /** @param speaking whether somebody speaks whom the service has not understood yet */
  put(data: string, speaking: boolean): void {
    this.#pieces.push(data);
    this.#bytes += bytesOf(data);
    const most = speaking ? longest : preRoll;
    while (this.duration > most) this.#bytes -= bytesOf(this.#pieces.shift() ?? '');
  }
}
