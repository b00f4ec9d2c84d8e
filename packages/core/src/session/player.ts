import type { AudioOutput } from '@vivavoce/evi';
import { Resampler } from '../audio/resampler.ts';
import type { Clock } from '../base/clock.ts';
import type { Undo } from '../base/emitter.ts';
import type { Fault } from '../base/voice-error.ts';
import type { PlaybackCommand, PlaybackReport } from '../worklets/messages.ts';
import { fromBase64 } from './base64.ts';
import type { Heard } from './conversation.ts';
import { MessageSound } from './message-sound.ts';

/** ms to wait for a missing piece before what comes after it is played. */
const gapPatience = 200;

/** Ids remembered after their message is over, so that late pieces of an interrupted one stay silent. */
const memory = 512;

/** Hz of the sound that servers send. */
const usualRates = [16_000, 24_000, 48_000];

/** What the player tells. */
export interface PlayerListener {
  onStarted(messageId: string): void;
  onEnded(messageId: string, heard: Heard): void;
  /** A message ran dry in its middle. */
  onUnderrun(): void;
  onError(error: Fault): void;
  /** Bytes that are no WAV: whoever can decode them answers with `decoded` and the same key. */
  onDecode(key: number, bytes: Uint8Array): void;
}

/** Where sound goes: the playback processor's port, and the context's sample rate in Hz. */
export interface Speaker {
  readonly sampleRate: number;
  post(command: PlaybackCommand, transfer?: Transferable[]): void;
}

interface Message {
  readonly sound: MessageSound;
  /** No more pieces will come; and the speaker was told so. */
  over: boolean;
  finished: boolean;
  cancelGap: Undo | null;
}

/**
 * The way down to the speaker: each message's sound, one message after the other in the order in which they were first
 * heard of; what was heard of each; and what may never sound because the user spoke over it.
 */
export class Player {
  readonly #listener: PlayerListener;
  readonly #clock: Clock;
  readonly #messages = new Map<string, Message>();
  /** Messages over or interrupted, oldest first: nothing more of them is played. */
  readonly #silenced = new Set<string>();
  /** Messages that wait for bytes to be decoded. */
  readonly #decoding = new Map<number, Message>();
  #decodes = 0;
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

  constructor(listener: PlayerListener, clock: Clock) {
    this.#listener = listener;
    this.#clock = clock;
  }

  /** Whether anything sounds or waits to sound. */
  get sounding(): boolean {
    return [...this.#messages.values()].some(({ sound }) => sound.written > 0);
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
    if (this.#silenced.has(id)) {
      this.dropped += 1;
      return;
    }
    const bytes = fromBase64(data);
    if (bytes === null) this.#fail(id, 'its base64 is broken');
    if (this.#message(id).sound.put(index, bytes) === 'repeated') this.dropped += 1;
    else this.#advance();
  }

  /** What became of `PlayerListener.onDecode`: mono at the speaker's rate, or null where it can't be played. */
  decoded(key: number, samples: Float32Array<ArrayBuffer> | null): void {
    const message = this.#decoding.get(key);
    this.#decoding.delete(key);
    message?.sound.decoded(samples);
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
    this.#decoding.clear();
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
      case 'started':
        this.#audible = report.messageId;
        this.#startedAt = this.#clock.now();
        this.#listener.onStarted(report.messageId);
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
        this.#listener.onUnderrun();
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
    this.#decoding.clear();
    this.#speaker = null;
  }

  #over(id: string, heard: Heard): void {
    if (this.#audible === id) this.#audible = null;
    this.#messages.delete(id);
    this.#silence(id);
    this.#listener.onEnded(id, heard);
  }

  /** ms of so many frames at the speaker. */
  #duration(frames: number): number {
    return (frames / (this.#speaker?.sampleRate ?? 1)) * 1000;
  }

  #message(id: string): Message {
    const known = this.#messages.get(id);
    if (known) return known;
    const message: Message = {
      sound: new MessageSound({
        sampleRate: this.#speaker?.sampleRate ?? 48_000,
        write: (samples) =>
          this.#speaker?.post({ type: 'enqueue', messageId: id, samples }, [samples.buffer]),
        decode: (bytes) => {
          this.#decodes += 1;
          this.#decoding.set(this.#decodes, message);
          this.#listener.onDecode(this.#decodes, bytes);
        },
        fail: (why) => this.#fail(id, why),
      }),
      over: false,
      finished: false,
      cancelGap: null,
    };
    this.#messages.set(id, message);
    return message;
  }

  /** Writes what can be written, in order: behind a message that waits for a piece of its own, the others wait too. */
  #advance(): void {
    for (const [id, message] of this.#messages) {
      if (this.#silenced.has(id)) continue;
      message.sound.advance();
      this.#watchGap(message);
      if (message.sound.busy) return;
      if (message.over) this.#finish(id, message);
    }
  }

  #watchGap(message: Message): void {
    if (!message.sound.gap) {
      message.cancelGap?.();
      message.cancelGap = null;
      return;
    }
    message.cancelGap ??= this.#clock.after(gapPatience, () => {
      message.cancelGap = null;
      this.skipped += 1;
      message.sound.skipGap();
      this.#advance();
    });
  }

  #finish(id: string, message: Message): void {
    if (message.finished) return;
    message.finished = true;
    message.sound.flush();
    if (message.sound.written > 0) this.#speaker?.post({ type: 'finish', messageId: id });
    else this.#messages.delete(id);
  }

  #silence(id: string): void {
    this.#silenced.add(id);
    if (this.#silenced.size <= memory) return;
    const [oldest] = this.#silenced;
    if (oldest !== undefined) this.#silenced.delete(oldest);
  }

  #fail(id: string, why: string): void {
    this.#listener.onError({
      reason: 'audio-decode',
      message: `A piece of the assistant's message ${id} can't be played: ${why}.`,
    });
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
