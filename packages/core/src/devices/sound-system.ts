import type { Disposer } from '../base/disposer.ts';
import type { VoiceError } from '../base/voice-error.ts';
import { loadWorklets } from '../worklets/load-worklets.ts';
import type { WorkletAssets } from '../worklets/load-worklets.ts';
import type { CaptureOptions } from '../worklets/messages.ts';
import { createCaptureNode, createPlaybackNode } from '../worklets/nodes.ts';
import type { ProcessorNode } from '../worklets/nodes.ts';
import { openAudioContext, setSink } from './audio-context.ts';
import { AudioGuard } from './audio-guard.ts';
import { onDeviceChange, readDevices } from './device-list.ts';
import { MicrophoneFeed } from './microphone-feed.ts';
import type { MicrophoneOptions } from './microphone-feed.ts';
import type { DevicesInUse, TellSound } from './sound-event.ts';
import { SoundMeter } from './sound-meter.ts';

/** What a conversation wants of its devices: the client's own options. */
export interface SoundOptions extends MicrophoneOptions, CaptureOptions {
  readonly speakerId: string | null;
  readonly bargeIn: 'server' | 'duck';
  readonly assets?: WorkletAssets | undefined;
}

/** Whom a sound system tells. */
export interface SoundListener {
  readonly tell: TellSound;
  /** Another graph stands in the place of the one that was: its ports are these. */
  onRebuilt(): void;
}

interface ProcessorNodes {
  readonly playback: ProcessorNode;
  readonly capture: ProcessorNode | null;
}

interface Graph extends ProcessorNodes {
  /** What is said, and what is heard. */
  readonly meters: Record<'user' | 'assistant', SoundMeter>;
}

/** All of a conversation's sound on this side of the line: the context, what is in it, and the devices at both ends. */
export class SoundSystem {
  readonly #options: SoundOptions;
  readonly #listener: SoundListener;
  readonly #disposer: Disposer;
  readonly #guard: AudioGuard;
  readonly #feed: MicrophoneFeed | null;
  #context: AudioContext;
  #graph: Graph | null = null;
  #devices: DevicesInUse;
  #speakerLabel = '';
  #watching = false;
  #held = false;
  #rebuilding: Promise<void> | null = null;

