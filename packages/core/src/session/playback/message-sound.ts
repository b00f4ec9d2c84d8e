import { WavStream } from '@vivavoce/evi';
import type { Wav } from '@vivavoce/evi';
import { Resampler } from '../../audio/resampler.ts';
import type { PlaybackCommand } from '../../worklets/messages.ts';
import type { SessionEvent } from '../messages.ts';
import { Reorder } from './reorder.ts';

/** The playback processor: its port, and the sample rate of its context in Hz. */
export interface Speaker {
  readonly sampleRate: number;
  readonly port: { postMessage(command: PlaybackCommand, transfer?: Transferable[]): void };
}

/** Sound, or bytes that only the main thread can decode. */
type Sound = Pick<Wav, 'samples' | 'sampleRate'> | Uint8Array;

/** The id of the latest `decode` event. */
let lastDecode = 0;

/**
 * The sound of one message: pieces in the order of their index, decoded, and resampled as one stream, without seams. What
 * was not played to the end can be played again, on another speaker.
 */
export class MessageSound {
  /** No more pieces are expected. */
  ended = false;
  /** The server has announced the id again, and no sound of that has come: it may count the pieces from 0. */
  announced = false;
  /** Frames that the speaker has and has not played. */
  queued = 0;
  /** ms that were heard before it started last. */
  heard = 0;
  readonly #id: string;
  readonly #tell: (event: SessionEvent) => void;
  /** null is a piece that can't be played. It takes its place all the same. */
  #pieces = new Reorder<Uint8Array | null>();
  readonly #stream = new WavStream();
  /** What was not heard to the end; the first of it that the speaker does not have; and ms of it that were heard. */
  #sounds: Sound[] = [];
  #next = 0;
  #heardOfSounds = 0;
  /** Frames to leave out, since they were heard on another speaker. */
  #skip = 0;
  /** For the sound sent last, and its sample rate. */
  #resampler: Resampler | null = null;
  #rate = 0;
  /** The id of the `decode` event that was not answered yet. */
  #decoding: number | null = null;
  /** The speaker knows that nothing follows. */
  #finished = false;
  #failed = false;

  /** @param tell takes `decode` events, and one `error` at most */
  constructor(id: string, tell: (event: SessionEvent) => void) {
    this.#id = id;
    this.#tell = tell;
  }

  /** Whether nothing but a missing piece keeps others waiting. */
  get gap(): boolean {
    return this.#decoding === null && this.#pieces.waiting > 0;
  }

  /** Whether more of it may become ready although nothing more comes from the server. */
  get busy(): boolean {
    return this.#decoding !== null || this.#pieces.waiting > 0;
  }

  /** @returns false for a repeated piece, or one that was skipped */
  put(index: number, bytes: Uint8Array | null): boolean {
    let ready = this.#pieces.put(index, bytes);
    if (!ready && this.announced && index === 0) {
      this.#pieces = new Reorder();
      ready = this.#pieces.put(index, bytes);
    }
    if (!ready) return false;
    this.announced = this.ended = this.#finished = false;
    this.#read(ready);
    return true;
  }

  /** Gives up on the missing piece. */
  skipGap(): void {
    this.#read(this.#pieces.skipGap());
  }

  /** Posts to the speaker what is ready and, at the end, that nothing follows. */
  advance(speaker: Speaker): void {
    const messageId = this.#id;
    while (this.#decoding === null) {
      const sound = this.#sounds[this.#next];
      const over = this.ended && !this.busy;
      let output: Float32Array<ArrayBuffer>;
      let length: number;
      if (
        this.#resampler &&
        (sound ? sound instanceof Uint8Array || sound.sampleRate !== this.#rate : over)
      ) {
        output = new Float32Array(this.#resampler.bound(0));
        length = this.#resampler.flush(output);
        this.#resampler = null;
      } else if (sound instanceof Uint8Array) {
        const id = (this.#decoding = lastDecode += 1);
        this.#tell({ type: 'decode', messageId, id, bytes: sound });
        return;
      } else if (sound) {
        this.#resampler ??= new Resampler(sound.sampleRate, speaker.sampleRate);
        this.#rate = sound.sampleRate;
        output = new Float32Array(this.#resampler.bound(sound.samples.length));
        length = this.#resampler.process(sound.samples, output);
        this.#next += 1;
      } else {
        if (over) this.#finish(speaker);
        return;
      }
      const samples = output.slice(Math.min(this.#skip, length), length);
      this.#skip = Math.max(0, this.#skip - length);
      this.queued += samples.length;
      if (samples.length > 0) {
        speaker.port.postMessage({ type: 'enqueue', messageId, samples }, [samples.buffer]);
      }
    }
  }

  /** The answer to a `decode` event: mono at the speaker's rate, or null where it can't be decoded. */
  decoded(id: number, samples: Float32Array | null, sampleRate: number): void {
    if (id !== this.#decoding) return;
    this.#decoding = null;
    if (samples) this.#sounds[this.#next] = { samples, sampleRate };
    else {
      this.#sounds.splice(this.#next, 1);
      this.fail('its format is not known here');
    }
  }

  /** The speaker played `frames`, `duration` ms, and had no more. */
  played(frames: number, duration: number): void {
    this.heard += duration;
    this.#heardOfSounds += duration;
    this.queued = Math.max(0, this.queued - frames);
    if (this.queued > 0) return;
    this.#sounds.splice(0, this.#next);
    this.#next = this.#heardOfSounds = 0;
  }

  /**
   * The next `advance` posts to another speaker: everything again but what was heard.
   *
   * @param heard ms that were heard since it started last
   * @param sampleRate Hz of that speaker
   */
  restart(heard: number, sampleRate: number): void {
    this.heard += heard;
    this.#heardOfSounds += heard;
    this.#skip = Math.round((this.#heardOfSounds / 1000) * sampleRate);
    this.#next = this.queued = 0;
    this.#resampler = this.#decoding = null;
    this.#finished = false;
  }

  /** Tells that some of it can't be played, once. */
  fail(why: string): void {
    if (this.#failed) return;
    this.#failed = true;
    const message = `A piece of message ${this.#id} can't be played: ${why}.`;
    this.#tell({ type: 'error', error: { reason: 'audio-decode', message } });
  }

  #read(pieces: readonly (Uint8Array | null)[]): void {
    for (const piece of pieces) {
      const sound = piece && this.#stream.read(piece);
      if (sound) this.#sounds.push(sound);
      else if (!piece) this.fail('its base64 is broken');
    }
  }

  #finish(speaker: Speaker): void {
    if (this.#finished) return;
    this.#finished = true;
    if (this.#stream.lack) this.fail(this.#stream.lack);
    if (this.queued > 0) speaker.port.postMessage({ type: 'finish', messageId: this.#id });
  }
}
