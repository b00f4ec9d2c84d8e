import { Chunker } from './chunker.ts';
import type { TakeChunk } from './chunker.ts';
import { EchoGuard } from './echo-guard.ts';
import { chunkLength } from '../format.ts';
import type { WireFormat } from '../format.ts';
import { Resampler } from '../resampler.ts';
import { TalkGate } from './talk-gate.ts';
import { VoiceDetector } from './voice-detector.ts';

/** Which optional stages the pipeline has. */
export interface CaptureGuards {
  /** Sound passes only while the user holds the button. */
  readonly pushToTalk: boolean;
  /** What may be the speaker's own sound is attenuated. */
  readonly echoGuard: boolean;
}

/** Brings the microphone's samples to the rate of the wire: a {@link Resampler}, or one that removes noise on the way. */
export interface CaptureFilter extends Pick<Resampler, 'bound' | 'process' | 'blank' | 'flush'> {
  /** Whether it takes what is heard for a voice. Default: it can't tell. */
  readonly voice?: boolean;
}

/**
 * Turns the microphone's samples into chunks for the wire: resampler, voice detector, echo guard, push-to-talk, chunker.
 * `process` throws nothing and allocates nothing but the chunks.
 */
export class CapturePipeline {
  #muted = false;
  #filter: CaptureFilter;
  #nextFilter: CaptureFilter | null = null;
  readonly #detector: VoiceDetector;
  readonly #guard: EchoGuard | null;
  readonly #gate: TalkGate | null;
  readonly #chunker: Chunker;
  #silence = new Float32Array(128);
  #resampled = new Float32Array(0);
  /** The next expected frame. The context's own count can stand still for a moment, and catch up later. */
  #next = 0;

  /**
   * @param sampleRate Hz of the samples that come in
   * @param format what goes out
   * @param take called with each full chunk, and owns it
   * @param guards Default: none
   */
  constructor(
    sampleRate: number,
    format: WireFormat,
    take: TakeChunk,
    { pushToTalk = false, echoGuard = false }: Partial<CaptureGuards> = {},
  ) {
    const resampler = (this.#filter = new Resampler(sampleRate, format.sampleRate));
    this.#detector = new VoiceDetector(format.sampleRate);
    this.#guard = echoGuard ? new EchoGuard(format.sampleRate) : null;
    this.#chunker = new Chunker(chunkLength(format), take);
    this.#gate = pushToTalk ? new TalkGate(format.sampleRate, this.#chunker) : null;
    // A device delivers 10 ms or so at a time, and the stream begins with such a callback. A chunk that is full just after one
    // would wait for the next, every time: it is cut earlier by what the resampler and a render quantum take.
    const early = resampler.delay + Math.ceil((128 * format.sampleRate) / sampleRate);
    this.#chunker.write(new Float32Array(early), 0, early, false);
    this.#fit(this.#silence.length);
  }

  /** Whether a voice is heard now, and passes. */
  get voice(): boolean {
    return this.#detector.active && this.#filter.voice !== false && (this.#gate?.open ?? true);
  }

  /** Push-to-talk: whether what is heard now passes; undefined without it. */
  get held(): boolean | undefined {
    return this.#gate?.open;
  }

  /**
   * While true, zeros replace the microphone. Takes back what was heard before the mute and is not in a full chunk yet.
   */
  set muted(muted: boolean) {
    if (muted && !this.#muted) {
      this.#filter.blank();
      this.#gate?.clear();
      this.#chunker.silence();
    }
    this.#muted = muted;
  }

  /** Push-to-talk: whether the user holds the button. */
  set talking(talking: boolean) {
    if (this.#gate) this.#gate.talking = talking;
  }

  /** Takes the place of the resampler at the end of a chunk, without a sample lost, so that its frames end where chunks do. */
  set filter(filter: CaptureFilter | null) {
    this.#nextFilter = filter;
  }

  /** Energy (mean square) up to which what is heard may be the speaker's own sound. Default: 0. */
  set echo(energy: number) {
    this.#detector.echo = energy;
    if (this.#guard) this.#guard.echo = energy;
  }

  /**
   * Takes in the next samples. Without a microphone (`null`), and for frames that the context skipped, zeros take their
   * place: the stream never stops.
   *
   * @param frame the context's count of the first of them
   */
  process(input: Float32Array | null, frame: number): void {
    if (input && input.length !== this.#silence.length) this.#fit(input.length);
    const quantum = this.#silence.length;
    if (this.#next === 0) this.#next = frame;
    for (; this.#next + quantum <= frame; this.#next += quantum) this.#processQuantum(null);
    this.#processQuantum(input);
    this.#next += quantum;
  }

  #processQuantum(input: Float32Array | null): void {
    const heard = input !== null && !this.#muted;
    const samples = this.#resampled;
    const count = this.#filter.process(heard ? input : this.#silence, samples);
    // Zeros in place of a microphone say nothing about the room.
    if (heard) this.#detector.process(samples, count);
    else this.#detector.reset();
    this.#guard?.apply(samples, count);
    if (this.#gate) this.#gate.process(samples, count, this.voice);
    else this.#chunker.write(samples, 0, count, this.voice);
    if (this.#nextFilter && this.#chunker.filled < count) this.#changeFilter(this.#nextFilter);
  }

  #changeFilter(filter: CaptureFilter): void {
    const rest = new Float32Array(this.#filter.bound(0));
    this.#chunker.write(rest, 0, this.#filter.flush(rest), false);
    this.#filter = filter;
    this.#nextFilter = null;
    this.#fit(this.#silence.length);
  }

  #fit(frames: number): void {
    this.#silence = new Float32Array(frames);
    this.#resampled = new Float32Array(this.#filter.bound(frames));
  }
}
