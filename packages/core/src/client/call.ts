import type { ClientMessage, SessionSettings } from '@vivavoce/evi';
import type { Output } from '../audio/output.ts';
import { systemClock } from '../base/clock.ts';
import { Countdown } from '../base/countdown.ts';
import { Disposer } from '../base/disposer.ts';
import { VoiceError } from '../base/voice-error.ts';
import type { Fault } from '../base/voice-error.ts';
import { openAudioContext, outputOf, running } from '../devices/audio-context.ts';
import { decodeSound } from '../devices/decode-sound.ts';
import { readPlaybackStats } from '../devices/playback-stats.ts';
import { SoundSystem } from '../devices/sound-system.ts';
import type { SoundPorts } from '../devices/sound-system.ts';
import { keepScreenOn } from '../devices/wake-lock.ts';
import type { SessionHost } from '../session/host.ts';
import type { SessionCommand, SessionEvent } from '../session/messages.ts';
import type { SessionMetrics } from '../session/metrics.ts';
import { queueLimit } from '../session/outbox.ts';
import { askPolicy } from '../transport/reconnect-policy.ts';
import { askAddress } from './address.ts';
import type { VoiceEvent } from './events.ts';
import type { VoiceMetrics } from './metrics.ts';
import type { ResolvedOptions } from './options.ts';
import { listenForLeave, listenForReturn } from './page-return.ts';
import type { Connection } from './state.ts';
import { startVoiceThread } from './voice-thread.ts';

/** ms before an attempt from which on credentials are asked for: some are valid for a minute. */
const freshness = 10_000;

/** What a call tells the client it belongs to. */
export interface CallListener {
  /** Takes what happens, one by one. */
  readonly tell: (event: VoiceEvent) => void;
  /** The call is over by itself, and must be ended; `then` is what the line comes to. */
  readonly onOver: (then: Connection) => void;
}

/**
 * One conversation from the click to the last undo. Each step pushes how it is undone; `end`, at any moment, pops them
 * all, and a step that finishes later undoes itself. A call is used once, so nothing of it leaks into the next.
 */
export class Call {
  readonly #options: ResolvedOptions;
  readonly #listener: CallListener;
  readonly #disposer = new Disposer();
  /** Commands and state of the devices at both ends; there since the click, where the browser gave a context. */
  sound: SoundSystem | undefined;
  #host: SessionHost | null = null;
  #muted: boolean;
  #volume = 1;
  readonly #awaitingMetrics: ((metrics: SessionMetrics | null) => void)[] = [];
  readonly #awaitingLine: ((error: VoiceError | null) => void)[] = [];
  /** Known once the conversation has been up. */
  #chatGroupId: string | null = null;
  /** Messages given to a line that is lost. */
  #queued = 0;
  #left = false;
  /** The delay of the latest attempt to reconnect. */
  #countdown: Countdown | undefined;
  /** Ends what asks for the credentials of the latest attempt. */
  #asking: AbortController | undefined;

  constructor(options: ResolvedOptions, listener: CallListener) {
    this.#options = options;
    this.#listener = listener;
    this.#muted = options.muted;
  }

