import type { AudioOutput } from '@vivavoce/evi';
import type { Output } from '../../audio/output.ts';
import type { Clock } from '../../base/clock.ts';
import type { Undo } from '../../base/emitter.ts';
import { keepLatest } from '../../base/keep-latest.ts';
import type { PlaybackReport } from '../../worklets/messages.ts';
import { fromBase64 } from '../base64.ts';
import { MessageSound } from './message-sound.ts';
import type { Speaker } from './message-sound.ts';
import type { SessionEvent } from '../messages.ts';
import type { TurnMeter } from '../metrics.ts';
import { Playhead } from './playhead.ts';
import { warmUp } from './warm-up.ts';

/** ms to wait for a missing piece before skipping it. */
const gapTimeout = 200;

/** ms after the last piece until no more are expected: during the assistant's turn, and after it. */
const turnTimeout = 5000;
const lateTimeout = 500;

/** Messages remembered after their end, so that late pieces are played, or dropped if the message was interrupted. */
const memory = 512;

/**
 * Plays the assistant's messages, one after the other in the order in which the server first named them. Tells what was
 * heard of each, which is what has left the speaker, and plays nothing more of a message that the user has interrupted.
 */
export class Player {
  readonly #clock: Clock;
  readonly #meter: TurnMeter;
  readonly #tell: (event: SessionEvent) => void;
  readonly #playhead: Playhead;
  readonly #messages = new Map<string, MessageSound>();
  /** Messages that were played to the end or had no sound, oldest first. More of them may come. */
  readonly #ended = new Map<string, MessageSound>();
  /** Interrupted messages, oldest first; and those whose id the server may use again, since the user has spoken. */
  readonly #interrupted = new Set<string>();
  #reusable = new Set<string>();
  #speaker: Speaker | null = null;
  /** The assistant has not ended its turn. */
  #inTurn = false;
  /** The answer under way is not wanted: what comes of it is not played, also of messages that are not known yet. */
  refuses = false;
  #cancelEnd: Undo | null = null;
  #cancelWarmUp: Undo | null = null;
  /** The first message with a missing piece. */
  #gap: { readonly message: MessageSound; readonly cancel: Undo } | null = null;
  /** See `SessionMetrics.playback`. */
  readonly metrics = {
    underruns: 0,
    underrunDuration: 0,
    stretchDuration: 0,
    target: 0,
    dropped: 0,
    skipped: 0,
  };

  /**
   * @param meter measures when the answer is heard
   * @param tell takes events about the sound, and `decode` events, which are answered by `decoded`
   */
  constructor(clock: Clock, meter: TurnMeter, tell: (event: SessionEvent) => void) {
    this.#clock = clock;
    this.#meter = meter;
    this.#tell = tell;
    this.#playhead = new Playhead(clock, meter, tell);
  }

