import { chatUrl } from '@vivavoce/evi';
import type { ChatUrlOptions, SessionSettings } from '@vivavoce/evi';
import { Disposer } from '../base/disposer.ts';
import { VoiceError } from '../base/voice-error.ts';
import type { Fault } from '../base/voice-error.ts';
import { running } from '../devices/audio-context.ts';
import { decodeSound } from '../devices/decode-sound.ts';
import { readPlaybackStats } from '../devices/playback-stats.ts';
import type { SoundMeter } from '../devices/sound-meter.ts';
import { SoundSystem } from '../devices/sound-system.ts';
import { keepScreenOn } from '../devices/wake-lock.ts';
import type { SessionHost } from '../session/host.ts';
import type { SessionCommand, SessionEvent } from '../session/messages.ts';
import type { SessionMetrics } from '../session/metrics.ts';
import type { VoiceEvent } from './events.ts';
import type { VoiceMetrics } from './metrics.ts';
import type { Credentials, ResolvedOptions } from './options.ts';
import type { Side } from './state.ts';
import { startVoiceThread } from './voice-thread.ts';
import { listenForLeave, listenForReturn } from './page-return.ts';
import type { LostLine } from '../transport/reconnect-policy.ts';

/** What a call tells the client it belongs to. */
export interface CallListener {
  /** Takes what the devices and the call itself have to tell. */
  readonly tell: (event: VoiceEvent) => void;
  /** Takes what the session tells. */
  onEvents(events: readonly SessionEvent[]): void;
  /** The page goes away: so must the call. */
  onLeave(): void;
}

/**
 * One conversation from the click to the last undo. Each step pushes how it is undone; `end`, at any moment, pops them
 * all, and a step that finishes later undoes itself. A call is used once, so nothing of it leaks into the next.
 */
export class Call {
  readonly #options: ResolvedOptions;
  readonly #listener: CallListener;
  readonly #disposer = new Disposer();
  /** Commands and state of the devices at both ends. */
  readonly sound: SoundSystem;
  #host: SessionHost | null = null;
  #muted: boolean;
  #volume: number;
  readonly #awaitingMetrics: ((metrics: SessionMetrics | null) => void)[] = [];
  #settleConnected: ((error: VoiceError | null) => void) | null = null;
  #chatGroupId: string | null = null;

  constructor(options: ResolvedOptions, listener: CallListener) {
    this.#options = options;
    this.#listener = listener;
    this.sound = new SoundSystem(options, {
      tell: listener.tell,
      onRebuilt: () => this.#attachPorts(),
    });
    this.#muted = options.muted;
    this.#volume = options.volume;
  }

