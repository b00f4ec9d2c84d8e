import type { JitterPolicy } from './jitter-policy.ts';

/** Hears what a {@link PlaybackQueue} did, once per change. Times are the context's, in seconds; it may not throw. */
export interface PlaybackListener {
  /** The first frame of a message sounds at `time`. */
  started(messageId: string, time: number): void;
  /** The last frame of a message sounded just before `time`: it was over, or `cut`. `frames` of it were heard. */
  ended(messageId: string, frames: number, cut: boolean, time: number): void;
  /** The `clear` of that id is done: silent from `time` on. `messageId` is what was audible when it came. */
  cleared(id: number, messageId: string | null, time: number): void;
  /** A message ran dry in its middle and was silent for so many frames. */
  underrun(messageId: string, frames: number): void;
}

/** What a {@link PlaybackQueue} is made with. */
export interface PlaybackQueueOptions {
  /** Hz. */
  readonly sampleRate: number;
  /** ms of fade when the queue is cleared. */
  readonly fadeDuration: number;
  readonly policy: JitterPolicy;
  readonly listener: PlaybackListener;
  /** Seconds of sound that may wait; what comes beyond is dropped. Default: 600. */
  readonly capacity?: number;
}

/** Seconds over which a break in the sound is smoothed. */
const smoothing = 0.003;
/** Seconds in which the volume goes from 0 to 1. */
const volumeRamp = 0.03;

interface Message {
  readonly id: string;
  readonly arrived: number;
  /** Frames that wait. */
  waiting: number;
  finished: boolean;
}

interface Segment {
  readonly message: Message;
  readonly samples: Float32Array;
  next: Segment | null;
}

/**
 * What the assistant says, waiting to be heard: segments of sound, each tagged with its message, rendered in the order
 * in which they came. `render` allocates nothing and throws nothing.
 *
 * A message starts when the policy's cushion is there and sounds until it is finished, another follows it, or `clear`
 * cuts it. Where it runs dry before that it waits, and is heard again when the cushion is there anew: an underrun.
 *
 * Sound is never cut: wherever one thing stops and another begins, the difference between the last sample and the next
 * is carried over and let go within 3 ms. Everything else passes to the bit, so long as the volume stays 1.
 */
export class PlaybackQueue {
  readonly #rate: number;
  readonly #policy: JitterPolicy;
  readonly #listener: PlaybackListener;
  readonly #capacity: number;

  #head: Segment | null = null;
  #tail: Segment | null = null;
  /** Frames of the head that were heard, and frames of all segments that were not. */
  #offset = 0;
  #waiting = 0;

  /** The message that started and did not end, how much of it was heard, and until when. */
  #current: Message | null = null;
  #heard = 0;
  #until = 0;
  /** Frames that waited when it last started. */
  #held = 0;
  /** Frames of silence since it ran dry (null: it did not), and how many of them before more of it came. */
  #dry: number | null = null;
  #gap: number | null = null;

  /** The end of what was cut, already faded, and how much of it was rendered. */
  readonly #fade: Float32Array;
  #fadeAt = 0;
  #fadeEnd = 0;
  #cut: Message | null = null;
  /** Clears not yet answered. */
  readonly #clears: number[] = [];

  readonly #smoothing: Float32Array;
  #smoothAt: number;
  /** What is carried over a break, whether one comes next, and the last sample before the volume. */
  #carry = 0;
  #break = false;
  #last = 0;

  #volume = 1;
  #gain = 1;
  readonly #volumeStep: number;
  #now = 0;

  constructor({
    sampleRate,
    fadeDuration,
    policy,
    listener,
    capacity = 600,
  }: PlaybackQueueOptions) {
    this.#rate = sampleRate;
    this.#policy = policy;
    this.#listener = listener;
    this.#capacity = capacity * sampleRate;
    this.#fade = new Float32Array(Math.round((fadeDuration / 1000) * sampleRate));
    this.#smoothing = raisedCosine(Math.round(smoothing * sampleRate));
    this.#smoothAt = this.#smoothing.length;
    this.#volumeStep = 1 / (volumeRamp * sampleRate);
  }

