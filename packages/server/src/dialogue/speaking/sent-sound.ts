import { base64ToBytes } from '@vivavoce/evi';
import type { Clock } from '../../base/clock.ts';
import type { Said } from '../../connection/resend-buffer.ts';
import type { Pcm } from '../../audio/pcm.ts';
import { parseWav } from '../../audio/wav.ts';
import type { SoundRecorder } from '../../recording/sound-recorder.ts';

/** Between a piece's sending and its sounding at the client: network, decoding and its queue. */
const clientDelayMs = 150;

/**
 * Beyond so many samples that were not confirmed, the oldest were not heard: what a line keeps to say it again is no more. Their number
 * says nothing: a realtime model's pieces are a twenty-fifth of a second.
 */
const mostUnconfirmed = 4_000_000;

/** A piece of sound, by its message and its place in it. */
export interface SoundPiece {
  id: string;
  index: number;
}

/**
 * The sound that the client was sent: until when it plays, and what of it was heard. What the client has not confirmed when its line
 * breaks was not heard; sent again, it sounds from then.
 */
export class SentSound {
  readonly #clock: Clock;
  readonly #recorder: Pick<SoundRecorder, 'speak' | 'stopPlayback'>;
  readonly #unconfirmed = new Map<string, { speech: Pcm; from: number }>();
  #unconfirmedSamples = 0;
  #until = 0;
  #confirmedUntil = 0;

  /** @param recorder - keeps what is heard. */
  constructor(clock: Clock, recorder: Pick<SoundRecorder, 'speak' | 'stopPlayback'>) {
    this.#clock = clock;
    this.#recorder = recorder;
  }

  /** When the last of it will have been played, as the clock counts. */
  get until(): number {
    return this.#until;
  }

  /** Whether the client still plays something. */
  get sounding(): boolean {
    return this.#clock.now() < this.#until;
  }

  /** A piece is sent. */
  send(piece: SoundPiece, speech: Pcm): void {
    const from = this.sounding ? this.#until : this.#clock.now() + clientDelayMs;
    this.#hold(keyOf(piece), { speech, from });
    for (const oldest of this.#unconfirmed.keys()) {
      if (this.#unconfirmedSamples <= mostUnconfirmed) break;
      this.#drop(oldest);
    }
    this.#until = endOf(speech, from);
  }

  /** The client has a piece. */
  confirm(piece: SoundPiece): void {
    const sent = this.#unconfirmed.get(keyOf(piece));
    if (sent === undefined) return;
    this.#drop(keyOf(piece));
    this.#recorder.speak(sent.speech, sent.from);
    this.#confirmedUntil = Math.min(this.#until, endOf(sent.speech, sent.from));
  }

  /** These pieces were sent again over another line, and no others that were not confirmed. */
  sendAgain(pieces: readonly (SoundPiece & { data: string })[]): void {
    this.#unconfirmed.clear();
    this.#unconfirmedSamples = 0;
    this.#until = this.#confirmedUntil;
    for (const { data, ...piece } of pieces) {
      this.send(piece, parseWav(base64ToBytes(data) ?? new Uint8Array(), 'the voice'));
    }
  }

  /** The client was told to fall silent. */
  silence(): void {
    const now = this.#clock.now();
    for (const [key, { speech, from }] of [...this.#unconfirmed]) {
      const { samples, sampleRate } = speech;
      const heard = samples.subarray(0, Math.max(0, ((now - from) * sampleRate) / 1000));
      this.#drop(key);
      if (heard.length > 0) this.#hold(key, { speech: { samples: heard, sampleRate }, from });
    }
    this.#until = 0;
    this.#confirmedUntil = 0;
    this.#recorder.stopPlayback();
  }

  #hold(key: string, held: { speech: Pcm; from: number }): void {
    this.#drop(key);
    this.#unconfirmed.set(key, held);
    this.#unconfirmedSamples += held.speech.samples.length;
  }

  #drop(key: string): void {
    this.#unconfirmedSamples -= this.#unconfirmed.get(key)?.speech.samples.length ?? 0;
    this.#unconfirmed.delete(key);
  }
}

/** The sound among messages. */
export function soundIn(messages: readonly Said[]): { id: string; index: number; data: string }[] {
  return messages.flatMap(({ type, id = '', index = 0, data = '' }) =>
    type === 'audio_output' ? [{ id, index, data }] : [],
  );
}

function keyOf({ id, index }: SoundPiece): string {
  return `${id} ${String(index)}`;
}

function endOf({ samples, sampleRate }: Pcm, from: number): number {
  return from + (1000 * samples.length) / sampleRate;
}
