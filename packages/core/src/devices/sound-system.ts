import type { Output } from '../audio/output.ts';
import type { Disposer } from '../base/disposer.ts';
import { inTime } from '../base/in-time.ts';
import type { VoiceError } from '../base/voice-error.ts';
import { loadWorklets } from '../worklets/load-worklets.ts';
import type { WorkletAssets } from '../worklets/load-worklets.ts';
import type { CaptureOptions } from '../worklets/messages.ts';
import { createCaptureNode, createPlaybackNode } from '../worklets/nodes.ts';
import type { ProcessorNode } from '../worklets/nodes.ts';
import { openAudioContext, outputOf, setSink } from './audio-context.ts';
import { AudioGuard } from './audio-guard.ts';
import { listPlugged, onDeviceChange, toDeviceList } from './device-list.ts';
import { MicrophoneFeed } from './microphone-feed.ts';
import type { MicrophoneOptions } from './microphone-feed.ts';
import { PluggedDevice } from './plugged-device.ts';
import type { SelectedDevices, TellSound } from './sound-event.ts';
import { SoundMeter } from './sound-meter.ts';

/** What a conversation wants of its devices: the client's own options. */
export interface SoundOptions extends MicrophoneOptions, CaptureOptions {
  readonly speakerId: string | null;
  readonly bargeIn: 'server' | 'duck';
  readonly assets?: WorkletAssets | undefined;
}

/** ms for a label. */
const patience = 1000;

/** Whom a sound system tells. */
export interface SoundListener {
  readonly tell: TellSound;
  /** Ports of before lead nowhere any more: those of another graph do, or of the one that now has a microphone. */
  onPorts(ports: SoundPorts): void;
  /** What is rendered takes another time to the ear. */
  onOutput(output: Output): void;
}

