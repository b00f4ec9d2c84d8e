import { AdaptiveJitterPolicy } from '../../../core/src/audio/playback/jitter-policy.ts';
import { PlaybackQueue } from '../../../core/src/audio/playback/playback-queue.ts';
import type { CaptureChunk, PlaybackCommand } from '../../../core/src/worklets/messages.ts';

type Listener = ((event: { readonly data: unknown }) => void) | null;

/** Hz of the speaker. */
const rate = 48_000;

/** The audio thread's playback end: the real queue, in the time of a test. */
export class StageSpeaker {
  onmessage: Listener = null;
  /** Frames that were rendered with sound in them, by the message. */
  readonly sampleRate: number = rate;
  #frame = 0;
  readonly #output = new Float32Array(rate / 100);
  readonly #queue = new PlaybackQueue({
    sampleRate: rate,
    fadeDuration: 6,
    policy: new AdaptiveJitterPolicy(),
    report: (report) => this.onmessage?.({ data: report }),
  });

  postMessage(command: PlaybackCommand): void {
    switch (command.type) {
      case 'ping':
        this.onmessage?.({ data: { type: 'pong' } });
        break;
      case 'enqueue':
        this.#queue.enqueue(command.messageId, command.samples);
        break;
      case 'finish':
        this.#queue.finish(command.messageId);
        break;
      case 'clear':
        this.#queue.clear();
        break;
      case 'volume':
      case 'dismissed':
        break;
    }
  }

  close(): void {}

  /** 10 ms of sound. */
  render(): void {
    for (let at = 0; at < this.#output.length; at += 128) {
      const part = this.#output.subarray(at, at + 128);
      this.#queue.render(part, this.#frame);
      this.#frame += part.length;
    }
  }
}

/** Pieces of sound that are told apart. */
const counted = 200;

/** The numbers of the pieces in such sound, as linear16 in base64. @param rate Hz */
export function piecesIn(audio: string, rate: number): number[] {
  const bytes = Buffer.from(audio, 'base64');
  const width = (rate / 50) * 2;
  return Array.from({ length: bytes.length / width }, (_, index) =>
    bytes.readInt16LE(index * width),
  );
}

/** Whether each piece follows the one before. */
export function isWhole(pieces: readonly number[]): boolean {
  return pieces.every((piece, index) => {
    const before = pieces[index - 1];
    return before === undefined || piece === (before + 1) % counted;
  });
}

/**
 * What of the microphone's sound is missing or comes again, in pieces, over sessions one after the other: within a session, from one
 * to the next, and again at the beginning of the next.
 */
export function gapsIn(sessions: readonly (readonly number[])[]): {
  within: number;
  between: number;
  again: number;
} {
  const gaps = { within: 0, between: 0, again: 0 };
  let last: number | undefined;
  for (const pieces of sessions) {
    for (const [index, piece] of pieces.entries()) {
      // Half a round of numbers ahead is missing; half a round back comes again.
      const step = last === undefined ? 0 : (piece - last - 1 + counted) % counted;
      last = piece;
      if (index > 0) gaps.within += Number(step !== 0);
      else if (step < counted / 2) gaps.between += step;
      else gaps.again += counted - step;
    }
  }
  return gaps;
}

/** The audio thread's capture end. */
export class StageMicrophone {
  onmessage: Listener = null;
  /** Whether somebody speaks into it. */
  speaking = false;
  /** With push-to-talk: whether the button is held. */
  held: boolean | undefined;
  readonly #samples: number;
  readonly #rate: number;
  #at = 0;
  #count = 0;

  /** @param rate Hz of the wire */
  constructor(rate: number) {
    this.#rate = rate;
    this.#samples = rate / 50;
  }

  postMessage(): void {}

  close(): void {}

  /** 20 ms of sound. */
  capture(): void {
    const samples = new Int16Array(this.#samples);
    const voice = this.speaking && this.held !== false;
    if (voice) {
      for (let index = 0; index < samples.length; index += 1) {
        samples[index] = 12_000 * Math.sin((2 * Math.PI * 300 * (this.#at + index)) / this.#rate);
      }
    }
    this.#at += samples.length;
    // Too soft for a voice: by it each piece is known again.
    samples[0] = this.#count = (this.#count + 1) % counted;
    const chunk: CaptureChunk = { samples: samples.buffer, voice, held: this.held };
    this.onmessage?.({ data: chunk });
  }
}
