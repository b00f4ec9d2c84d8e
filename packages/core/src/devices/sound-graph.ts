import { loadWorklets } from '../worklets/load-worklets.ts';
import type { WorkletAssets } from '../worklets/load-worklets.ts';
import type { CaptureOptions } from '../worklets/messages.ts';
import { createCaptureNode, createPlaybackNode } from '../worklets/nodes.ts';
import type { ProcessorNode } from '../worklets/nodes.ts';
import { SoundMeter } from './sound-meter.ts';

/** A new port of each processor, for the session. */
export type SoundPorts = Partial<Record<'playback' | 'capture', MessagePort | undefined>>;

/** What a graph takes of the client's options. */
export interface GraphOptions extends CaptureOptions {
  readonly bargeIn: 'server' | 'duck';
  readonly assets?: WorkletAssets | undefined;
}

/** The nodes of one context: what plays, what hears the microphone where there is one, and a meter of each. */
export class SoundGraph {
  readonly meters: Record<'user' | 'assistant', SoundMeter>;
  readonly #context: AudioContext;
  readonly #options: GraphOptions;
  /** Takes that a processor has thrown, and is silent from then on. */
  readonly #onFail: (context: BaseAudioContext) => void;
  readonly #playback: ProcessorNode;
  #capture: ProcessorNode | null = null;

  private constructor(
    context: AudioContext,
    options: GraphOptions,
    onFail: (context: BaseAudioContext) => void,
  ) {
    this.#context = context;
    this.#options = options;
    this.#onFail = onFail;
    this.#playback = this.#guard(createPlaybackNode(context, options.bargeIn === 'duck'));
    this.meters = { user: new SoundMeter(context), assistant: new SoundMeter(context) };
    const { node } = this.#playback;
    node.connect(context.destination);
    node.connect(this.meters.assistant.node);
  }

  /** @throws VoiceError `audio-worklet-blocked` by rejection */
  static async build(
    context: AudioContext,
    options: GraphOptions,
    onFail: (context: BaseAudioContext) => void,
  ): Promise<SoundGraph> {
    await loadWorklets(context, options.assets);
    return new SoundGraph(context, options, onFail);
  }

  /** The node that hears the microphone. */
  get capture(): AudioWorkletNode | undefined {
    return this.#capture?.node;
  }

  addCapture(): AudioWorkletNode {
    this.#capture = this.#guard(createCaptureNode(this.#context, this.#options));
    return this.#capture.node;
  }

  openPorts(): SoundPorts {
    return { playback: this.#playback.openPort(), ...this.openCapture() };
  }

  openCapture(): SoundPorts {
    return { capture: this.#capture?.openPort() };
  }

  /** With push-to-talk. */
  talk(talking: boolean): void {
    this.#capture?.post({ type: 'talk', talking });
  }

  dispose(): void {
    this.#playback.dispose();
    this.#capture?.dispose();
  }

  #guard(processor: ProcessorNode): ProcessorNode {
    const { node } = processor;
    // Not by addEventListener: Chromium has another name for the event.
    node.onprocessorerror = () => this.#onFail(node.context);
    return processor;
  }
}