  /**
   * Walks all the way up. The first step needs the user's gesture and runs before anything is awaited.
   *
   * @param previous resolves when the conversation before this one has let go of everything
   * @throws VoiceError by rejection, and the call is over
   */
  async connect(previous: Promise<void>): Promise<void> {
    const connected = this.#line();
    try {
      await Promise.race([connected, this.#walk(previous, connected)]);
    } catch (cause) {
      const error =
        cause instanceof VoiceError
          ? cause
          : new VoiceError('internal', 'Failed to connect: see `cause`.', cause);
      this.#fail(error);
      throw error;
    }
  }

  /**
   * Undoes everything. Whoever waits for the line is told that there is none.
   *
   * @param left whether the page is left or frozen, and no task of its threads may run any more
   */
  async end(left: boolean): Promise<void> {
    this.#left = left;
    this.#settle(ended());
    this.#host = null;
    for (const resolve of this.#awaitingMetrics.splice(0)) resolve(null);
    await this.#disposer.dispose();
  }

  /** Waits for a step, and no longer than the call lasts. */
  within<T>(step: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#disposer.push(() => reject(ended()));
      step.then(resolve, reject);
    });
  }

  post(command: SessionCommand, transfer?: Transferable[]): void {
    this.#host?.post(command, transfer);
  }

  /** Reconnects now instead of after a delay. @returns settles with the connection */
  retryNow(): Promise<void> {
    this.#skipDelay();
    return this.#line();
  }

  /** @throws VoiceError `connection-lost` where too much waits for a line that is lost */
  send(message: ClientMessage, lost: boolean): void {
    this.#queued = lost ? this.#queued + 1 : 0;
    if (this.#queued > queueLimit) {
      throw new VoiceError(
        'connection-lost',
        `Failed to send ${message.type}: the line is down, and ${queueLimit} messages wait.`,
      );
    }
    this.post({ type: 'send', message });
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    this.post({ type: 'mute', muted });
    this.sound?.setMuted(muted);
  }

  setVolume(volume: number): void {
    this.#volume = volume;
    this.post({ type: 'volume', volume });
  }

  /** What was measured so far; null when the call ends before it can say. */
  async readMetrics(): Promise<VoiceMetrics | null> {
    if (!this.#host) return null;
    this.post({ type: 'metrics' });
    const metrics = await new Promise<SessionMetrics | null>((resolve) => {
      this.#awaitingMetrics.push(resolve);
    });
    return metrics && { ...metrics, platform: readPlaybackStats(this.sound?.context) };
  }

  async #walk(previous: Promise<void>, connected: Promise<void>): Promise<void> {
    const { session, sampleRate, chunkDuration, speechBuffer, wakeLock } = this.#options;
    const { tell } = this.#listener;
    const onPorts = (ports: SoundPorts): void => {
      if (this.#host) attach(this.#host, ports, sound);
    };
    const onOutput = (output: Output): void => this.post({ type: 'output', ...output });
    const listener = { emit: tell, onPorts, onOutput };
    const sound = new SoundSystem(openAudioContext(), this.#options, listener, this.#disposer);
    this.sound = sound;
    this.#disposer.push(() => this.#asking?.abort());
    this.#disposer.push(() => this.#countdown?.finish());
    const leave = (): void => this.#listener.onOver({ status: 'closed', reason: 'page' });
    this.#disposer.push(listenForLeave(leave));
    await this.#still(previous);
    await this.#still(sound.prepare());
    await this.#startSession(sound);
    await this.#still(sound.start());
    const settings: SessionSettings = {
      ...session,
      type: 'session_settings',
      audio: { encoding: 'linear16', channels: 1, sample_rate: sampleRate },
    };
    this.post({ type: 'begin', settings, speechBuffer, chunkDuration });
    await this.#attempt(0);
    await connected;
    if (wakeLock) this.#disposer.push(keepScreenOn());
    sound.watch();
  }

  /**
   * Prepares one attempt, which the session makes after the delay. Credentials are asked for meanwhile, not long before they are
   * used; and again after the delay where they could not be had: what gives them may be out of reach as well.
   */
  async #attempt(delay: number): Promise<void> {
    const { connectTimeout: timeout } = this.#options;
    const countdown = (this.#countdown = new Countdown(delay));
    await this.#still(countdown.until(freshness));
    let url: string;
    try {
      url = await this.#askUrl(timeout);
    } catch (error) {
      if (countdown.left === 0) throw error;
      await this.#still(countdown.until(0));
      url = await this.#askUrl(timeout);
    }
    this.#checkStill();
    this.post({ type: 'open', url, delay: countdown.left, timeout });
  }

  /** An app's `credentials` may never settle, and must not block other attempts. */
  async #askUrl(timeout: number): Promise<string> {
    const asking = (this.#asking = new AbortController());
    const { signal } = asking;
    const undo = systemClock.after(timeout, () => asking.abort());
    const late = new Promise<never>((_, reject) => {
      const message = `\`credentials\` gave nothing for ${timeout} ms.`;
      signal.onabort = () => reject(new VoiceError('connection-timeout', message));
    });
    try {
      return await Promise.race([late, askAddress(this.#options, this.#chatGroupId, signal)]);
    } finally {
      undo();
    }
  }

  async #startSession(sound: SoundSystem): Promise<void> {
    const { assets, thread } = this.#options;
    const { host, fallback } = await startVoiceThread({
      thread,
      script: assets?.voiceWorker,
      tell: (events) => this.#follow(events),
      awake: running(sound.context),
      attach: (host) => attach(host, sound.openPorts(), sound),
      onDead: (why) =>
        this.#fail(
          new VoiceError(
            'connection-lost',
            `The voice thread broke down: ${why}.`,
            undefined,
            'connect-again',
          ),
        ),
    });
    this.#disposer.push(() => host.dispose(this.#left));
    this.#checkStill();
    this.#host = host;
    this.#disposer.push(listenForReturn(() => this.#skipDelay()));
    if (fallback !== null) {
      const message = `The voice runs on the main thread: ${fallback}.`;
      this.#listener.tell({ type: 'warning', message });
    }
    this.post({ type: 'volume', volume: this.#volume });
    this.post({ type: 'mute', muted: this.#muted });
  }

  #follow(events: readonly SessionEvent[]): void {
    for (const event of events) {
      if (this.#disposer.disposed) return;
      switch (event.type) {
        case 'ready':
        case 'held':
          break;
        case 'connected': {
          const { chatId, chatGroupId, at } = event;
          this.#chatGroupId = chatGroupId;
          this.#move({ status: 'connected', chatId, chatGroupId, since: at });
          this.#settle(null);
          break;
        }
        case 'lost': {
          const { attempt, elapsed } = event;
          const error = VoiceError.from(event.error);
          const { reconnect } = this.#options;
          try {
            const delay = reconnect ? askPolicy(reconnect, { attempt, elapsed, error }) : null;
            if (delay === null) throw error;
            this.#move({ status: 'reconnecting', attempt, delay, error });
            void this.#reconnect(delay);
          } catch (final) {
            this.#fail(final as VoiceError);
          }
          break;
        }
        case 'ended':
          if (event.error) this.#fail(VoiceError.from(event.error));
          else if (this.#chatGroupId === null) this.#fail(ended());
          else this.#listener.onOver({ status: 'closed', reason: 'server' });
          break;
        case 'decode':
          void this.#decode(event);
          break;
        case 'metrics':
          this.#awaitingMetrics.shift()?.(event.metrics);
          break;
        case 'error':
          this.#listener.tell({ type: 'error', error: VoiceError.from(event.error) });
          break;
        default:
          this.#listener.tell(event);
      }
    }
  }

  async #reconnect(delay: number): Promise<void> {
    try {
      await this.#attempt(delay);
    } catch (cause) {
      // No refusal of credentials is final here: another attempt may get them.
      const { reason, message } = cause as VoiceError;
      const error: Fault = {
        reason: reason === 'connection-timeout' ? reason : 'connection-refused',
        message,
      };
      this.post({ type: 'attempt-failed', error });
    }
  }

  #skipDelay(): void {
    this.#countdown?.finish();
    this.post({ type: 'retry-now' });
  }

  async #decode({
    messageId,
    id,
    bytes,
  }: Extract<SessionEvent, { type: 'decode' }>): Promise<void> {
    const samples = this.sound ? await decodeSound(this.sound.context, bytes) : null;
    this.post({ type: 'decoded', messageId, id, samples }, samples ? [samples.buffer] : []);
  }

  #move(connection: Connection): void {
    this.#listener.tell({ type: 'connection', connection });
  }

  #fail(error: VoiceError): void {
    if (this.#disposer.disposed) return;
    this.#listener.tell({ type: 'error', error });
    this.#settle(error);
    this.#listener.onOver({ status: 'failed', error });
  }

  /** Settles when the line is up, or when it is known that it will not be. */
  #line(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#awaitingLine.push((error) => (error ? reject(error) : resolve()));
    });
  }

  #settle(error: VoiceError | null): void {
    for (const settle of this.#awaitingLine.splice(0)) settle(error);
  }

  /** Goes on only if the call is still wanted when the step is done. */
  async #still<T>(step: Promise<T>): Promise<T> {
    const result = await step;
    this.#checkStill();
    return result;
  }

  #checkStill(): void {
    if (this.#disposer.disposed) throw ended();
  }
}

/** The sound goes that way now: in the beginning, and whenever the graph is another. */
function attach(
  host: SessionHost,
  { playback, capture }: SoundPorts,
  { context, stoppedAt }: SoundSystem,
): void {
  const { sampleRate } = context;
  if (playback) {
    host.post({ type: 'playback', port: playback, sampleRate, stoppedAt }, [playback]);
    host.post({ type: 'output', ...outputOf(context) });
  }
  if (capture) host.post({ type: 'capture', port: capture }, [capture]);
}

function ended(): VoiceError {
  return new VoiceError('connection-closed', 'The conversation was ended.');
}
