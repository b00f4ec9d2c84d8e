import { Chunker } from './chunker.ts';
import { EchoGuard } from './echo-guard.ts';
import { chunkLength } from './format.ts';
import type { WireFormat } from './format.ts';
import { Resampler } from './resampler.ts';
import { TalkGate } from './talk-gate.ts';
import { VoiceActivity } from './voice-activity.ts';

/**
 * Takes a full chunk: little-endian linear16, the index of its first sample since the stream began, and whether a voice
 * was heard in it.
 */
export type TakeVoiceChunk = (samples: ArrayBuffer, position: number, voice: boolean) => void;

/** What stands in the microphone's way to the wire, if anything. */
export interface CaptureGuards {
  /** Sound passes while the key is held, and not otherwise. */
  readonly pushToTalk: boolean;
  /** What may be the speaker's own sound is attenuated. */
  readonly echoGuard: boolean;
}

/**
 * The way of the microphone's samples to the wire: resampler, voice activity, echo guard, push-to-talk, chunker. `process` throws nothing and
 * allocates nothing but the chunk it hands over.
 */
export class CapturePipeline {
  #muted = false;
  readonly #resampler: Resampler;
  readonly #activity: VoiceActivity;
  readonly #chunker: Chunker;
  readonly #guard: EchoGuard;
  readonly #guarded: boolean;
  readonly #gate: TalkGate;
  /** There is no key: it is as if it were always down. */
  readonly #open: boolean;
  #silence = new Float32Array(128);
  #resampled = new Float32Array(0);
  #voice = false;
  /** The frame expected next. The context's own count can stand still for a moment, and make up for it later. */
  #next = 0;

  /**
   * @param sampleRate Hz of the samples that come in
   * @param format what goes out
   * @param take called with each full chunk, which is its own from then on
   * @param guards Default: none
   */
  constructor(
    sampleRate: number,
    format: WireFormat,
    take: TakeVoiceChunk,
    { pushToTalk = false, echoGuard = false }: Partial<CaptureGuards> = {},
  ) {
    this.#resampler = new Resampler(sampleRate, format.sampleRate);
    this.#activity = new VoiceActivity(format.sampleRate);
    const chunker = (this.#chunker = new Chunker(chunkLength(format), (samples, position) => {
      const voice = this.#voice;
      this.#voice = this.voice;
      take(samples, position, voice);
    }));
    // A device hands over 10 ms or so at a time. The stream begins with one of its callbacks, so a chunk that is full just after
    // one would wait for the next, again and again: it is cut as much earlier as the resampler and a render quantum take.
    const early = this.#resampler.delay + Math.ceil((128 * format.sampleRate) / sampleRate);
    for (let sample = 0; sample < early; sample += 1) chunker.push(0);
    this.#guard = new EchoGuard(format.sampleRate);
    this.#guarded = echoGuard;
    this.#gate = new TalkGate(format.sampleRate, (sample) => chunker.push(sample));
    this.#open = !pushToTalk;
    this.held = false;
    this.#fit(this.#silence.length);
  }

  /** Whether a voice is heard at this moment, and let through. */
  get voice(): boolean {
    return this.#activity.active && this.#gate.open;
  }

  /**
   * While true, zeros flow in place of the microphone. A mute reaches back as far as it can: what was heard before it and has
   * not been handed over never is.
   */
  set muted(muted: boolean) {
    if (muted && !this.#muted) {
      // The filter's memory, the pre-roll and the chunk that is not full yet.
      this.#resampler.blank();
      this.#gate.forget();
      this.#chunker.blank();
      this.#voice = false;
    }
    this.#muted = muted;
  }

  /** Push-to-talk: whether the key is down. */
  set held(held: boolean) {
    this.#gate.held = held || this.#open;
  }

  /** Energy (mean square) up to which what is heard may be the speaker's own sound. Default: 0. */
  set echo(energy: number) {
    this.#activity.echo = energy;
    if (this.#guarded) this.#guard.echo = energy;
  }

  /**
   * Takes in the next samples. Without a microphone (`null`) as many zeros as the last time, and zeros for frames that
   * were skipped: the clock never stops.
   *
   * @param frame the context's count of the first of them
   */
  process(input: Float32Array | null, frame: number): void {
    if (input && input.length !== this.#silence.length) this.#fit(input.length);
    const quantum = this.#silence.length;
    if (this.#next === 0) this.#next = frame;
    for (; this.#next + quantum <= frame; this.#next += quantum) this.#take(null);
    this.#take(input);
    this.#next += quantum;
  }

  #take(input: Float32Array | null): void {
    const heard = input !== null && !this.#muted;
    const count = this.#resampler.process(heard ? input : this.#silence, this.#resampled);
    // Zeros that stand for a microphone say nothing about the room.
    if (heard) this.#activity.process(this.#resampled, count);
    else this.#activity.rest();
    this.#voice ||= this.voice;
    this.#guard.apply(this.#resampled, count);
    this.#gate.process(this.#resampled, count);
  }

  #fit(frames: number): void {
    this.#silence = new Float32Array(frames);
    this.#resampled = new Float32Array(this.#resampler.bound(frames));
  }
}
