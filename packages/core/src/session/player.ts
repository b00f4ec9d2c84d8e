import type { AudioOutput } from '@vivavoce/evi';
import type { Output } from '../audio/output.ts';
import { Resampler } from '../audio/resampler.ts';
import type { Clock } from '../base/clock.ts';
import type { Undo } from '../base/emitter.ts';
import { remember } from '../base/remember.ts';
import type { PlaybackCommand, PlaybackReport } from '../worklets/messages.ts';
import { fromBase64 } from './base64.ts';
import type { Heard } from './conversation.ts';
import { MessageSound } from './message-sound.ts';
import type { SessionEvent } from './messages.ts';
import type { TurnMeter } from './metrics.ts';

/** ms to wait for a missing piece before what comes after it is played. */
const gapPatience = 200;

/** ms without another piece after which a message is over: where more may come, and where the turn has ended. */
const idlePatience = 5000;
const latePatience = 500;

/** Messages remembered after they are over: what late pieces belong to, and what of an interrupted one stays silent. */
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
 * heard of; what was heard of each; and what may never sound because the user spoke over it. Heard is what has left the
 * speaker.
 */
export class Player {
  readonly #clock: Clock;
  readonly #meter: TurnMeter;
  readonly #tell: (event: SessionEvent) => void;
  readonly #messages = new Map<string, MessageSound>();
  /** Messages that were heard out or had no sound, oldest first: more of them may come. */
  readonly #rested = new Map<string, MessageSound>();
  /** Messages interrupted, oldest first: nothing more of them is played. Of those, what the user has answered. */
  readonly #silenced = new Set<string>();
  #answered = new Set<string>();
  #speaker: Speaker | null = null;
  #output: Output | null = null;
  #audible: string | null = null;
  /** When it began to sound, by the context and by the clock, and ms for which it has been dry since. */
  #startedAt = { context: 0, clock: 0 };
  #dry = 0;
  /** The assistant has not ended its turn. */
  #open = false;
  /** What has been rendered and not left the speaker yet: told when it has. */
  readonly #leaving: { readonly event: SessionEvent; readonly undo: Undo }[] = [];
  #leftAt = 0;
  /** When sound came where none waited. */
  #waitsSince = 0;
  #decodes = 0;
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
    if (this.#leaving.length > 0) return true;
    for (const { written } of this.#messages.values()) if (written > 0) return true;
    return false;
  }

  /** Known to the main thread alone, and new whenever it changes. */
  set output(output: Output) {
    this.#output = output;
  }

  /**
   * Sound goes there from now on; without a speaker it is dropped. What another speaker had and did not play is played from
   * where it stopped.
   *
   * @param stoppedAt the time of the other's context when it rendered last, in s
   */
  attach(speaker: Speaker, stoppedAt?: number): void {
    const [before, audible] = [this.#speaker, this.#audible];
    const { context, clock } = this.#startedAt;
    const sounded =
      stoppedAt === undefined ? this.#clock.now() - clock : (stoppedAt - context) * 1000;
    this.#speaker = speaker;
    this.#output = this.#audible = null;
    warmUp(speaker.sampleRate);
    if (!before) return;
    for (const [id, message] of this.#messages) {
      const most = (message.written / before.sampleRate) * 1000;
      message.again(id === audible ? Math.min(most, Math.max(0, sounded - this.#dry)) : 0);
      // Its fade was never heard, and the audio thread that knew how far it came does not answer any more.
      if (this.#silenced.has(id)) this.#cut(id, message.heard);
    }
    this.#advance();
    // All that was there of it had been heard, and it waited for more.
    const message = audible === null ? undefined : this.#messages.get(audible);
    if (audible !== null && message?.written === 0) {
      this.#tellEnd(audible, { duration: message.heard, cut: false });
    }
  }

  /** Learns that a message exists before its sound comes, so that an interruption reaches it too. */
  expect(messageId: string): void {
    this.#open = true;
    if (this.#answered.delete(messageId)) this.#silenced.delete(messageId);
    if (this.#silenced.has(messageId)) return;
    const known = this.#messages.get(messageId) ?? this.#rested.get(messageId);
    if (known) known.announced = true;
    else this.#messages.set(messageId, this.#make(messageId));
  }

  /** The user has spoken: a message that is announced after it is another one, whatever its id. */
  answered(): void {
    this.#answered = new Set(this.#silenced);
  }

  play({ id, index, data }: AudioOutput): void {
    const now = this.#clock.now();
    this.#meter.soundArrived(now);
    if (!this.sounding) this.#waitsSince = now;
    if (this.#silenced.has(id)) {
      this.dropped += 1;
      return;
    }
    const message = this.#messages.get(id) ?? this.#rested.get(id) ?? this.#make(id);
    if (!message.put(index, fromBase64(data))) {
      this.dropped += 1;
      return;
    }
    this.#rested.delete(id);
    this.#messages.set(id, message);
    message.cancelIdle?.();
    message.cancelIdle = this.#clock.after(this.#open ? idlePatience : latePatience, () => {
      this.#end(message);
      this.#advance();
    });
    this.#advance();
  }

  /** The answer to a `decode` event: mono at the speaker's rate, or null where it can't be played. */
  decoded(messageId: string, id: number, samples: Float32Array<ArrayBuffer> | null): void {
    if (this.#silenced.has(messageId)) return;
    this.#messages.get(messageId)?.decoded(id, samples);
    this.#advance();
  }

  /** The turn is over: what is here of each message is all of it. What comes all the same is late, and is played. */
  finish(): void {
    this.#open = false;
    for (const message of this.#messages.values()) this.#end(message);
    this.#advance();
  }

  /**
   * Silence, at once: what sounds fades, what waits is forgotten, what still comes of any message known by now is
   * dropped. Answers which message was audible.
   */
  interrupt(): string | null {
    const audible = this.#audible;
    this.#speaker?.post({ type: 'clear' });
    for (const { event, undo } of this.#leaving.splice(0)) {
      undo();
      this.#tell(event);
    }
    for (const [id, message] of [...this.#rested, ...this.#messages]) {
      message.cancelGap?.();
      message.cancelIdle?.();
      this.#silence(id);
      // The one that sounds is let go of when its fade is over and what was heard of it is known.
      if (id === audible) continue;
      this.#messages.delete(id);
      // It had been heard out, and was about to go on.
      if (message.heard > 0 && (message.announced || message.written > 0)) {
        this.#tellEnd(id, { duration: message.heard, cut: true });
      }
    }
    this.#rested.clear();
    return audible;
  }

  /** What the audio thread says. */
  handleReport(report: PlaybackReport): void {
    switch (report.type) {
      case 'pong':
        this.#tell({ type: 'ready' });
        return;
      case 'started': {
        const { messageId, contextTime } = report;
        this.#audible = messageId;
        this.#startedAt = { context: contextTime, clock: this.#clock.now() };
        this.#dry = 0;
        const delay = this.#until(contextTime);
        this.#meter.soundStarted(this.#clock.now() + delay);
        const at = this.#clock.date() + delay;
        this.#leave({ type: 'playback-started', messageId, at }, delay);
        return;
      }
      case 'ended': {
        const { messageId, frames, cut, contextTime } = report;
        if (this.#audible === messageId) this.#audible = null;
        const delay = this.#until(contextTime);
        const message = this.#messages.get(messageId);
        message?.rest(frames);
        const duration = message?.heard ?? this.#duration(frames);
        const waits = (message?.written ?? 0) > 0;
        if (cut || (waits && this.#silenced.has(messageId))) this.#cut(messageId, duration, delay);
        else {
          if (message && !waits) this.#rest(messageId, message);
          this.#tellEnd(messageId, { duration, cut }, delay);
        }
        return;
      }
      case 'underrun':
        this.underruns += 1;
        this.#dry += this.#duration(report.frames);
        this.underrunDuration += this.#duration(report.frames);
        this.#meter.underran();
        return;
      case 'target':
        this.target = report.duration;
        return;
      case 'overflow': {
        const { messageId, frames } = report;
        const message = this.#messages.get(messageId);
        if (message) message.written -= frames;
        this.dropped += 1;
        if (this.#full !== messageId) this.#fail(messageId, 'too much waits already');
        this.#full = messageId;
        return;
      }
      default:
        return;
    }
  }

  /** Lets go of every timer. */
  dispose(): void {
    for (const { cancelGap, cancelIdle } of this.#messages.values()) {
      cancelGap?.();
      cancelIdle?.();
    }
    for (const { undo } of this.#leaving) undo();
    this.#messages.clear();
    this.#speaker = null;
  }

  /** In how many ms what was rendered then leaves the speaker; below 0 where it has. */
  #until(contextTime: number): number {
    if (!this.#output) return 0;
    const { origin, latency } = this.#output;
    const since = this.#clock.date() - origin - contextTime * 1000;
    // A report that was long under way tells of what was rendered before; a context that has paused since seems to as well.
    const most = Math.min(1000, this.#clock.now() - this.#waitsSince);
    return latency - Math.max(0, Math.min(most, since));
  }

  /** Tells when it has left the speaker, in the order in which it was rendered. */
  #leave(event: SessionEvent, delay: number): void {
    const now = this.#clock.now();
    this.#leftAt = Math.max(this.#leftAt, now + delay);
    if (this.#leftAt <= now && this.#leaving.length === 0) {
      this.#tell(event);
      return;
    }
    const undo = this.#clock.after(this.#leftAt - now, () => {
      const first = this.#leaving.shift();
      if (first) this.#tell(first.event);
    });
    this.#leaving.push({ event, undo });
  }

  #cut(messageId: string, duration: number, delay = 0): void {
    this.#messages.delete(messageId);
    this.#silence(messageId);
    this.#meter.silenced(this.#clock.now() + delay);
    this.#tellEnd(messageId, { duration, cut: true }, delay);
  }

  #tellEnd(messageId: string, heard: Heard, delay = 0): void {
    const at = this.#clock.date() + delay;
    this.#leave({ type: 'playback-ended', messageId, heard, at }, delay);
  }

  /** ms of so many frames at the speaker. */
  #duration(frames: number): number {
    return (frames / (this.#speaker?.sampleRate ?? 1)) * 1000;
  }

  #make(messageId: string): MessageSound {
    const player = (): Speaker | null => this.#speaker;
    return new MessageSound({
      get sampleRate() {
        return player()?.sampleRate ?? 48_000;
      },
      write: (samples) =>
        this.#speaker?.post({ type: 'enqueue', messageId, samples }, [samples.buffer]),
      decode: (bytes) => {
        const id = (this.#decodes += 1);
        this.#tell({ type: 'decode', messageId, id, bytes });
        return id;
      },
      fail: (why) => this.#fail(messageId, why),
    });
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

  #end(message: MessageSound): void {
    message.cancelIdle?.();
    message.over = true;
  }

  #finish(messageId: string, message: MessageSound): void {
    if (message.finished) return;
    message.finished = true;
    message.end();
    if (message.written > 0) this.#speaker?.post({ type: 'finish', messageId });
    else this.#rest(messageId, message);
  }

  #rest(messageId: string, message: MessageSound): void {
    message.cancelIdle?.();
    this.#messages.delete(messageId);
    this.#rested.set(messageId, message);
    for (const oldest of this.#rested.keys()) {
      if (this.#rested.size <= memory) return;
      this.#rested.delete(oldest);
    }
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
