import type { JitterPolicy } from './jitter-policy.ts';
import type { QueueReport } from './playback-report.ts';
import { fallingSlope, Smoother } from './smoother.ts';

/** What a {@link PlaybackQueue} is made with. */
export interface PlaybackQueueOptions {
  /** Hz. */
  readonly sampleRate: number;
  /** ms of fade when the queue is cleared. */
  readonly fadeDuration: number;
  readonly policy: JitterPolicy;
  /** Takes what the queue did; it may not throw. */
  readonly tell: (report: QueueReport) => void;
  /** Seconds of sound that may wait; what comes beyond is refused. Default: 600. */
  readonly capacity?: number;
}

interface Message {
  readonly id: string;
  /** Frames that wait to be heard. */
  waiting: number;
  /** The frame at which the first of what waits to start came, and the frames of cushion that it waits for. */
  arrived: number;
  cushion: number;
  finished: boolean;
}

interface Segment {
  readonly message: Message;
  readonly samples: Float32Array;
}

/**
 * What the assistant says, waiting to be heard: segments of sound, each tagged with its message, rendered in the order
 * in which they came, without a click anywhere. `render` allocates nothing and throws nothing.
 *
 * A message starts when the policy's cushion is there and sounds until it is finished, another follows it, or `clear`
 * cuts it. Where it runs dry before that, an underrun, it comes back when twice the cushion is there or the cushion's
 * time has passed since more of it came.
 */
export class PlaybackQueue {
  readonly #rate: number;
  readonly #policy: JitterPolicy;
  readonly #tell: (report: QueueReport) => void;
  readonly #capacity: number;
  readonly #smoother: Smoother;

  readonly #segments: Segment[] = [];
  /** Frames of the head that were heard, and frames of all segments that were not. */
  #offset = 0;
  #waiting = 0;

  /** The message that started and did not end, how much of it was heard, and the frame after its last. */
  #current: Message | null = null;
  #heard = 0;
  #until = 0;
  /** Frames that waited when it last started. */
  #held = 0;
  /** The policy's latest answer, seconds. */
  #target: number;
  /** Frames of silence since it ran dry; null while it did not. */
  #dry: number | null = null;

  /** The end of what was cut, already faded, and how much of it was rendered. */
  readonly #slope: Float32Array;
  readonly #fade: Float32Array;
  #fadeAt = 0;
  #fadeEnd = 0;
  #cut: Message | null = null;
  /** Clears not yet answered. */
  readonly #clears: number[] = [];

  /** The frame expected next. The context's own count can stand still for a moment, and make up for it later. */
  #now = 0;

  constructor({ sampleRate, fadeDuration, policy, tell, capacity = 600 }: PlaybackQueueOptions) {
    this.#rate = sampleRate;
    this.#policy = policy;
    this.#target = policy.target(0);
    this.#tell = tell;
    this.#capacity = capacity * sampleRate;
    this.#smoother = new Smoother(sampleRate);
    this.#slope = fallingSlope(Math.round((fadeDuration / 1000) * sampleRate));
    this.#fade = new Float32Array(this.#slope.length);
  }