  /** Appends sound of a message. The samples are the queue's own from then on. */
  enqueue(messageId: string, samples: Float32Array): void {
    if (samples.length === 0 || this.#waiting + samples.length > this.#capacity) return;
    const message = this.#messageFor(messageId);
    if (message === this.#current && this.#dry !== null) this.#gap ??= this.#dry;
    const segment: Segment = { message, samples, next: null };
    if (this.#tail) this.#tail.next = segment;
    else this.#head = segment;
    this.#tail = segment;
    message.waiting += samples.length;
    this.#waiting += samples.length;
  }

  /** No more of this message will come. */
  finish(messageId: string): void {
    if (this.#current?.id === messageId) this.#current.finished = true;
    for (let segment = this.#head; segment; segment = segment.next) {
      if (segment.message.id === messageId) segment.message.finished = true;
    }
  }

  /** Fades what sounds and forgets what waits. What is enqueued later is new, and sounds after the fade. */
  clear(id: number): void {
    if (this.#current) this.#cutCurrent(this.#current);
    this.#clears.push(id);
    this.#head = this.#tail = this.#current = this.#dry = this.#gap = null;
    this.#offset = this.#waiting = 0;
  }

  /** Loudness, 0 to 1, reached within 30 ms. */
  setVolume(volume: number): void {
    if (volume >= 0) this.#volume = Math.min(1, volume);
  }

  /**
   * Writes the next frames.
   *
   * @param time context time of the first of them, seconds
   */
  render(output: Float32Array, time: number): void {
    const frames = output.length;
    this.#now = time + frames / this.#rate;
    if (this.#idle) {
      this.#gain = this.#volume;
      output.fill(0);
      return;
    }
    for (let at = 0; at < frames;) {
      if (this.#fadeAt < this.#fadeEnd) at = this.#renderFade(output, at);
      else if (this.#ready(time + at / this.#rate)) at = this.#renderSegment(output, at, time);
      else at = this.#renderSilence(output, at);
    }
  }

  get #idle(): boolean {
    return (
      !this.#head &&
      !this.#current &&
      !this.#break &&
      this.#smoothAt === this.#smoothing.length &&
      this.#fadeAt === this.#fadeEnd &&
      this.#clears.length === 0
    );
  }

  #messageFor(id: string): Message {
    const last = this.#tail?.message ?? this.#current;
    return last?.id === id ? last : { id, arrived: this.#now, waiting: 0, finished: false };
  }

  /** Whether the head sounds now. Starts and ends messages. */
  #ready(time: number): boolean {
    if (this.#clears.length > 0) this.#answerClears(time);
    const message = this.#head?.message;
    const current = this.#current;
    if (current && message !== current && (message || current.finished)) this.#endCurrent(current);
    if (!message) {
      if (this.#current && this.#dry === null) {
        this.#dry = 0;
        this.#break = true;
      }
      return false;
    }
    return (message === this.#current && this.#dry === null) || this.#start(message, time);
  }

  #start(message: Message, time: number): boolean {
    const target = this.#policy.target(time);
    const enough = message.waiting >= target * this.#rate || time - message.arrived >= target;
    if (!enough && !message.finished) return false;
    if (message === this.#current) {
      this.#listener.underrun(message.id, this.#dry ?? 0);
      this.#policy.underrun(time, this.#held / this.#rate, (this.#gap ?? 0) / this.#rate);
    } else {
      this.#current = message;
      this.#heard = 0;
      this.#listener.started(message.id, time);
    }
    this.#held = message.waiting;
    this.#dry = this.#gap = null;
    this.#break = true;
    return true;
  }

  #endCurrent(message: Message): void {
    this.#current = this.#dry = this.#gap = null;
    this.#break = true;
    this.#listener.ended(message.id, this.#heard, false, this.#until);
  }

  /** Copies what the fade will sound of, so that nothing which comes later can touch it. */
  #cutCurrent(message: Message): void {
    const length = this.#fade.length;
    this.#fadeAt = this.#fadeEnd = 0;
    while (this.#dry === null && this.#fadeEnd < length && this.#head?.message === message) {
      const sample = this.#head.samples[this.#offset] ?? 0;
      this.#fade[this.#fadeEnd] = sample * falling(this.#fadeEnd, length);
      this.#fadeEnd += 1;
      this.#advance(1);
    }
    this.#heard += this.#fadeEnd;
    this.#cut = message;
  }

  #answerClears(time: number): void {
    const cut = this.#cut;
    this.#cut = null;
    this.#break = true;
    if (cut) this.#listener.ended(cut.id, this.#heard, true, time);
    for (const id of this.#clears) this.#listener.cleared(id, cut?.id ?? null, time);
    this.#clears.length = 0;
  }

  #renderFade(output: Float32Array, from: number): number {
    const to = Math.min(output.length, from + this.#fadeEnd - this.#fadeAt);
    for (let at = from; at < to; at += 1) {
      output[at] = this.#smooth(this.#fade[this.#fadeAt + at - from] ?? 0);
    }
    this.#fadeAt += to - from;
    return to;
  }

  #renderSegment(output: Float32Array, from: number, time: number): number {
    const samples = this.#head?.samples ?? output;
    const to = Math.min(output.length, from + samples.length - this.#offset);
    const shift = this.#offset - from;
    for (let at = from; at < to; at += 1) output[at] = this.#smooth(samples[at + shift] ?? 0);
    this.#heard += to - from;
    this.#until = time + to / this.#rate;
    this.#advance(to - from);
    return to;
  }

  #renderSilence(output: Float32Array, from: number): number {
    for (let at = from; at < output.length; at += 1) output[at] = this.#smooth(0);
    if (this.#dry !== null) this.#dry += output.length - from;
    return output.length;
  }

  /** Takes frames off the head. */
  #advance(frames: number): void {
    const head = this.#head;
    if (!head) return;
    this.#offset += frames;
    this.#waiting -= frames;
    head.message.waiting -= frames;
    if (this.#offset < head.samples.length) return;
    this.#offset = 0;
    this.#head = head.next;
    if (!this.#head) this.#tail = null;
  }

  /** One sample on its way out: sane, carried over a break, at the volume. */
  #smooth(sample: number): number {
    let sound = sample >= -1 && sample <= 1 ? sample : Math.sign(sample) || 0;
    if (this.#break) {
      this.#break = false;
      this.#carry = this.#last - sound;
      this.#smoothAt = 0;
    }
    if (this.#smoothAt < this.#smoothing.length) {
      sound += this.#carry * (this.#smoothing[this.#smoothAt] ?? 0);
      this.#smoothAt += 1;
    }
    this.#last = sound;
    const step = this.#volumeStep;
    this.#gain += Math.max(-step, Math.min(step, this.#volume - this.#gain));
    return sound * this.#gain;
  }
}

/** From just under 1 to just over 0 along half a cosine. */
function falling(at: number, length: number): number {
  return 0.5 + 0.5 * Math.cos((Math.PI * (at + 1)) / (length + 1));
}

function raisedCosine(length: number): Float32Array {
  return new Float32Array(length).map((_, at) => falling(at, length));
}
