import type { Output } from '../audio/output.ts';
import type { Disposer } from '../base/disposer.ts';
import { openAudioContext, outputOf } from './audio-context.ts';
import { AudioWatchdog } from './audio-watchdog.ts';
import type { WatchdogListener } from './audio-watchdog.ts';
import { watchDevices } from './device-list.ts';
import { MicrophoneFeed } from './microphone-feed.ts';
import type { MicrophoneListener, MicrophoneOptions } from './microphone-feed.ts';
import type { Mute } from './mute.ts';
import { isMicrophoneAllowed } from './permission.ts';
import { selectedIn } from './sound-event.ts';
import type { EmitSound, SelectedDevices } from './sound-event.ts';
import { SoundGraph } from './sound-graph.ts';
import type { GraphOptions, SoundPorts } from './sound-graph.ts';
import type { SoundMeter } from './sound-meter.ts';
import { Speaker } from './speaker.ts';
import type { SpeakerListener } from './speaker.ts';

/**
 * Removes noise from a microphone: `denoise`, of `@vivavoce/core/denoise`, or a function that loads it.
 *
 * @param capture the node that hears the microphone
 * @param warn takes why noise is not removed any more
 * @throws by rejection, where it can't be removed: the conversation goes on with the noise, and a `warning` event says why
 */
export type Denoise = (
  capture: AudioWorkletNode,
  warn: (message: string) => void,
) => void | Promise<void>;

/** What a conversation's sound takes of the client's options. */
export interface SoundOptions extends MicrophoneOptions, GraphOptions {
  readonly speakerId: string | null;
  /** The conversation begins without a microphone, whatever `microphone` says. */
  readonly typed?: boolean;
  readonly denoise?: Denoise | undefined;
}

export interface SoundListener {
  readonly emit: EmitSound;
  /** These ports replace the ones of the same processors: the graph was rebuilt, or has a microphone now. */
  onPorts(ports: SoundPorts): void;
  /** The time from rendering a sample to hearing it changed. */
  onOutput(output: Output): void;
}

/** The sound of one conversation on the main thread: the context, its graph, the microphone and the speaker. */
export class SoundSystem {
  context: AudioContext;
  /** Time at which the previous context stopped, in s of that context; undefined for the first one. */
  stoppedAt: number | undefined;
  readonly #options: SoundOptions;
  readonly #mute: Mute;
  readonly #listener: SoundListener;
  readonly #disposer: Disposer;
  readonly #watchdog: AudioWatchdog;
  readonly #feed: MicrophoneFeed;
  readonly #speaker: Speaker;
  /** Whether the conversation has a microphone: false for a typed one, until `setMicrophone`. */
  #spoken: boolean;
  #graph: SoundGraph | null = null;
  #devices: SelectedDevices;
  #output: Output = { latency: 0, origin: 0 };
  #watching = false;
  #rebuilding: Promise<void> | null = null;

  /**
   * @param context the first context, owned from now on
   * @param disposer undoes everything
   */
  constructor(
    context: AudioContext,
    options: SoundOptions,
    mute: Mute,
    listener: SoundListener,
    disposer: Disposer,
  ) {
    this.#disposer = disposer;
    this.context = context;
    this.#options = options;
    this.#mute = mute;
    this.#listener = listener;
    this.#devices = selectedIn(options);
    this.#spoken = options.microphone !== false && !options.typed;
    const parts: MicrophoneListener & SpeakerListener & WatchdogListener = {
      emit: listener.emit,
      rebuild: () => this.#replace(),
      onAdvance: (context) => this.#reportOutput(context),
      onMicrophone: (microphoneId, microphoneLabel) =>
        this.#report({ microphoneId, microphoneLabel }),
      onSpeaker: (speakerId) => this.#report({ speakerId }),
    };
    this.#watchdog = new AudioWatchdog(parts);
    this.#feed = new MicrophoneFeed(options, mute, parts);
    this.#speaker = new Speaker(context, options.speakerId, parts);
    disposer.push(() => context.close());
    disposer.push(() => this.#feed.close());
  }

  openPorts(): SoundPorts {
    return this.#graph?.openPorts() ?? {};
  }

  /** @throws VoiceError `audio-worklet-blocked` by rejection */
  async prepare(): Promise<void> {
    this.#graph = await this.#build(this.context);
    this.#disposer.push(() => this.#graph?.dispose());
    try {
      this.#connectMicrophone();
    } catch {
      // In Firefox a microphone that was there first may not fit the context.
      await this.#replace();
    }
  }

  /**
   * Opens the microphone and uses the selected speaker.
   *
   * @returns `open`: both are there; rejects with a VoiceError `microphone-…`. `allowed`: the same, or sooner, where nobody has to be
   * asked and no speaker was selected
   */
  start(): { readonly open: Promise<void>; readonly allowed: Promise<unknown> } {
    const open = this.#open();
    const { microphone, speakerId } = this.#options;
    // What an app's own function asks for nobody knows.
    const sooner = this.#spoken && speakerId === null && typeof microphone !== 'function';
    return {
      open,
      allowed: sooner ? isMicrophoneAllowed().then((yes) => (yes ? undefined : open)) : open,
    };
  }

  async #open(): Promise<void> {
    if (this.#spoken) await this.#feed.start();
    // Browsers find no speaker for a page without microphone permission.
    await this.#speaker.start();
    this.#disposer.push(
      watchDevices((all) => {
        this.#feed.check(all);
        this.#speaker.check(all);
      }),
    );
  }

