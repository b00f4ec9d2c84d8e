import type { AudioOutput } from '@vivavoce/evi';
import { Resampler } from '../audio/resampler.ts';
import type { Clock } from '../base/clock.ts';
import { remember } from '../base/remember.ts';
import type { PlaybackCommand, PlaybackReport } from '../worklets/messages.ts';
import { fromBase64 } from './base64.ts';
import type { Heard } from './conversation.ts';
import { MessageSound } from './message-sound.ts';
import type { SessionEvent } from './messages.ts';
import type { TurnMeter } from './metrics.ts';

/** ms to wait for a missing piece before what comes after it is played. */
const gapPatience = 200;

/** Ids remembered after their message is over, so that late pieces of an interrupted one stay silent. */
const memory = 512;

/** Hz of the sound that servers send. */
const usualRates = [16_000, 24_000, 48_000];

/** Where sound goes: the playback processor's port, and the context's sample rate in Hz. */
export interface Speaker {
  readonly sampleRate: number;
  post(command: PlaybackCommand, transfer?: Transferable[]): void;
}

/**
 * The way down to the speaker: each message's sound, one message after the other in the order in which they were first
 * heard of; what was heard of each; and what may never sound because the user spoke over it.
 */
export class Player {
  readonly #clock: Clock;
  readonly #meter: TurnMeter;
  readonly #tell: (event: SessionEvent) => void;
  readonly #messages = new Map<string, MessageSound>();
  /** Messages over or interrupted, oldest first: nothing more of them is played. */
  readonly #silenced = new Set<string>();
  #speaker: Speaker | null = null;
  #audible: string | null = null;
  #startedAt = 0;
  #clears = 0;
  /** The message of which something was last dropped because the speaker takes no more. */
  #full: string | null = null;
  /** Pieces that came too late, again, for a message already interrupted, or when too much waited. */
  dropped = 0;
  /** Pieces that were waited for and never came. */
  skipped = 0;
  /** Times that a message ran dry in its middle, and ms of silence that made. */
  underruns = 0;
  underrunDuration = 0;
  /** ms of sound the speaker holds back before a message starts. */
  target = 0;

  /**
   * @param meter learns what is heard, and when
   * @param tell takes what happens to sound, and bytes that are no WAV: whoever can decode them answers with `decoded`
   */
  constructor(clock: Clock, meter: TurnMeter, tell: (event: SessionEvent) => void) {
    this.#clock = clock;
    this.#meter = meter;
    this.#tell = tell;
  }

