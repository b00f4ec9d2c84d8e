import type { SessionSettings } from '@vivavoce/evi';
import { Disposer } from '../base/disposer.ts';
import { VoiceError } from '../base/voice-error.ts';
import { openAudioContext, outputOf, running, willRun } from '../devices/audio-context.ts';
import { Mute } from '../devices/mute.ts';
import { SoundSystem } from '../devices/sound-system.ts';
import type { SoundPorts } from '../devices/sound-graph.ts';
import { keepScreenOn } from '../devices/wake-lock.ts';
import type { SessionHost } from '../session/host/host.ts';
import type { SessionCommand } from '../session/messages.ts';
import type { Connection } from './connection.ts';
import type { EventSink } from './events.ts';
import type { ResolvedOptions, SessionOptions } from './options.ts';
import { listenForLeave, listenForReturn } from './page-return.ts';
import { SessionControl, ended } from './session-control.ts';
import { startVoiceThread } from './voice-thread.ts';
import type { MadeWorker } from './voice-thread.ts';

/** Options that mean something to EVI alone: `configId`, `configVersion`, `voiceId`, `resumedChatGroupId`, `eventLimit`. */
const eviOnly = /^(config|voiceId|resumed|event)/;

/** The client's options, and whether this call begins without a microphone. */
type CallOptions = ResolvedOptions & { readonly typed: boolean };

/**
 * One conversation from the click to the last undo. Each step pushes how it is undone; `end`, at any moment, pops them
 * all, and a step that finishes later undoes itself. A call is used once, so nothing of it leaks into the next.
 */
export class Call {
  readonly mute: Mute;
  /** Commands and state of the devices at both ends; there since the click, where the browser gave a context. */
  sound: SoundSystem | undefined;
  readonly session: SessionControl;
  readonly #options: CallOptions;
  readonly #listener: EventSink;
  readonly #disposer = new Disposer();
  #volume = 1;
  /** Rejects with why the call is over. */
  readonly #over: Promise<never>;
  #abort: (error: VoiceError) => void = () => undefined;
  #left = false;
  /** What the conversation begins with, until it has. */
  #settings: SessionOptions | null;
  /** The command with which it has begun. */
  #begun: SessionCommand | undefined;

  /** @param listener takes what happens; `closed` and `failed` ask for the call's `end` */
  constructor(options: CallOptions, listener: EventSink) {
    this.#options = options;
    this.#listener = listener;
    this.mute = new Mute(options);
    this.#settings = options.session;
    this.session = new SessionControl(options, {
      ...listener,
      fail: this.#fail,
      context: () => this.sound?.context,
    });
    this.#over = new Promise((_, reject) => (this.#abort = reject));
    this.#over.catch(() => undefined);
  }