  /**
   * Adds sound to a message: behind what waits of it already, else behind everything. The samples are the queue's own.
   * Where too much waits already they are dropped, and that is told.
   */
  enqueue(messageId: string, samples: Float32Array): void {
    if (samples.length === 0) return;
    if (this.#waiting + samples.length > this.#capacity) {
      this.#tell({ type: 'overflow', messageId, frames: samples.length });
      return;
    }
    const last = this.#segments.findLastIndex(({ message }) => message.id === messageId);
    const known = this.#segments[last]?.message ?? this.#current;
    const message =
      known?.id === messageId
        ? known
        : { id: messageId, waiting: 0, arrived: 0, cushion: 0, finished: false };
    if (message.waiting === 0) this.#expect(message);
    // More of what sounds may come while another message waits for it to be over.
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

  /** Fades what sounds and forgets what waits. What is enqueued later is new, and sounds after the fade. */
  clear(id: number): void {
    if (this.#current) this.#cutCurrent(this.#current);
    this.#clears.push(id);
    this.#current = this.#dry = null;
    this.#segments.length = 0;
    this.#offset = this.#waiting = 0;
  }

  /** Tells the cushion of messages that start from now on. */
  tellTarget(): void {
    this.#tell({ type: 'target', duration: this.#target * 1000 });
  }

  /** Whether a message has started and not ended. */
  get sounding(): boolean {
    return this.#current !== null;
  }

  /** Loudness, 0 to 1, reached within 15 ms. Anything else is the nearest of these, or not obeyed. */
  setVolume(volume: number): void {
    this.#smoother.setVolume(volume);
  }

  /** Takes 12 dB off the volume, or gives them back, within 15 ms. */
  lower(lowered: boolean): void {
    this.#smoother.lower(lowered);
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
      this.#smoother.rest();
      output.fill(0);
      return;
    }
    for (let at = 0; at < frames;) {
      const from = at;
      if (this.#fadeAt < this.#fadeEnd) at = this.#renderFade(output, from);
      else if (this.#ready(first + from)) at = this.#renderSegment(output, from, first);
      else {
        output.fill(0, from);
        if (this.#dry !== null) this.#dry += frames - from;
        at = frames;
      }
      this.#smoother.apply(output, from, at);
    }
  }

  get #idle(): boolean {
    return (
      this.#segments.length === 0 &&
      !this.#current &&
      this.#fadeAt === this.#fadeEnd &&
      this.#clears.length === 0 &&
      this.#smoother.still
    );
  }

  /** The context rendered silence and did not ask. */
  #skip(frames: number): void {
    this.#smoother.skip();
    if (this.#dry !== null) this.#dry += frames;
    else if (this.#current) this.#tell({ type: 'underrun', messageId: this.#current.id, frames });
  }

  /** Sound of a message comes where none waited. The policy is asked here, and not in every quantum. */
  #expect(message: Message): void {
    const now = this.#now / this.#rate;
    if (message === this.#current && this.#dry !== null) {
      this.#policy.underrun(now, this.#held / this.#rate, this.#dry / this.#rate);
    }
    const before = this.#target;
    const target = (this.#target = this.#policy.target(now));
    if (target !== before) this.tellTarget();
    message.arrived = this.#now;
    message.cushion = Math.round(target * this.#rate);
  }

  /** Whether the head sounds now. Starts and ends messages. */
  #ready(frame: number): boolean {
    if (this.#clears.length > 0) this.#answerClears(frame);
    const message = this.#segments[0]?.message;
    const current = this.#current;
    if (current && message !== current && (message || current.finished)) this.#endCurrent(current);
    if (message) {
      return (message === this.#current && this.#dry === null) || this.#start(message, frame);
    }
    if (this.#current && this.#dry === null) {
      this.#dry = 0;
      this.#smoother.break();
    }
    return false;
  }

  #start(message: Message, frame: number): boolean {
    const { id, waiting, arrived, cushion, finished } = message;
    const back = message === this.#current;
    // Where it ran dry, much of what came since was late, and is no cushion against what is late next.
    const enough = waiting >= (back ? 2 : 1) * cushion || frame - arrived >= cushion;
    if (!enough && !finished) return false;
    if (back) {
      this.#tell({ type: 'underrun', messageId: id, frames: this.#dry ?? 0 });
    } else {
      this.#current = message;
      this.#heard = 0;
      this.#tell({ type: 'started', messageId: id, contextTime: frame / this.#rate });
    }
    this.#held = waiting;
    this.#dry = null;
    this.#smoother.break();
    return true;
  }

  #endCurrent(message: Message): void {
    this.#current = this.#dry = null;
    this.#smoother.break();
    this.#tellEnd(message, false, this.#until);
  }

  #tellEnd({ id }: Message, cut: boolean, frame: number): void {
    const contextTime = frame / this.#rate;
    this.#tell({ type: 'ended', messageId: id, frames: this.#heard, cut, contextTime });
  }

  /** Copies what the fade will sound of, so that nothing which comes later can touch it. */
  #cutCurrent(message: Message): void {
    const slope = this.#slope;
    this.#fadeAt = this.#fadeEnd = 0;
    while (this.#dry === null && this.#fadeEnd < slope.length) {
      const head = this.#segments[0];
      if (head?.message !== message) break;
      this.#fade[this.#fadeEnd] = (head.samples[this.#offset] ?? 0) * (slope[this.#fadeEnd] ?? 0);
      this.#fadeEnd += 1;
      this.#advance(1);
    }
    this.#heard += this.#fadeEnd;
    this.#cut = message;
  }

  #answerClears(frame: number): void {
    const cut = this.#cut;
    this.#cut = null;
    this.#smoother.break();
    if (cut) this.#tellEnd(cut, true, frame);
    const [messageId, contextTime] = [cut?.id ?? null, frame / this.#rate];
    for (const id of this.#clears) this.#tell({ type: 'cleared', id, messageId, contextTime });
    this.#clears.length = 0;
  }

  // Each of these writes from there on, and answers up to where.

  #renderFade(output: Float32Array, from: number): number {
    const to = Math.min(output.length, from + this.#fadeEnd - this.#fadeAt);
    for (let at = from; at < to; at += 1) output[at] = this.#fade[this.#fadeAt + at - from] ?? 0;
    this.#fadeAt += to - from;
    return to;
  }

  #renderSegment(output: Float32Array, from: number, frame: number): number {
    const samples = this.#segments[0]?.samples ?? output;
    const shift = this.#offset - from;
    const to = Math.min(output.length, samples.length - shift);
    for (let at = from; at < to; at += 1) output[at] = samples[at + shift] ?? 0;
    this.#heard += to - from;
    this.#until = frame + to;
    this.#advance(to - from);
    return to;
  }

  /** Takes frames off the head. */
  #advance(frames: number): void {
    const head = this.#segments[0];
    if (!head) return;
    this.#offset += frames;
    this.#waiting -= frames;
    head.message.waiting -= frames;
    if (this.#offset < head.samples.length) return;
    this.#offset = 0;
    this.#segments.shift();
  }
}