  /**
   * @param context the one it begins with, its own from then on
   * @param disposer undoes all of it
   */
  constructor(
    context: AudioContext,
    options: SoundOptions,
    listener: SoundListener,
    disposer: Disposer,
  ) {
    const { microphone, microphoneId, speakerId } = options;
    this.#disposer = disposer;
    this.#context = context;
    this.#options = options;
    this.#listener = listener;
    this.#devices = { microphoneId, microphoneLabel: null, speakerId };
    const { tell } = listener;
    const rebuild = (): Promise<void> => (this.#rebuilding ??= this.#rebuild());
    this.#guard = new AudioGuard(tell, rebuild);
    this.#feed = microphone
      ? new MicrophoneFeed(options, {
          tell,
          rebuild,
          onDevice: (microphoneId, microphoneLabel) =>
            this.#tell({ microphoneId, microphoneLabel }),
        })
      : null;
    disposer.push(() => this.#context.close());
  }

  get context(): AudioContext {
    return this.#context;
  }

  /** A fresh port of each processor; of none where there is to be no microphone. */
  openPorts(): Partial<Record<keyof ProcessorNodes, MessagePort | undefined>> {
    const { playback, capture } = this.#graph ?? {};
    return { playback: playback?.openPort(), capture: capture?.openPort() };
  }

  /** @throws VoiceError `audio-worklet-blocked` by rejection */
  async prepare(): Promise<void> {
    this.#graph = await this.#build(this.#context);
    this.#disposer.push(() => dismantle(this.#graph));
  }

  /** Opens the microphone and chooses the speaker. @throws VoiceError `microphone-…` by rejection */
  async start(): Promise<void> {
    const { speakerId } = this.#devices;
    if (speakerId !== null) {
      await this.setSpeaker(speakerId).catch(({ reason, message }: VoiceError) => {
        if (reason !== 'speaker-unsupported') this.#loseSpeaker();
        else {
          this.#tell({ speakerId: null });
          this.#listener.tell({ type: 'warning', message });
        }
      });
    }
    this.#disposer.push(() => this.#feed?.close());
    await this.#feed?.open();
    this.#disposer.push(onDeviceChange(() => void this.#check()));
  }

  /** From now on the sound is seen to. */
  watch(): void {
    if (this.#disposer.disposed) return;
    this.#watching = true;
    this.#disposer.push(() => this.#guard.stop());
    this.#guard.watch(this.#context);
  }

  /** The meter of that side; none where nothing of it can be heard. */
  meter(side: 'user' | 'assistant'): SoundMeter | undefined {
    return side === 'user' && !this.#feed?.live ? undefined : this.#graph?.meters[side];
  }

  async setMicrophone(id: string | null): Promise<void> {
    await this.#feed?.open(id);
  }

  async setSpeaker(id: string | null): Promise<void> {
    await setSink(this.#context, id);
    const { speakers } = await readDevices();
    this.#speakerLabel = speakers.find((speaker) => speaker.id === id)?.label ?? '';
    this.#tell({ speakerId: id });
  }

  setMuted(muted: boolean): void {
    this.#feed?.setMuted(muted);
  }

  hold(held: boolean): void {
    if (held === this.#held || !this.#options.pushToTalk) return;
    this.#held = held;
    this.#tellHeld();
    this.#feed?.hold(held);
  }

  resume(): Promise<void> {
    return this.#guard.resume();
  }

  async #build(context: AudioContext): Promise<Graph> {
    const { assets, bargeIn } = this.#options;
    await loadWorklets(context, assets);
    const playback = createPlaybackNode(context, bargeIn === 'duck');
    const capture = this.#feed && createCaptureNode(context, this.#options);
    const meters = { user: new SoundMeter(context), assistant: new SoundMeter(context) };
    playback.node.connect(context.destination);
    playback.node.connect(meters.assistant.node);
    if (capture) this.#feed?.connect(context, [capture.node, meters.user.node]);
    return { playback, capture, meters };
  }

  /** Another context: the old one stands still, or does not fit the microphone. */
  async #rebuild(): Promise<void> {
    const [old, oldGraph] = [this.#context, this.#graph];
    try {
      const context = openAudioContext();
      this.#context = context;
      const { speakerId } = this.#devices;
      if (speakerId !== null) await setSink(context, speakerId).catch(() => this.#loseSpeaker());
      const graph = await this.#build(context);
      if (this.#disposer.disposed) {
        dismantle(graph);
        await context.close();
        return;
      }
      this.#graph = graph;
      this.#tellHeld();
      this.#listener.onRebuilt();
      if (this.#watching) this.#guard.watch(context);
    } finally {
      this.#rebuilding = null;
      dismantle(oldGraph);
      await old.close().catch(() => undefined);
    }
  }

  #tellHeld(): void {
    this.#graph?.capture?.tell({ type: 'hold', held: this.#held });
  }

  async #check(): Promise<void> {
    const { microphones, speakers } = await readDevices();
    if (this.#disposer.disposed) return;
    this.#feed?.check(microphones.map(({ id }) => id));
    const { speakerId } = this.#devices;
    if (speakerId === null || !speakers.some(({ id }) => id)) return;
    if (!speakers.some(({ id }) => id === speakerId)) {
      await setSink(this.#context, null).catch(() => undefined);
      this.#loseSpeaker(speakers.find(({ isDefault }) => isDefault)?.label);
    }
  }

  #loseSpeaker(fallback = ''): void {
    this.#tell({ speakerId: null });
    const label = this.#speakerLabel;
    this.#listener.tell({ type: 'device-lost', device: 'speaker', label, fallback });
  }

  #tell(change: Partial<DevicesInUse>): void {
    this.#devices = { ...this.#devices, ...change };
    this.#listener.tell({ type: 'devices', devices: this.#devices });
  }
}

function dismantle(graph: Graph | null): void {
  graph?.playback.dispose();
  graph?.capture?.dispose();
}