/** A fresh port of each processor that the session is to talk to. */
export type SoundPorts = Partial<Record<keyof ProcessorNodes, MessagePort | undefined>>;

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
  readonly #feed: MicrophoneFeed;
  /** Whether there is, or is to be, a microphone: false for a conversation that is typed, until one is asked for. */
  #spoken: boolean;
  #context: AudioContext;
  #graph: Graph | null = null;
  #devices: SelectedDevices;
  /** The speaker chosen last: the one in use, unless the browser is still busy with it. */
  #speakerId: string | null;
  #speakerLabel = '';
  #changing: Promise<void> | undefined;
  readonly #speaker = new PluggedDevice('audiooutput');
  #lists = 0;
  #stoppedAt: number | undefined;
  #output: Output = { latency: 0, origin: 0 };
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
    this.#speakerId = speakerId;
    this.#spoken = microphone !== false;
    const { tell } = listener;
    const rebuild = (): Promise<void> => this.#replace();
    this.#guard = new AudioGuard(tell, rebuild, (context) => this.#tellOutput(context));
    this.#feed = new MicrophoneFeed(options, {
      tell,
      rebuild,
      onDevice: (microphoneId, microphoneLabel) => this.#tell({ microphoneId, microphoneLabel }),
    });
    this.#own(context);
    disposer.push(() => this.#feed.close());
  }

  get context(): AudioContext {
    return this.#context;
  }

  /** The time of the context before this one when it rendered last, in s; undefined where there was none. */
  get stoppedAt(): number | undefined {
    return this.#stoppedAt;
  }

  openPorts(): SoundPorts {
    const { playback, capture } = this.#graph ?? {};
    return { playback: playback?.openPort(), capture: capture?.openPort() };
  }

  /** @throws VoiceError `audio-worklet-blocked` by rejection */
  async prepare(): Promise<void> {
    this.#graph = await this.#build(this.#context);
    this.#disposer.push(() => dismantle(this.#graph));
    this.#listen();
  }

  /** Opens the microphone and chooses the speaker. @throws VoiceError `microphone-…` by rejection */
  async start(): Promise<void> {
    await this.#changing?.catch(() => undefined);
    const { speakerId } = this.#devices;
    if (speakerId !== null) {
      await this.setSpeaker(speakerId).catch(({ reason, message }: VoiceError) => {
        if (reason === 'speaker-missing') this.#loseSpeaker();
        else {
          this.#tell({ speakerId: null });
          this.#listener.tell({ type: 'warning', message });
        }
      });
    }
    if (this.#spoken) await this.#feed.start();
    this.#disposer.push(onDeviceChange(() => void this.#check()));
    void this.#check();
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
    return side === 'user' && !this.#feed.live ? undefined : this.#graph?.meters[side];
  }

  /** Also in a conversation that was typed until now: that has a microphone from then on. @throws VoiceError by rejection */
  async setMicrophone(id: string | null): Promise<void> {
    await this.#feed.open(id);
    if (this.#spoken || this.#disposer.disposed) return;
    this.#spoken = true;
    try {
      await this.#rebuilding;
      this.#listen();
      this.#listener.onPorts({ capture: this.#graph?.capture?.openPort() });
    } catch {
      await this.#replace();
    }
  }

  setSpeaker(id: string | null): Promise<void> {
    this.#speakerId = id;
    return (this.#changing = this.#changeSpeaker(id));
  }

  setMuted(muted: boolean): void {
    this.#feed.setMuted(muted);
  }

  hold(held: boolean): void {
    if (held === this.#held || !this.#options.pushToTalk) return;
    this.#held = held;
    this.#tellHeld();
    this.#feed.hold(held);
  }

  resume(): Promise<void> {
    return this.#guard.resume();
  }

  async #changeSpeaker(id: string | null): Promise<void> {
    try {
      await setSink(this.#context, id);
    } catch (error) {
      if (id === this.#speakerId) this.#speakerId = this.#devices.speakerId;
      throw error;
    }
    // The browser takes them in their order.
    this.#tell({ speakerId: id });
    // Firefox does not say what is plugged in before somebody looks at the page.
    const all = await inTime(listPlugged(), patience).catch(() => null);
    if (!all || id !== this.#speakerId) return;
    this.#speaker.list = all;
    this.#speaker.renew({ id, label: '', group: '' });
    this.#speakerLabel = all.find((device) => isSpeaker(device, id))?.label ?? '';
  }

  async #build(context: AudioContext): Promise<Graph> {
    const { assets, bargeIn } = this.#options;
    await loadWorklets(context, assets);
    const playback = createPlaybackNode(context, bargeIn === 'duck');
    const meters = { user: new SoundMeter(context), assistant: new SoundMeter(context) };
    playback.node.connect(context.destination);
    playback.node.connect(meters.assistant.node);
    return { playback, capture: null, meters };
  }

  /** What a graph needs for a microphone, where there is to be one. */
  #listen(): void {
    const graph = this.#graph;
    if (!this.#spoken || !graph || graph.capture) return;
    const capture = createCaptureNode(this.#context, this.#options);
    this.#graph = { ...graph, capture };
    this.#tellHeld();
    this.#feed.connect(this.#context, [capture.node, graph.meters.user.node]);
  }

  #replace(): Promise<void> {
    return (this.#rebuilding ??= this.#rebuild());
  }

  /** Another context: the old one stands still, or does not fit the microphone. Where that fails the old one stays. */
  async #rebuild(): Promise<void> {
    const [old, oldGraph] = [this.#context, this.#graph];
    let context: AudioContext | undefined;
    try {
      context = this.#own(openAudioContext());
      const id = this.#speakerId;
      if (id !== null) await setSink(context, id).catch(() => this.#loseSpeaker());
      const graph = await this.#build(context);
      // Chosen meanwhile, for the old one.
      if (id !== this.#speakerId) await setSink(context, this.#speakerId).catch(() => undefined);
      if (this.#disposer.disposed) {
        dismantle(graph);
        return;
      }
      dismantle(oldGraph);
      close(old);
      this.#stoppedAt = old.currentTime;
      this.#context = context;
      this.#graph = graph;
      try {
        this.#listen();
      } finally {
        this.#listener.onPorts(this.openPorts());
        if (this.#watching) this.#guard.watch(context);
      }
    } catch (error) {
      if (context !== this.#context) close(context);
      throw error;
    } finally {
      this.#rebuilding = null;
    }
  }

  /** Closed with everything else, at the latest. */
  #own(context: AudioContext): AudioContext {
    this.#disposer.push(() => context.close());
    return context;
  }

  /** Told when it has changed by more than the clocks tremble. */
  #tellOutput(context: AudioContext): void {
    const output = outputOf(context);
    const { latency, origin } = this.#output;
    if (Math.abs(output.latency - latency) < 5 && Math.abs(output.origin - origin) < 50) return;
    this.#output = output;
    this.#listener.onOutput(output);
  }

  #tellHeld(): void {
    this.#graph?.capture?.post({ type: 'talk', talking: this.#held });
  }

  async #check(): Promise<void> {
    const request = (this.#lists += 1);
    const all = await listPlugged();
    if (this.#disposer.disposed || request !== this.#lists) return;
    this.#feed.check(all);
    const { speakerId } = this.#devices;
    this.#speaker.list = all;
    // One that is being changed is looked at afterwards.
    if (speakerId === null || speakerId !== this.#speakerId) return;
    if (!this.#speaker.look({ id: speakerId, label: '', group: '' })) return;
    setSink(this.#context, null).catch(() => undefined);
    const { speakers } = toDeviceList(all);
    this.#loseSpeaker(speakers.find(({ isDefault }) => isDefault)?.label);
  }

  #loseSpeaker(fallback = ''): void {
    this.#speakerId = null;
    this.#tell({ speakerId: null });
    const label = this.#speakerLabel;
    this.#listener.tell({ type: 'device-lost', device: 'speaker', label, fallback });
  }

  #tell(change: Partial<SelectedDevices>): void {
    this.#devices = { ...this.#devices, ...change };
    this.#listener.tell({ type: 'devices', devices: this.#devices });
  }
}

function isSpeaker({ kind, deviceId }: MediaDeviceInfo, id: string | null): boolean {
  return kind === 'audiooutput' && deviceId === id;
}

function dismantle(graph: Graph | null): void {
  graph?.playback.dispose();
  graph?.capture?.dispose();
}

/** Nobody waits for it: some never are. */
function close(context: AudioContext | undefined): void {
  context?.close().catch(() => undefined);
}