  /** Whether anything sounds or waits to sound. */
  get sounding(): boolean {
    for (const { written } of this.#messages.values()) if (written > 0) return true;
    return false;
  }

  /** Sound goes there from now on; without a speaker it is dropped. What went to another is over. */
  attach(speaker: Speaker): void {
    const audible = this.#speaker && this.interrupt();
    this.#speaker = speaker;
    if (audible) {
      // The audio thread that knew how much of it was heard does not answer any more.
      const duration = this.#clock.now() - this.#startedAt;
      this.#over(audible, { duration, cut: true });
    }
    warmUp(speaker.sampleRate);
  }

  /** Learns that a message exists before its sound comes, so that an interruption reaches it too. */
  expect(messageId: string): void {
    if (!this.#silenced.has(messageId)) this.#message(messageId);
  }

  play({ id, index, data }: AudioOutput): void {
    this.#meter.soundArrived(this.#clock.now());
    if (this.#silenced.has(id)) {
      this.dropped += 1;
      return;
    }
    if (this.#message(id).put(index, fromBase64(data))) this.#advance();
    else this.dropped += 1;
  }

  /** The answer to a `decode` event: mono at the speaker's rate, or null where it can't be played. */
  decoded(messageId: string, samples: Float32Array<ArrayBuffer> | null): void {
    if (this.#silenced.has(messageId)) return;
    this.#messages.get(messageId)?.decoded(samples);
    this.#advance();
  }

  /** The turn is over: what is here of each message is all of it. */
  finish(): void {
    for (const message of this.#messages.values()) message.over = true;
    this.#advance();
  }

  /**
   * Silence, at once: what sounds fades, what waits is forgotten, what still comes of any message known by now is
   * dropped. Answers which message was audible.
   */
  interrupt(): string | null {
    const audible = this.#audible;
    this.#clears += 1;
    this.#speaker?.post({ type: 'clear', id: this.#clears });
    for (const [id, message] of this.#messages) {
      message.cancelGap?.();
      this.#silence(id);
      // The one that sounds is let go of when its fade is over and what was heard of it is known.
      if (id !== audible) this.#messages.delete(id);
    }
    return audible;
  }

  /** What the audio thread says. */
  handleReport(report: PlaybackReport): void {
    switch (report.type) {
      case 'pong':
        this.#tell({ type: 'ready' });
        return;
      case 'started':
        this.#audible = report.messageId;
        this.#startedAt = this.#clock.now();
        this.#meter.soundStarted(this.#startedAt);
        this.#tell({ type: 'playback-started', messageId: report.messageId });
        return;
      case 'ended':
        this.#over(report.messageId, {
          duration: this.#duration(report.frames),
          cut: report.cut,
        });
        return;
      case 'underrun':
        this.underruns += 1;
        this.underrunDuration += this.#duration(report.frames);
        this.#meter.underran();
        return;
      case 'target':
        this.target = report.duration;
        return;
      case 'overflow':
        this.dropped += 1;
        if (this.#full !== report.messageId) this.#fail(report.messageId, 'too much waits already');
        this.#full = report.messageId;
        return;
      default:
        return;
    }
  }

  /** Lets go of every timer. */
  dispose(): void {
    for (const { cancelGap } of this.#messages.values()) cancelGap?.();
    this.#messages.clear();
    this.#speaker = null;
  }

  #over(messageId: string, heard: Heard): void {
    if (this.#audible === messageId) this.#audible = null;
    this.#messages.delete(messageId);
    this.#silence(messageId);
    if (heard.cut) this.#meter.silenced(this.#clock.now());
    this.#tell({ type: 'playback-ended', messageId, heard, at: this.#clock.date() });
  }

  /** ms of so many frames at the speaker. */
  #duration(frames: number): number {
    return (frames / (this.#speaker?.sampleRate ?? 1)) * 1000;
  }

  #message(messageId: string): MessageSound {
    const known = this.#messages.get(messageId);
    if (known) return known;
    const message = new MessageSound({
      sampleRate: this.#speaker?.sampleRate ?? 48_000,
      write: (samples) =>
        this.#speaker?.post({ type: 'enqueue', messageId, samples }, [samples.buffer]),
      decode: (bytes) => this.#tell({ type: 'decode', messageId, bytes }),
      fail: (why) => this.#fail(messageId, why),
    });
    this.#messages.set(messageId, message);
    return message;
  }

  /** Writes what can be written, in order: behind a message that waits for a piece of its own, the others wait too. */
  #advance(): void {
    for (const [id, message] of this.#messages) {
      if (this.#silenced.has(id)) continue;
      message.advance();
      this.#watchGap(message);
      if (message.busy) return;
      if (message.over) this.#finish(id, message);
    }
  }

  #watchGap(message: MessageSound): void {
    if (message.gap) {
      message.cancelGap ??= this.#clock.after(gapPatience, () => {
        message.cancelGap = null;
        this.skipped += 1;
        message.skipGap();
        this.#advance();
      });
    } else {
      message.cancelGap?.();
      message.cancelGap = null;
    }
  }

  #finish(messageId: string, message: MessageSound): void {
    if (message.finished) return;
    message.finished = true;
    message.end();
    if (message.written > 0) this.#speaker?.post({ type: 'finish', messageId });
    else this.#messages.delete(messageId);
  }

  #silence(id: string): void {
    remember(this.#silenced, id, memory);
  }

  #fail(id: string, why: string): void {
    const message = `A piece of message ${id} can't be played: ${why}.`;
    this.#tell({ type: 'error', error: { reason: 'audio-decode', message } });
  }
}

/** Makes the filters, and runs the code until it is fast, before the first answer has to wait for that. */
function warmUp(sampleRate: number): void {
  for (const rate of usualRates) {
    const resampler = new Resampler(rate, sampleRate);
    const silence = new Float32Array(rate / 4);
    resampler.process(silence, new Float32Array(resampler.bound(silence.length)));
  }
}
