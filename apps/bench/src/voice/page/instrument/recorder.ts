import type { RecorderCommand } from './recorder-worker.ts';
import tapProcessor from './tap-processor.js?url&no-inline';

/** Records what a node gives out, off the main thread: tap on the audio thread, samples kept in a Worker. */
export class Recorder {
  readonly #worker = new Worker(new URL('./recorder-worker.ts', import.meta.url), {
    type: 'module',
    name: 'bench-recorder',
  });
  readonly #loaded = new WeakMap<BaseAudioContext, Promise<void>>();
  /** Resolves when the latest tap is being recorded. */
  ready: Promise<void> = Promise.resolve();

  /** Listens to that node, in place of the one before. `connect` is the platform's own. */
  listen(node: AudioNode, connect: (from: AudioNode, to: AudioNode) => void): void {
    this.ready = this.#listen(node, connect);
  }

  async save(url: string): Promise<void> {
    // What the tap has not handed over yet is at most a batch.
    await new Promise((settle) => setTimeout(settle, 150));
    const saved = this.#answer('saved');
    this.#post({ type: 'save', url });
    await saved;
  }

  forget(): void {
    this.#post({ type: 'forget' });
  }

  async #listen(node: AudioNode, connect: (from: AudioNode, to: AudioNode) => void): Promise<void> {
    const { context } = node;
    const loaded = this.#loaded.get(context) ?? context.audioWorklet.addModule(tapProcessor);
    this.#loaded.set(context, loaded);
    await loaded;
    const tap = new AudioWorkletNode(context, 'bench-tap', {
      numberOfOutputs: 0,
      channelCount: 1,
      channelCountMode: 'explicit',
    });
    connect(node, tap);
    const { port1, port2 } = new MessageChannel();
    tap.port.postMessage(port1, [port1]);
    const ready = this.#answer('ready');
    this.#post({ type: 'tap', port: port2, sampleRate: context.sampleRate }, [port2]);
    await ready;
  }

  #post(command: RecorderCommand, transfer: Transferable[] = []): void {
    this.#worker.postMessage(command, transfer);
  }

  #answer(expected: string): Promise<void> {
    return new Promise((settle) => {
      const listen = ({ data }: MessageEvent<string>): void => {
        if (data !== expected) return;
        this.#worker.removeEventListener('message', listen);
        settle();
      };
      this.#worker.addEventListener('message', listen);
    });
  }
}