  watch(): void {
    if (this.#disposer.disposed) return;
    this.#watching = true;
    this.#disposer.push(() => this.#watchdog.stop());
    this.#watchdog.watch(this.context);
  }

  /** undefined while nothing of that side can be heard. */
  meter(role: 'user' | 'assistant', evenMuted?: boolean): SoundMeter | undefined {
    const kept = role === 'user' && !evenMuted && !this.#feed.live;
    return kept ? undefined : this.#graph?.meters[role];
  }

  /** Gives a typed conversation a microphone too. @throws VoiceError by rejection */
  async setMicrophone(id: string | null): Promise<void> {
    await this.#feed.open(id);
    if (this.#spoken || this.#disposer.disposed) return;
    this.#spoken = true;
    try {
      await this.#rebuilding;
      this.#connectMicrophone();
      this.#listener.onPorts(this.#graph?.openCapture() ?? {});
    } catch {
      await this.#replace();
    }
  }

  setSpeaker(id: string | null): Promise<void> {
    return this.#speaker.select(id);
  }

  /** Muted or unmuted. */
  applyMute(): void {
    this.#feed.applyMute();
  }

  /** The user began or stopped talking. */
  applyTalking(): void {
    this.#graph?.talk(this.#mute.talking);
  }

  resume(): Promise<void> {
    return this.#watchdog.resume();
  }

  #build(context: AudioContext): Promise<SoundGraph> {
    return SoundGraph.build(context, this.#options, (failed) => this.#watchdog.fail(failed));
  }

  /** Does nothing in a typed conversation. */
  #connectMicrophone(): void {
    const graph = this.#graph;
    if (!this.#spoken || !graph || graph.capture) return;
    const capture = graph.addCapture();
    this.applyTalking();
    this.#feed.connect(this.context, [capture, graph.meters.user.node]);
    void this.#denoise(capture);
  }

  async #denoise(capture: AudioWorkletNode): Promise<void> {
    const warn = (message: string): void => {
      if (this.#graph?.capture === capture) this.#listener.emit({ type: 'warning', message });
    };
    try {
      await this.#options.denoise?.(capture, warn);
    } catch (error) {
      warn(`Noise is not removed. ${String(error)}`);
    }
  }

  #replace(): Promise<void> {
    return (this.#rebuilding ??= this.#rebuild());
  }

  /** Replaces a context that has stopped, or does not fit the microphone. If that fails, the old one stays. */
  async #rebuild(): Promise<void> {
    const [old, oldGraph] = [this.context, this.#graph];
    const context = openAudioContext();
    this.#disposer.push(() => context.close());
    try {
      const graph = await this.#build(context);
      await this.#speaker.move(context);
      if (this.#disposer.disposed) {
        graph.dispose();
        return;
      }
      oldGraph?.dispose();
      close(old);
      this.stoppedAt = old.currentTime;
      this.context = context;
      this.#graph = graph;
      try {
        this.#connectMicrophone();
      } finally {
        this.#listener.onPorts(this.openPorts());
        if (this.#watching) this.#watchdog.watch(context);
      }
    } catch (error) {
      if (context !== this.context) close(context);
      throw error;
    } finally {
      this.#rebuilding = null;
    }
  }

  /** Reports a change that exceeds the jitter of the clocks. */
  #reportOutput(context: AudioContext): void {
    const output = outputOf(context);
    const { latency, origin } = this.#output;
    if (Math.abs(output.latency - latency) < 5 && Math.abs(output.origin - origin) < 50) return;
    this.#output = output;
    this.#listener.onOutput(output);
  }

  #report(change: Partial<SelectedDevices>): void {
    this.#devices = { ...this.#devices, ...change };
    this.#listener.emit({ type: 'devices', devices: this.#devices });
  }
}

/** Not awaited: in some browsers it never settles. */
function close(context: AudioContext): void {
  context.close().catch(() => undefined);
}
