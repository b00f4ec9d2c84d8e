import type { ClientMessage, SessionSettings } from '@vivavoce/evi';
import { Disposer } from '../base/disposer.ts';
import { VoiceError } from '../base/voice-error.ts';
import { openAudioContext, outputOf, running } from '../devices/audio-context.ts';
import { decodeSound } from '../devices/decode-sound.ts';
import { readPlaybackStats } from '../devices/playback-stats.ts';
import { SoundSystem } from '../devices/sound-system.ts';
import type { SoundPorts } from '../devices/sound-system.ts';
import { keepScreenOn } from '../devices/wake-lock.ts';
import type { SessionHost } from '../session/host.ts';
import type { SessionCommand, SessionEvent } from '../session/messages.ts';
import type { SessionMetrics } from '../session/metrics.ts';
import { askPolicy } from '../transport/reconnect-policy.ts';
import { Dialer } from './dialer.ts';
import type { Connection } from './connection.ts';
import type { VoiceEvent } from './events.ts';
import type { VoiceMetrics } from './metrics.ts';
import type { ResolvedOptions } from './options.ts';
import { listenForLeave, listenForReturn } from './page-return.ts';
import { startVoiceThread } from './voice-thread.ts';

/** Messages that may wait for a line that is lost. */
const queueLimit = 64;

/** What a call tells the client it belongs to. */
export interface CallListener {
  /** Takes what happens, one by one. `closed` and `failed` ask for the call's `end`. */
  readonly tell: (event: VoiceEvent) => void;
  /** That was all that the session has told. */
  readonly flush: () => void;
}

/**
 * One conversation from the click to the last undo. Each step pushes how it is undone; `end`, at any moment, pops them
 * all, and a step that finishes later undoes itself. A call is used once, so nothing of it leaks into the next.
 */
export class Call {
  /** As the user set it; and, with push-to-talk, whether they hold the button. */
  muted: boolean;
  talking = false;
  readonly pushToTalk: boolean;
  /** Commands and state of the devices at both ends; there since the click, where the browser gave a context. */
  sound: SoundSystem | undefined;
  readonly #options: ResolvedOptions;
  readonly #listener: CallListener;
  readonly #disposer = new Disposer();
  #host: SessionHost | null = null;
  #volume = 1;
  readonly #awaitingMetrics: ((metrics: SessionMetrics | null) => void)[] = [];
  readonly #awaitingLine: (() => void)[] = [];
  /** Rejects with why the call is over. */
  readonly #over: Promise<never>;
  #abort: (error: VoiceError) => void = () => undefined;
  /** Known once the conversation has been up. */
  #chatGroupId: string | null = null;
  /** Messages given to a line that is lost. */
  #queued = 0;
  #left = false;
  readonly #dialer: Dialer;

  constructor(options: ResolvedOptions, listener: CallListener) {
    this.#options = options;
    this.#listener = listener;
    this.muted = options.muted;
    this.pushToTalk = options.pushToTalk;
    this.#dialer = new Dialer(options, this.post);
    this.#over = new Promise((_, reject) => (this.#abort = reject));
    this.#over.catch(() => undefined);
  }

