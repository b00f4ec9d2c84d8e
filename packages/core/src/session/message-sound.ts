import { WavStream } from '@vivavoce/evi';
import type { Undo } from '../base/emitter.ts';
import { Resampler } from '../audio/resampler.ts';
import { Reorder } from './reorder.ts';

/** Where the sound of one message goes. */
export interface SoundSink {
  /** Hz of what is written. */
  readonly sampleRate: number;
  write(samples: Float32Array<ArrayBuffer>): void;
  /** Asks for bytes that are not read here to be decoded; `decoded` is called with what became of them. */
  decode(bytes: Uint8Array): void;
  /** Called once at most. */
  fail(why: string): void;
}

/**
 * The sound of one message: its pieces in the order of their index, decoded, and resampled as one stream, so that no
 * seam is heard between them.
 */
export class MessageSound {
  /** No more pieces will come; and the speaker was told so. */
  over = false;
  finished = false;
  /** Set while a piece that is missing is waited for. */
  cancelGap: Undo | null = null;
  /** Frames written so far. */
  written = 0;
  readonly #sink: SoundSink;
  /** null stands for a piece that can't be played: its place is taken all the same. */
  readonly #pieces = new Reorder<Uint8Array | null>();
  readonly #stream = new WavStream();
  #resampler: Resampler | null = null;
  #rate = 0;
  #decoding = false;
  #failed = false;

  constructor(sink: SoundSink) {
    this.#sink = sink;
  }

  /** Whether pieces wait for one before them that has not come. */
  get gap(): boolean {
    return !this.#decoding && this.#pieces.waiting > 0;
  }

  /** Whether more will be written without anything more coming over the line. */
  get busy(): boolean {
    return this.#decoding || this.#pieces.waiting > 0;
  }

  /** @returns false for a piece that is here already, or was */
  put(index: number, bytes: Uint8Array | null): boolean {
    return this.#pieces.put(index, bytes);
  }

  /** Writes all that can be written by now. */
  advance(): void {
    while (!this.#decoding) {
      const bytes = this.#pieces.take();
      if (bytes === undefined) return;
      if (bytes) this.#play(bytes);
      else this.#fail('its base64 is broken');
    }
  }

  /** Gives up on the missing piece. */
  skipGap(): void {
    this.#pieces.skipGap();
  }

  /** What became of `SoundSink.decode`: mono at the sink's rate, or null where it can't be played. */
  decoded(samples: Float32Array<ArrayBuffer> | null): void {
    this.#decoding = false;
    this.#flush();
    if (samples) this.#write(samples);
    else this.#fail('its format is not known here');
  }

  /** Writes what is left: nothing more will come. */
  end(): void {
    this.#flush();
    if (this.#stream.lack) this.#fail(this.#stream.lack);
  }

  #play(piece: Uint8Array): void {
    const sound = this.#stream.read(piece);
    if (sound instanceof Uint8Array) {
      this.#decoding = true;
      this.#sink.decode(sound);
    } else if (sound) this.#resample(sound.samples, sound.sampleRate);
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

  #write(samples: Float32Array<ArrayBuffer>): void {
    if (samples.length === 0) return;
    this.written += samples.length;
    this.#sink.write(samples);
  }
}