  /**
   * Walks all the way up. The first step needs the user's gesture and runs before anything is awaited.
   *
   * @param previous resolves when the conversation before this one has let go of everything
   * @throws VoiceError by rejection; what was done until then is undone
   */
  async connect(previous: Promise<void>): Promise<void> {
    const connected = new Promise<void>((resolve, reject) => {
      this.#settleConnected = (error) => (error ? reject(error) : resolve());
    });
    try {
      await Promise.race([connected, this.#walk(previous, connected)]);
    } catch (error) {
      await this.end();
      throw error instanceof VoiceError
        ? error
        : new VoiceError(
            'protocol-unexpected',
            'Failed to connect: something unforeseen happened.',
            error,
          );
    }
  }

  /** Undoes everything. A `connect` that is under way is rejected. */
  async end(): Promise<void> {
    this.#settle(endedEarly());
    this.#host = null;
    for (const resolve of this.#awaitingMetrics.splice(0)) resolve(null);
    await this.#disposer.dispose();
  }

  post(command: SessionCommand): void {
    this.#host?.post(command);
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    this.post({ type: 'mute', muted });
    this.sound.setMuted(muted);
  }

  /** The meter of that side; none where nothing of it can be heard. */
  meter(side: Side): SoundMeter | undefined {
    return this.#host ? this.sound.meter(side) : undefined;
  }

  /** What was measured so far; null when the call ends before it can say. */
  async readMetrics(): Promise<VoiceMetrics | null> {
    if (this.#host === null) return null;
    this.post({ type: 'metrics' });
    const metrics = await new Promise<SessionMetrics | null>((resolve) => {
      this.#awaitingMetrics.push(resolve);
    });
    return metrics && { ...metrics, platform: readPlaybackStats(this.sound.context) };
  }

  setVolume(volume: number): void {
    this.#volume = volume;
    this.post({ type: 'volume', volume });
  }

  async #walk(previous: Promise<void>, connected: Promise<void>): Promise<void> {
    this.sound.open();
    this.#disposer.push(() => this.sound.dispose());
    this.#disposer.push(listenForLeave(() => this.#listener.onLeave()));
    await this.#still(previous);
    await this.#still(this.sound.prepare());
    const host = await this.#startSession();
    await this.#still(this.sound.start());
    this.#attachCapture();
    host.post({
      type: 'begin',
      settings: this.#settings(),
      speechBuffer: this.#options.speechBuffer,
    });
    await this.#dial();
    await connected;
    if (this.#options.wakeLock) this.#disposer.push(keepScreenOn());
    this.sound.watch();
  }

  /** One attempt, with credentials of its own. */
  async #dial(): Promise<void> {
    const { url, credentials, connectTimeout } = this.#options;
    const secrets = credentials ? await this.#still(askCredentials(credentials)) : {};
    const resumed = this.#chatGroupId ? { resumedChatGroupId: this.#chatGroupId } : {};
    this.post({
      type: 'open',
      url: addressOf({ ...this.#options, baseUrl: url, ...resumed, ...secrets }),
      timeout: connectTimeout,
    });
  }

  /** Answers with the ms until the next attempt at a lost line; null when there is to be none. */
  redial(lost: LostLine): number | null {
    const { reconnect } = this.#options;
    const delay = reconnect ? reconnect.nextDelay(lost) : null;
    if (delay !== null) this.post({ type: 'wait', delay });
    return delay;
  }

  async #startSession(): Promise<SessionHost> {
    const { assets, thread } = this.#options;
    const { host, fallback } = await startVoiceThread({
      thread,
      script: assets?.voiceWorker,
      tell: (events) => {
        if (!this.#disposer.disposed) this.#follow(events);
      },
      awake: this.sound.context ? running(this.sound.context) : Promise.resolve(),
      attachSpeaker: (host) => this.#attachSpeaker(host),
    });
    this.#disposer.push(() => host.dispose());
    this.#checkStill();
    this.#host = host;
    this.#disposer.push(listenForReturn(() => this.post({ type: 'hurry' })));
    if (fallback !== null) {
      const message = `The voice runs on the main thread: ${fallback}.`;
      this.#listener.tell({ type: 'warning', message });
    }
    host.post({ type: 'volume', volume: this.#volume });
    return host;
  }

  #attachSpeaker(host: SessionHost): void {
    const { speakerPort: port, context } = this.sound;
    if (port && context) {
      host.post({ type: 'playback', port, sampleRate: context.sampleRate }, [port]);
    }
  }

  #attachCapture(): void {
    const port = this.sound.microphonePort;
    this.post({ type: 'mute', muted: this.#muted });
    if (port) this.#host?.post({ type: 'capture', port }, [port]);
  }

  /** The sound goes another way now, in the same conversation. */
  #attachPorts(): void {
    if (!this.#host) return;
    this.#attachSpeaker(this.#host);
    this.#attachCapture();
  }

  #settings(): SessionSettings {
    const { session, sampleRate } = this.#options;
    return {
      ...session,
      type: 'session_settings',
      audio: { encoding: 'linear16', channels: 1, sample_rate: sampleRate },
    };
  }

  #follow(events: readonly SessionEvent[]): void {
    this.#listener.onEvents(events);
    for (const event of events) {
      if (event.type === 'connected') {
        this.#chatGroupId = event.chatGroupId;
        this.#settle(null);
      }
      if (event.type === 'dial') {
        this.#dial().catch((error: VoiceError) =>
          this.post({ type: 'miss', error: retryable(error) }),
        );
      }
      if (event.type === 'decode') void this.#decode(event.key, event.bytes);
      if (event.type === 'metrics') this.#awaitingMetrics.shift()?.(event.metrics);
      if (event.type === 'ended') {
        this.#settle(
          event.error === null
            ? new VoiceError(
                'connection-closed',
                'The server ended the conversation before it began.',
              )
            : VoiceError.from(event.error),
        );
      }
    }
  }

  async #decode(key: number, bytes: Uint8Array): Promise<void> {
    const { context } = this.sound;
    const samples = context ? await decodeSound(context, bytes) : null;
    if (samples) this.#host?.post({ type: 'decoded', key, samples }, [samples.buffer]);
    else this.post({ type: 'decoded', key, samples });
  }

  #settle(error: VoiceError | null): void {
    this.#settleConnected?.(error);
    this.#settleConnected = null;
  }

  /** Goes on only if the call is still wanted when the step is done. */
  async #still<T>(step: Promise<T>): Promise<T> {
    const result = await step;
    this.#checkStill();
    return result;
  }

  #checkStill(): void {
    if (this.#disposer.disposed) throw endedEarly();
  }
}

function endedEarly(): VoiceError {
  return new VoiceError('connection-closed', 'The conversation was ended before it was up.');
}

function addressOf(options: ChatUrlOptions): string {
  try {
    return chatUrl(options);
  } catch (cause) {
    throw new VoiceError(
      'usage',
      'Failed to connect: `url` is no http(s) or ws(s) address.',
      cause,
    );
  }
}

/** Where a token comes from may be out of reach as well: that refuses nothing for good. */
function retryable({ message }: VoiceError): Fault {
  return { reason: 'connection-refused', message };
}

async function askCredentials(
  credentials: NonNullable<ResolvedOptions['credentials']>,
): Promise<Credentials> {
  try {
    return await credentials();
  } catch (cause) {
    throw new VoiceError(
      'connection-unauthorized',
      'Failed to connect: the `credentials` function gave none.',
      cause,
    );
  }
}