  /**
   * Walks all the way up. The first step needs the user's gesture and runs before anything is awaited.
   *
   * @param previous resolves when the conversation before this one has let go of everything
   * @param made the Worker for the session, owned from now on
   * @throws VoiceError by rejection, and the call is over
   */
  async connect(previous: Promise<void>, made: Promise<MadeWorker>): Promise<void> {
    try {
      const worker = made.then((one) => {
        if (one.host) this.#disposer.push(() => one.host?.dispose(this.#left));
        return one;
      });
      await this.#walk(previous, worker);
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
    this.session.end();
    await this.#disposer.dispose();
  }

  /** Waits for a step, and no longer than the call lasts. */
  async within<T>(step: Promise<T>): Promise<T> {
    const result = await Promise.race([step, this.#over]);
    return this.#disposer.disposed ? this.#over : result;
  }

  /** The same for a step that the user has asked for: a failure is told as an event too. */
  async attempt(step: Promise<void>): Promise<void> {
    try {
      // The browser's question may stay open for longer than the conversation.
      await this.within(step);
    } catch (error) {
      this.#listener.tell({ type: 'error', error: error as VoiceError });
      throw error;
    }
  }

  /** Reconnects now instead of after a delay. @returns settles with the connection */
  retryNow(): Promise<void> {
    this.session.retryNow();
    return this.within(this.session.line());
  }

  /** Takes more settings to begin with. @returns false where it has begun */
  prepare(settings: SessionOptions): boolean {
    this.#settings &&= { ...this.#settings, ...settings };
    return this.#settings !== null;
  }

  setMuted(muted: boolean): void {
    this.mute.muted = muted;
    this.session.post({ type: 'mute', muted });
    this.sound?.applyMute();
  }

  /** With push-to-talk. */
  setTalking(talking: boolean): void {
    this.mute.talking = talking;
    this.sound?.applyTalking();
  }

  setVolume(volume: number): void {
    this.#volume = volume;
    this.session.post({ type: 'volume', volume });
  }

  async #walk(previous: Promise<void>, worker: Promise<MadeWorker>): Promise<void> {
    const sound = new SoundSystem(
      openAudioContext(),
      this.#options,
      this.mute,
      {
        emit: this.#listener.tell,
        onPorts: (ports) => attach(this.session, ports, sound),
        onOutput: (output) => this.session.post({ type: 'output', ...output }),
      },
      this.#disposer,
    );
    this.sound = sound;
    const leave = (): void => this.#move({ status: 'closed', reason: 'page' });
    this.#disposer.push(listenForLeave(leave));
    await this.within(previous);
    // Side by side: each waits for what it needs, and for nothing else.
    const { open, allowed } = sound.start();
    // To type, nobody has to hear anything.
    const loaded = sound.prepare().then(
      () => undefined,
      (error: VoiceError) => {
        if (!this.#options.typed) throw error;
        return error.message;
      },
    );
    let onRuns: () => void;
    const runs = new Promise<void>((resolve) => (onRuns = resolve));
    const session = this.#startSession(sound, worker, loaded, () => onRuns());
    // Where sound may never run the session may have to go to another thread, and would call once more.
    const sure = this.#options.typed ? session : willRun(sound.context);
    const ready = Promise.all([Promise.race([session, Promise.all([runs, sure])]), allowed]);
    const line = this.session.connect(
      ready.then(() => this.#begin()),
      Promise.all([open, session]),
    );
    await this.within(Promise.all([open, loaded, session, line]));
    if (this.#options.wakeLock) this.#disposer.push(keepScreenOn());
    sound.watch();
  }

  async #startSession(
    sound: SoundSystem,
    worker: Promise<MadeWorker>,
    loaded: Promise<string | undefined>,
    onRuns: () => void,
  ): Promise<void> {
    const made = await worker;
    if (this.#disposer.disposed) return;
    await startVoiceThread(made, this.#options.service, {
      tell: this.session.follow,
      loaded,
      awake: () => running(sound.context),
      onHost: async (host) => {
        if (host !== made.host) this.#disposer.push(() => host.dispose(this.#left));
        if (this.#disposer.disposed) return;
        const moved = this.session.runOn(host, this.#begun);
        // Before any sound can go either way.
        this.setVolume(this.#volume);
        this.session.post({ type: 'mute', muted: this.mute.muted });
        onRuns();
        await moved;
      },
      attach: (host) => {
        if (!this.#disposer.disposed) attach(host, sound.openPorts(), sound);
      },
      onFallback: (why) => {
        if (this.#disposer.disposed) return;
        const message = `The voice runs on the main thread: ${why}.`;
        this.#listener.tell({ type: 'warning', message });
      },
      onDead: this.#fail,
    });
    if (this.#disposer.disposed) return;
    this.#disposer.push(listenForReturn(() => this.session.retryNow()));
  }

  /** From now on settings are changed by messages. */
  #begin(): void {
    const { sampleRate, chunkDuration, speechBuffer, pushToTalk, bargeIn, audioMessages } =
      this.#options;
    const { resumedChatGroupId } = this.#options;
    const { options: service, unsupported } = this.#options.service ?? {};
    const idle = Object.keys(this.#options).filter((name) => eviOnly.test(name));
    if (idle.length > 0 && unsupported?.includes('chats')) {
      const error = new VoiceError('unsupported', `This service has no ${idle.join(', ')}.`);
      this.#listener.tell({ type: 'error', error });
    }
    const settings: SessionSettings = {
      ...this.#settings,
      type: 'session_settings',
      audio: { encoding: 'linear16', channels: 1, sample_rate: sampleRate },
    };
    this.#settings = null;
    const duck = bargeIn === 'duck';
    const how = { speechBuffer, chunkDuration, duck, service, pushToTalk, audioMessages };
    const chatGroupId = unsupported?.includes('chats') ? undefined : resumedChatGroupId;
    this.#begun = { type: 'begin', settings, chatGroupId, ...how };
    this.session.post(this.#begun);
  }

  readonly #fail = (error: VoiceError): void => {
    if (this.#disposer.disposed) return;
    this.#listener.tell({ type: 'error', error });
    this.#abort(error);
    this.#move({ status: 'failed', error });
  };

  #move(connection: Connection): void {
    this.#listener.tell({ type: 'connection', connection });
  }
}

/** The sound goes that way now: in the beginning, and whenever the graph is another. */
function attach(
  session: Pick<SessionHost, 'post'>,
  { playback, capture }: SoundPorts,
  { context, stoppedAt }: SoundSystem,
): void {
  const { sampleRate } = context;
  if (playback) {
    session.post({ type: 'playback', port: playback, sampleRate, stoppedAt }, [playback]);
    session.post({ type: 'output', ...outputOf(context) });
  }
  if (capture) session.post({ type: 'capture', port: capture }, [capture]);
}