  /** Whether anything plays or waits to be played. */
  get playing(): boolean {
    if (this.#playhead.pending) return true;
    for (const { queued } of this.#messages.values()) if (queued > 0) return true;
    return false;
  }

  /** Known to the main thread alone, and new whenever it changes. */
  set output(output: Output) {
    this.#playhead.output = output;
  }

  /**
   * Plays on this speaker from now on. What another speaker had and did not play is played from where it stopped.
   *
   * @param stoppedAt the time at which the other speaker's context rendered last, in s
   */
  attach(speaker: Speaker, stoppedAt = 0): void {
    const before = this.#speaker;
    const playing = this.#playhead.detach();
    this.#speaker = speaker;
    this.#cancelWarmUp?.();
    this.#cancelWarmUp = warmUp(this.#clock, speaker.sampleRate);
    for (const [id, message] of this.#messages) {
      const most = before && id === playing ? (message.queued / before.sampleRate) * 1000 : 0;
      message.restart(Math.min(most, this.#playhead.renderedAt(stoppedAt)), speaker.sampleRate);
      // Its fade was not heard, and the processor that knew how far it came is gone.
      if (this.#interrupted.has(id)) this.#endCut(id, message.heard);
    }
    this.#advance();
    const message = playing === null ? undefined : this.#find(playing);
    // All of it had been heard, and the report is lost.
    if (playing !== null && message?.queued === 0)
      this.#playhead.ended(playing, { duration: message.heard, cut: false });
  }

  /**
   * Announces a message before its sound comes, so that an interruption reaches it too.
   *
   * @param refused it is not to be played, whatever is said of others
   * @returns false where nothing of it is played, and that is new
   */
  announce(messageId: string, refused = false): boolean {
    this.#inTurn = true;
    if (this.#reusable.delete(messageId)) this.#interrupted.delete(messageId);
    if (this.#interrupted.has(messageId)) return true;
    const known = this.#find(messageId);
    if (refused || this.refuses) {
      keepLatest(this.#interrupted.add(messageId), memory);
      return false;
    }
    if (known) known.announced = true;
    else this.#messages.set(messageId, new MessageSound(messageId, this.#tell));
    return true;
  }

  /** The user has spoken: an interrupted id that is announced after it is a new message. */
  userSpoke(): void {
    this.#reusable = new Set(this.#interrupted);
  }

  play({ id, index, data }: AudioOutput): void {
    const now = this.#clock.now();
    this.#meter.soundArrived(now);
    if (!this.playing) this.#playhead.soundSince = now;
    const message = this.#find(id) ?? new MessageSound(id, this.#tell);
    if (this.refuses || this.#interrupted.has(id) || !message.put(index, fromBase64(data))) {
      this.metrics.dropped += 1;
      return;
    }
    this.#ended.delete(id);
    this.#messages.set(id, message);
    this.#cancelEnd?.();
    const timeout = this.#inTurn ? turnTimeout : lateTimeout;
    this.#cancelEnd = this.#clock.after(timeout, () => this.#endAll());
    this.#advance();
  }

  /** The answer to a `decode` event: mono at the speaker's rate, or null where it can't be decoded. */
  decoded(messageId: string, id: number, samples: Float32Array | null): void {
    if (this.#interrupted.has(messageId) || !this.#speaker) return;
    this.#messages.get(messageId)?.decoded(id, samples, this.#speaker.sampleRate);
    this.#advance();
  }

  /** The assistant has ended its turn: no more pieces are expected. Late ones are played all the same. */
  endTurn(): void {
    this.#inTurn = false;
    this.#endAll();
  }

  /**
   * Silence: fades out what plays, and drops what waits and what still comes of all messages known so far.
   *
   * @returns the id of the message that was playing
   */
  interrupt(): string | null {
    // First of all: nothing may delay it.
    this.#speaker?.port.postMessage({ type: 'clear' });
    this.#playhead.flush();
    this.#cancelTimers();
    const playing = this.#playhead.messageId;
    for (const [id, message] of [...this.#ended, ...this.#messages]) {
      keepLatest(this.#interrupted.add(id), memory);
      // What plays is known to the end of its fade, when it is reported how much was heard.
      if (id === playing) continue;
      this.#messages.delete(id);
      // It had been heard so far, and was about to go on.
      if (message.heard > 0 && (message.announced || message.queued > 0)) {
        this.#playhead.ended(id, { duration: message.heard, cut: true });
      }
    }
    this.#ended.clear();
    return playing;
  }

  /** Takes a report of the playback processor. */
  handleReport(report: PlaybackReport): void {
    switch (report.type) {
      case 'pong':
        this.#tell({ type: 'ready' });
        break;
      case 'started':
        this.#playhead.started(report.messageId, report.contextTime);
        break;
      case 'ended': {
        const { messageId, frames, cut, contextTime } = report;
        const message = this.#messages.get(messageId);
        message?.played(frames, this.#duration(frames));
        const duration = message?.heard ?? this.#duration(frames);
        const goesOn = (message?.queued ?? 0) > 0;
        if (cut || (goesOn && this.#interrupted.has(messageId))) {
          this.#endCut(messageId, duration, contextTime);
        } else {
          if (message && !goesOn) this.#keepEnded(messageId, message);
          this.#playhead.ended(messageId, { duration, cut }, contextTime);
        }
        break;
      }
      case 'underrun': {
        const duration = this.#duration(report.frames);
        this.metrics.underruns += 1;
        this.metrics.underrunDuration += duration;
        this.#playhead.underran(duration);
        break;
      }
      case 'stretched': {
        const duration = this.#duration(report.frames);
        this.metrics.stretchDuration += Math.max(0, duration);
        this.#playhead.stretched(duration);
        break;
      }
      case 'target':
        this.metrics.target = report.duration;
        break;
      case 'overflow': {
        const message = this.#messages.get(report.messageId);
        this.metrics.dropped += 1;
        if (!message) break;
        message.queued -= report.frames;
        message.fail('too much waits already');
        break;
      }
    }
  }

  /** Cancels every timer. Nothing is told after it. */
  dispose(): void {
    this.#cancelTimers();
    this.#cancelWarmUp?.();
    this.#playhead.dispose();
    this.#messages.clear();
    this.#speaker = null;
  }

  #find(messageId: string): MessageSound | undefined {
    return this.#messages.get(messageId) ?? this.#ended.get(messageId);
  }

  /** Posts what is ready, in order: while a message waits for a piece of its own, those behind it wait too. */
  #advance(): void {
    if (!this.#speaker) return;
    let gap: MessageSound | null = null;
    for (const [id, message] of this.#messages) {
      if (this.#interrupted.has(id)) continue;
      message.advance(this.#speaker);
      if (message.gap) gap = message;
      if (message.busy) break;
      if (message.ended && message.queued === 0) this.#keepEnded(id, message);
    }
    this.#watchGap(gap);
  }

  #watchGap(message: MessageSound | null): void {
    if (message === (this.#gap?.message ?? null)) return;
    this.#gap?.cancel();
    const skip = (): void => {
      this.#gap = null;
      this.metrics.skipped += 1;
      message?.skipGap();
      this.#advance();
    };
    this.#gap = message && { message, cancel: this.#clock.after(gapTimeout, skip) };
  }

  #endAll(): void {
    this.#cancelEnd?.();
    for (const message of this.#messages.values()) message.ended = true;
    this.#advance();
  }

  #endCut(messageId: string, duration: number, contextTime?: number): void {
    this.#messages.delete(messageId);
    keepLatest(this.#interrupted.add(messageId), memory);
    this.#playhead.ended(messageId, { duration, cut: true }, contextTime);
  }

  #keepEnded(messageId: string, message: MessageSound): void {
    this.#messages.delete(messageId);
    keepLatest(this.#ended.set(messageId, message), memory);
  }

  #cancelTimers(): void {
    this.#cancelEnd?.();
    this.#watchGap(null);
  }

  /** ms of so many frames at the speaker. */
  #duration(frames: number): number {
    return (frames / (this.#speaker?.sampleRate ?? 1)) * 1000;
  }
}
