import { Cushion } from './cushion.ts';
import { FadeOut } from './fade-out.ts';
import type { JitterPolicy } from './jitter-policy.ts';
import { Pace } from './pace.ts';
import type { QueueReport } from './playback-report.ts';
import { Smoother } from './smoother.ts';
import type { Stretcher } from './stretcher.ts';

/** What a {@link PlaybackQueue} is made with. */
export interface PlaybackQueueOptions {
  /** Hz. */
  readonly sampleRate: number;
  /** ms of fade when the queue is cleared. */
  readonly fadeDuration: number;
  readonly policy: JitterPolicy;
  /** Covers what is late. Default: it is silent. */
  readonly stretcher?: Stretcher | undefined;
  /** Takes what the queue did; it may not throw. */
  readonly report: (report: QueueReport) => void;
  /** Seconds of sound that may wait; what comes beyond is dropped. Default: 600. */
  readonly capacity?: number;
}

interface Message {
  readonly id: string;
  /** Frames that were not rendered yet. */
  waiting: number;
  /** The frame at which the first of them came, and how many frames to buffer before it starts. */
  arrived: number;
  cushion: number;
  finished: boolean;
}

interface Segment {
  readonly message: Message;
  readonly samples: Float32Array;
}

/**
 * The assistant's sound on its way to the speaker: segments, each of one message, rendered in the order in which they
 * came, without clicks. `render` allocates nothing and throws nothing.
 *
 * A message starts when the policy's cushion is buffered and plays until it is finished, another follows it, or `clear`
 * cuts it. Where more of it is late, what was played last is stretched, for up to 250 ms; when nothing has been short for
 * some seconds, the time is made up for. After that it is an underrun: it goes on when twice the cushion is buffered, or the
 * cushion's time has passed since more of it came.
 */
export class PlaybackQueue {
  readonly #rate: number;
  readonly #report: (report: QueueReport) => void;
  readonly #capacity: number;
  readonly #smoother: Smoother;
  readonly #cushion: Cushion;
  readonly #stretcher: Stretcher | undefined;
  readonly #pace: Pace | undefined;

  readonly #segments: Segment[] = [];
  /** Rendered frames of the first segment, and frames of all segments that were not rendered yet. */
  #offset = 0;
  #waiting = 0;

  /** The message that plays, its rendered frames, and the frame after the last of them. */
  #current: Message | null = null;
  #rendered = 0;
  #until = 0;

  readonly #fade: FadeOut;
  /** The message that was cut, until its fade is over. */
  #cut: Message | null = null;

  /** The next expected frame. The context's own count can stand still for a moment, and catch up later. */
  #now = 0;

  constructor(options: PlaybackQueueOptions) {
    const { sampleRate, fadeDuration, policy, stretcher, report, capacity = 600 } = options;
    this.#rate = sampleRate;
    this.#report = report;
    this.#cushion = new Cushion(sampleRate, policy, report);
    this.#stretcher = stretcher;
    this.#pace = stretcher && new Pace(sampleRate, stretcher, this);
    this.#capacity = capacity * sampleRate;
    this.#smoother = new Smoother(sampleRate);
    this.#fade = new FadeOut(Math.round((fadeDuration / 1000) * sampleRate));
  }

  /**
   * Adds sound to a message: behind what waits of it, else behind everything. The queue owns the samples. Drops and
   * reports what would exceed the capacity.
   */
  enqueue(messageId: string, samples: Float32Array): void {
    if (samples.length === 0) return;
    if (this.#waiting + samples.length > this.#capacity) {
      this.#report({ type: 'overflow', messageId, frames: samples.length });
      return;
    }
    const last = this.#segments.findLastIndex(({ message }) => message.id === messageId);
    const known = this.#segments[last]?.message ?? this.#current;
    const message =
      known?.id === messageId
        ? known
        : { id: messageId, waiting: 0, arrived: 0, cushion: 0, finished: false };
    if (message.waiting === 0) {
      const replayed = this.#stretcher?.replayed ?? 0;
      message.arrived = this.#now;
      message.cushion = this.#cushion.measure(this.#now, message === this.#current, replayed);
    }
    // More of the message that plays may come while another one waits for its end.
    const behind = last === -1 && message !== this.#current ? this.#segments.length : last + 1;
    this.#segments.splice(behind, 0, { message, samples });
    message.waiting += samples.length;
    this.#waiting += samples.length;
  }