  /**
   * Walks all the way up. The first step needs the user's gesture and runs before anything is awaited.
   *
   * @param previous resolves when the conversation before this one has let go of everything
   * @throws VoiceError by rejection, and the call is over
   */
  async connect(previous: Promise<void>): Promise<void> {
    try {
      await this.#walk(previous);
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
    this.#abort(ended());
    this.#host = null;
    for (const resolve of this.#awaitingMetrics.splice(0)) resolve(null);
    await this.#disposer.dispose();
  }

  /** Waits for a step, and no longer than the call lasts. */
  async within<T>(step: Promise<T>): Promise<T> {
    const result = await Promise.race([step, this.#over]);
    return this.#disposer.disposed ? this.#over : result;
  }

  readonly post = (command: SessionCommand, transfer?: Transferable[]): void => {
    this.#host?.post(command, transfer);
  };

  /** Reconnects now instead of after a delay. @returns settles with the connection */
  retryNow(): Promise<void> {
    this.#dialer.retryNow();
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
    this.muted = muted;
    this.post({ type: 'mute', muted });
    this.sound?.setMuted(muted);
  }

  /** With push-to-talk. */
  setTalking(talking: boolean): void {
    this.talking = talking;
    this.sound?.setTalking(talking);
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

  async #walk(previous: Promise<void>): Promise<void> {
    const { session, sampleRate, chunkDuration, speechBuffer, wakeLock } = this.#options;
    const service = this.#options.service?.options;
    const sound = new SoundSystem(
      openAudioContext(),
      this.#options,
      {
        emit: this.#listener.tell,
        onPorts: (ports) => attach(this.#host, ports, sound),
        onOutput: (output) => this.post({ type: 'output', ...output }),
      },
      this.#disposer,
    );
    this.sound = sound;
    this.#disposer.push(() => this.#dialer.cancel());
    const leave = (): void => this.#move({ status: 'closed', reason: 'page' });
    this.#disposer.push(listenForLeave(leave));
    await this.within(previous);
    await this.within(sound.prepare());
    await this.within(this.#startSession(sound));
    await this.within(sound.start());
    const settings: SessionSettings = {
      ...session,
      type: 'session_settings',
      audio: { encoding: 'linear16', channels: 1, sample_rate: sampleRate },
    };
    this.post({ type: 'begin', settings, speechBuffer, chunkDuration, service });
    await this.within(this.#dialer.dial(0, null));
    await this.#line();
    if (wakeLock) this.#disposer.push(keepScreenOn());
    sound.watch();
  }

  async #startSession(sound: SoundSystem): Promise<void> {
    const { assets, thread, service } = this.#options;
    const { host, fallback } = await startVoiceThread({
      thread,
      service,
      script: assets?.voiceWorker,
      tell: this.#follow,
      awake: running(sound.context),
      attach: (host) => attach(host, sound.openPorts(), sound),
      onDead: (error) => this.#fail(error),
    });
    this.#disposer.push(() => host.dispose(this.#left));
    if (this.#disposer.disposed) return;
    this.#host = host;
    this.#disposer.push(listenForReturn(() => this.#dialer.retryNow()));
    if (fallback !== null) {
      const message = `The voice runs on the main thread: ${fallback}.`;
      this.#listener.tell({ type: 'warning', message });
    }
    this.post({ type: 'volume', volume: this.#volume });
    this.post({ type: 'mute', muted: this.muted });
  }

  readonly #follow = (events: readonly SessionEvent[]): void => {
    for (const event of events) {
      if (this.#disposer.disposed) break;
      switch (event.type) {
        case 'ready':
        case 'held':
          break;
        case 'connected': {
          const { chatId, chatGroupId, at } = event;
          this.#chatGroupId = chatGroupId;
          this.#move({ status: 'connected', chatId, chatGroupId, since: at });
          for (const resolve of this.#awaitingLine.splice(0)) resolve();
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
            void this.#dialer.dial(delay, this.#chatGroupId);
          } catch (final) {
            this.#fail(final as VoiceError);
          }
          break;
        }
        case 'ended':
          if (event.error) this.#fail(VoiceError.from(event.error));
          else if (this.#chatGroupId === null) this.#fail(ended());
          else this.#move({ status: 'closed', reason: 'server' });
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
    this.#listener.flush();
  };

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
    this.#abort(error);
    this.#move({ status: 'failed', error });
  }

  /** Settles when the line is up, or when it is known that it will not be. */
  #line(): Promise<void> {
    return this.within(new Promise((resolve) => this.#awaitingLine.push(resolve)));
  }
}

/** The sound goes that way now: in the beginning, and whenever the graph is another. */
function attach(
  host: SessionHost | null,
  { playback, capture }: SoundPorts,
  { context, stoppedAt }: SoundSystem,
): void {
  const { sampleRate } = context;
  if (playback) {
    host?.post({ type: 'playback', port: playback, sampleRate, stoppedAt }, [playback]);
    host?.post({ type: 'output', ...outputOf(context) });
  }
  if (capture) host?.post({ type: 'capture', port: capture }, [capture]);
}

function ended(): VoiceError {
  return new VoiceError('connection-closed', 'The conversation was ended.');
}
