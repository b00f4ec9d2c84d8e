import { WavStream } from '@vivavoce/evi';
import type { Undo } from '../base/emitter.ts';
import { Resampler } from '../audio/resampler.ts';
import { Reorder } from './reorder.ts';

/** Where the sound of one message goes. */
export interface SoundSink {
  /** Hz of what is written. */
  readonly sampleRate: number;
  write(samples: Float32Array<ArrayBuffer>): void;
  /** Asks for bytes that are not read here to be decoded; `decoded` is called with this id and what became of them. */
  decode(bytes: Uint8Array): number;
  /** Called once at most. */
  fail(why: string): void;
}

/** What a piece is: sound, or bytes that somebody else must decode. */
type Sound = Exclude<ReturnType<WavStream['read']>, null>;

/**
 * The sound of one message: its pieces in the order of their index, decoded, and resampled as one stream, so that no
 * seam is heard between them. What was not heard out can be played again, to another speaker.
 */
export class MessageSound {
  /** No more pieces will come; and the speaker was told so. */
  over = false;
  finished = false;
  /** Said again under the same id, and no sound of that has come: its pieces may be counted from 0 anew. */
  announced = false;
  /** Set while a piece that is missing is waited for; and while more may come. */
  cancelGap: Undo | null = null;
  cancelIdle: Undo | null = null;
  /** Frames that the speaker has and has not played. */
  written = 0;
  /** ms that were heard before it began to sound last. */
  heard = 0;
  readonly #sink: SoundSink;
  /** null stands for a piece that can't be played: its place is taken all the same. */
  #pieces = new Reorder<Uint8Array | null>();
  readonly #stream = new WavStream();
  /** What was not heard out, how much of it was written, and ms of that which were heard all the same. */
  #kept: Sound[] = [];
  #next = 0;
  #known = 0;
  /** Frames that are not written again. */
  #skip = 0;
  #resampler: Resampler | null = null;
  #rate = 0;
  #decoding: number | null = null;
  #failed = false;

  constructor(sink: SoundSink) {
    this.#sink = sink;
  }

  /** Whether pieces wait for one before them that has not come. */
  get gap(): boolean {
    return this.#decoding === null && this.#pieces.waiting > 0;
  }

  /** Whether more will be written without anything more coming over the line. */
  get busy(): boolean {
    return this.#decoding !== null || this.#pieces.waiting > 0;
  }

  /** @returns false for a piece that is here already, or was */
  put(index: number, bytes: Uint8Array | null): boolean {
    if (!this.#pieces.put(index, bytes)) {
      if (!this.announced || index > 0) return false;
      this.#pieces = new Reorder();
      this.#pieces.put(index, bytes);
    }
    this.announced = this.over = this.finished = false;
    return true;
  }

  /** Writes all that can be written by now. */
  advance(): void {
    while (this.#decoding === null) {
      const sound = this.#kept[this.#next];
      if (sound) {
        this.#next += 1;
        this.#play(sound);
        continue;
      }
      const piece = this.#pieces.take();
      if (piece === undefined) return;
      const read = piece && this.#stream.read(piece);
      if (read) this.#kept.push(read);
      else if (!piece) this.#fail('its base64 is broken');
    }
  }

  /** So many frames were heard, and that was all the speaker had. */
  rest(frames: number): void {
    const heard = (frames / this.#sink.sampleRate) * 1000;
    this.heard += heard;
    this.#known += heard;
    this.written = Math.max(0, this.written - frames);
    if (this.written > 0) return;
    this.#kept.splice(0, this.#next);
    this.#next = this.#known = 0;
  }

  /**
   * What was written is gone with the speaker it was written to: it is written again, but for what was heard.
   *
   * @param heard ms of it
   */
  again(heard: number): void {
    this.heard += heard;
    this.#known += heard;
    this.#skip = Math.round((this.#known / 1000) * this.#sink.sampleRate);
    this.#next = this.#rate = this.written = 0;
    this.#resampler = this.#decoding = null;
    this.finished = false;
  }

  /** Gives up on the missing piece. */
  skipGap(): void {
    this.#pieces.skipGap();
  }

  /** What became of `SoundSink.decode`: mono at the sink's rate, or null where it can't be played. */
  decoded(id: number, samples: Float32Array<ArrayBuffer> | null): void {
    if (id !== this.#decoding) return;
    this.#decoding = null;
    this.#flush();
    if (samples) this.#write(samples);
    else this.#fail('its format is not known here');
  }

  /** Writes what is left: nothing more will come. */
  end(): void {
    this.#flush();
    if (this.#stream.lack) this.#fail(this.#stream.lack);
  }

  #play(sound: Sound): void {
    if (sound instanceof Uint8Array) this.#decoding = this.#sink.decode(sound);
    else this.#resample(sound.samples, sound.sampleRate);
  }

  #fail(why: string): void {
    if (!this.#failed) this.#sink.fail(why);
    this.#failed = true;
  }

  #flush(): void {
    const resampler = this.#resampler;
    if (!resampler) return;
    this.#resampler = null;
    const output = new Float32Array(resampler.bound(0));
    this.#write(output.slice(0, resampler.flush(output)));
  }

  #resample(samples: Float32Array, rate: number): void {
    if (this.#rate !== rate) this.#flush();
    this.#rate = rate;
    const resampler = (this.#resampler ??= new Resampler(rate, this.#sink.sampleRate));
    const output = new Float32Array(resampler.bound(samples.length));
    this.#write(output.slice(0, resampler.process(samples, output)));
  }

  #write(all: Float32Array<ArrayBuffer>): void {
    const samples = this.#skip > 0 ? all.slice(this.#skip) : all;
    this.#skip = Math.max(0, this.#skip - all.length);
    if (samples.length === 0) return;
    this.written += samples.length;
    this.#sink.write(samples);
  }
}
