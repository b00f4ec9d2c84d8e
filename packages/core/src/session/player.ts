import { base64ToBytes } from '@vivavoce/evi';
import type { AudioOutput } from '@vivavoce/evi';
import { Resampler } from '../audio/resampler.ts';
import { readWav } from '../audio/wav.ts';
import type { Clock } from '../base/clock.ts';
import type { Undo } from '../base/emitter.ts';
import { VoiceError } from '../base/voice-error.ts';
import type { PlaybackCommand, PlaybackReport } from '../worklets/messages.ts';
import type { Heard } from './conversation.ts';
import { Reorder } from './reorder.ts';

/** ms to wait for a missing piece before what comes after it is played. */
const gapPatience = 200;

/** Ids remembered after their message is over, so that late pieces of an interrupted one stay silent. */
const memory = 512;

/** What the player tells. */
export interface PlayerListener {
  onStarted(messageId: string): void;
  onEnded(messageId: string, heard: Heard): void;
  /** A message ran dry in its middle. */
  onUnderrun(): void;
  onError(error: VoiceError): void;
}

/** Where sound goes: the playback processor's port, and the context's sample rate in Hz. */
export interface Speaker {
  readonly sampleRate: number;
  post(command: PlaybackCommand, transfer?: Transferable[]): void;
}

interface Message {
  /** null stands for a piece that can't be played: its place is taken all the same. */
  readonly pieces: Reorder<Uint8Array | null>;
  resampler: Resampler | null;
  inputRate: number;
  /** Frames handed to the speaker. */
  queued: number;
  /** No more pieces will come. */
  over: boolean;
  cancelGap: Undo | null;
}

/**
 * The way down to the speaker: pieces of `audio_output` in the order of their index, decoded, resampled as one stream
 * per message, queued; what was heard of each; and what may never sound because the user spoke over it.
 */
export class Player {
  readonly #listener: PlayerListener;
  readonly #clock: Clock;
  readonly #messages = new Map<string, Message>();
  /** Messages over or interrupted, oldest first: nothing more of them is played. */
  readonly #silenced = new Set<string>();
  #speaker: Speaker | null = null;
  #audible: string | null = null;
  #clears = 0;
  /** Pieces that came too late, again, or for a message already interrupted. */
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
    return (
      this.#speaker !== null &&
      this.#messages.size > 0 &&
      [...this.#messages.values()].some(({ queued }) => queued > 0)
    );
  }

  /** Sound goes there from now on; without a speaker it is dropped. */
  attach(speaker: Speaker): void {
    this.#speaker = speaker;
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
    const bytes = base64ToBytes(data);
    if (bytes === undefined) this.#fail(id, 'its base64 is broken');
    this.#finishOthers(id);
    const message = this.#message(id);
    if (message.pieces.put(index, bytes ?? null) === 'repeated') {
      this.dropped += 1;
      return;
    }
    this.#drain(id, message);
  }

  /** The turn is over: what is here of each message is all of it. */
  finish(): void {
    for (const [id, message] of this.#messages) this.#finish(id, message);
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
      case 'started':
        this.#audible = report.messageId;
        this.#listener.onStarted(report.messageId);
        return;
      case 'ended':
        if (this.#audible === report.messageId) this.#audible = null;
        this.#messages.delete(report.messageId);
        this.#silence(report.messageId);
        this.#listener.onEnded(report.messageId, {
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
      case 'pong':
      case 'cleared':
        return;
    }
  }

  /** Lets go of every timer. */
  dispose(): void {
    for (const { cancelGap } of this.#messages.values()) cancelGap?.();
    this.#messages.clear();
    this.#speaker = null;
  }

  /** ms of so many frames at the speaker. */
  #duration(frames: number): number {
    return (frames / (this.#speaker?.sampleRate ?? 1)) * 1000;
  }

  #message(id: string): Message {
    const known = this.#messages.get(id);
    if (known) return known;
    const message: Message = {
      pieces: new Reorder(),
      resampler: null,
      inputRate: 0,
      queued: 0,
      over: false,
      cancelGap: null,
    };
    this.#messages.set(id, message);
    return message;
  }

  #drain(id: string, message: Message): void {
    message.cancelGap?.();
    message.cancelGap = null;
    for (const bytes of message.pieces.take()) {
      if (bytes !== null) this.#enqueue(id, message, bytes);
    }
    if (message.pieces.waiting === 0) {
      this.#settle(id, message);
      return;
    }
    message.cancelGap = this.#clock.after(gapPatience, () => {
      this.skipped += 1;
      message.pieces.skipGap();
      this.#drain(id, message);
    });
  }

  #enqueue(id: string, message: Message, bytes: Uint8Array): void {
    const wav = readWav(bytes);
    if (!wav.ok) {
      this.#fail(id, wav.problem);
      return;
    }
    const speaker = this.#speaker;
    if (speaker === null || wav.samples.length === 0) return;
    if (message.resampler === null || message.inputRate !== wav.sampleRate) {
      this.#flush(id, message);
      message.resampler = new Resampler(wav.sampleRate, speaker.sampleRate);
      message.inputRate = wav.sampleRate;
    }
    const output = new Float32Array(message.resampler.bound(wav.samples.length));
    const frames = message.resampler.process(wav.samples, output);
    this.#post(id, message, output.slice(0, frames));
  }

  #flush(id: string, message: Message): void {
    const { resampler } = message;
    if (resampler === null) return;
    message.resampler = null;
    const output = new Float32Array(resampler.bound(0));
    const frames = resampler.flush(output);
    this.#post(id, message, output.slice(0, frames));
  }

  #post(id: string, message: Message, samples: Float32Array<ArrayBuffer>): void {
    if (samples.length === 0) return;
    message.queued += samples.length;
    this.#speaker?.post({ type: 'enqueue', messageId: id, samples }, [samples.buffer]);
  }

  #finishOthers(id: string): void {
    for (const [other, message] of this.#messages)
      if (other !== id && message.queued > 0) this.#finish(other, message);
  }

  #finish(id: string, message: Message): void {
    if (message.over) return;
    message.over = true;
    this.#settle(id, message);
  }

  #settle(id: string, message: Message): void {
    if (!message.over || message.pieces.waiting > 0) return;
    this.#flush(id, message);
    if (message.queued > 0) this.#speaker?.post({ type: 'finish', messageId: id });
    else this.#messages.delete(id);
  }

  #silence(id: string): void {
    this.#silenced.add(id);
    if (this.#silenced.size <= memory) return;
    const [oldest] = this.#silenced;
    if (oldest !== undefined) this.#silenced.delete(oldest);
  }

  #fail(id: string, why: string): void {
    this.#listener.onError(
      new VoiceError(
        'audio-decode',
        `A piece of the assistant's message ${id} can't be played: ${why}.`,
      ),
    );
  }
}