  /** No more of this message will come. */
  finish(messageId: string): void {
    if (this.#current?.id === messageId) this.#current.finished = true;
    for (const { message } of this.#segments) if (message.id === messageId) message.finished = true;
  }

  /** Fades out what plays and drops what waits. What is enqueued later is new, and starts after the fade. */
  clear(): void {
    const current = this.#current;
    if (current) {
      if (this.#stretcher?.altering) this.#smoother.markDiscontinuity();
      this.#stretcher?.reset();
      // The fade is a copy, so that nothing which comes later can change it.
      const { samples } = this.#fade;
      let to = 0;
      while (
        to < samples.length &&
        this.#cushion.dry === null &&
        this.#segments[0]?.message === current
      ) {
        to = this.#renderSegment(samples, to, this.#now);
      }
      this.#fade.start(to);
      this.#cut = current;
    }
    this.#current = this.#cushion.dry = null;
    this.#segments.length = 0;
    this.#offset = this.#waiting = 0;
  }

  /** Reports the cushion of messages that start from now on. */
  reportTarget(): void {
    this.#cushion.report();
  }

  /** Whether a message has started and not ended. */
  get playing(): boolean {
    return this.#current !== null;
  }

  /** Loudness, 0 to 1, reached within 15 ms. Clamped; NaN is ignored. */
  setVolume(volume: number): void {
    this.#smoother.setVolume(volume);
  }

  /** Lowers the volume by 12 dB, or restores it, within 15 ms. */
  duck(ducked: boolean): void {
    this.#smoother.duck(ducked);
  }

  /**
   * Writes the next frames.
   *
   * @param frame the context's count of the first of them
   */
  render(output: Float32Array, frame: number): void {
    const frames = output.length;
    const first = Math.max(frame, this.#now);
    if (first > this.#now) this.#skip(first - this.#now);
    this.#now = first + frames;
    if (this.#idle) {
      this.#smoother.jumpToVolume();
      this.#pace?.rest();
      output.fill(0);
      return;
    }
    for (let at = 0; at < frames;) {
      const from = at;
      if (!this.#fade.over) at = this.#fade.render(output, from);
      else if (this.#ready(first + from)) at = this.#renderSegment(output, from, first);
      else {
        output.fill(0, from);
        if (this.#cushion.dry !== null) this.#cushion.dry += frames - from;
        at = frames;
      }
      this.#smoother.apply(output, from, at);
    }
  }

  get #idle(): boolean {
    return (
      this.#segments.length === 0 &&
      !this.#current &&
      !this.#cut &&
      this.#fade.over &&
      this.#smoother.settled
    );
  }

  /** The context rendered silence without asking the queue. */
  #skip(frames: number): void {
    this.#smoother.markSkipped();
    if (this.#cushion.dry !== null) this.#cushion.dry += frames;
    else if (this.#current) this.#report({ type: 'underrun', frames });
  }

  /** Whether the first segment plays now. Starts and ends messages. */
  #ready(frame: number): boolean {
    const cushion = this.#cushion;
    const cut = this.#cut;
    if (cut) this.#end(cut, true, frame);
    const message = this.#segments[0]?.message;
    const current = this.#current;
    if (current && message !== current && (message || current.finished)) {
      this.#end(current, false, this.#until);
    }
    if (message) {
      return (message === this.#current && cushion.dry === null) || this.#start(message, frame);
    }
    if (this.#current && cushion.dry === null) {
      if (this.#pace?.cover(frame)) return true;
      cushion.dry = 0;
      this.#smoother.markDiscontinuity();
    }
    return false;
  }

  #start(message: Message, frame: number): boolean {
    const { dry } = this.#cushion;
    if (!this.#cushion.full(message, frame)) return false;
    this.#pace?.start(frame, dry);
    if (dry !== null) {
      this.#report({ type: 'underrun', frames: dry });
    } else {
      this.#current = message;
      this.#rendered = 0;
      this.#report({ type: 'started', messageId: message.id, contextTime: frame / this.#rate });
    }
    this.#cushion.start(message);
    this.#smoother.markDiscontinuity();
    return true;
  }

  #end({ id: messageId }: Message, cut: boolean, frame: number): void {
    this.#current = this.#cut = this.#cushion.dry = null;
    this.#smoother.markDiscontinuity();
    const contextTime = frame / this.#rate;
    this.#report({ type: 'ended', messageId, frames: this.#rendered, cut, contextTime });
  }

  /** For the queue's own {@link Pace}. */
  lookAhead(stretcher: Stretcher): boolean {
    let at = 0;
    let offset = this.#offset;
    for (let segment = 0; at < stretcher.lookahead; segment += 1) {
      const samples = this.#segments[segment]?.samples;
      if (!samples) return false;
      while (offset < samples.length && at < stretcher.lookahead) {
        stretcher.look(at++, samples[offset++] ?? 0);
      }
      offset = 0;
    }
    return true;
  }

  /** For the queue's own {@link Pace}. */
  joint(frames: number): void {
    this.#smoother.markDiscontinuity();
    this.#report({ type: 'stretched', frames });
  }

  /** Writes from the first segment, or some of what was played again. Returns the end of what was written. */
  #renderSegment(output: Float32Array, from: number, frame: number): number {
    const message = this.#current;
    if (message && this.#pace) {
      const open = !message.finished && this.#segments.at(-1)?.message === message;
      let left = this.#pace.keep(frame + from, message.waiting, open);
      while (left > 0) left -= this.#consume(left);
    }
    if (this.#stretcher?.replaying) return this.#stretcher.replay(output, from);
    const samples = this.#segments[0]?.samples;
    if (!samples) return from;
    const shift = this.#offset - from;
    const to = Math.min(output.length, samples.length - shift);
    for (let at = from; at < to; at += 1) output[at] = samples[at + shift] ?? 0;
    this.#stretcher?.play(output, from, to);
    this.#until = frame + to;
    this.#consume(to - from);
    return to;
  }

  /** Counts frames of the first segment, as many as it has, as heard. Returns how many. */
  #consume(most: number): number {
    const head = this.#segments[0];
    if (!head) return most;
    const { message, samples } = head;
    const frames = Math.min(most, samples.length - this.#offset);
    this.#rendered += frames;
    this.#offset += frames;
    this.#waiting -= frames;
    message.waiting -= frames;
    this.#pace?.passed(frames, message.waiting);
    if (this.#offset === samples.length) {
      this.#offset = 0;
      this.#segments.shift();
    }
    return frames;
  }
}
