import { audioScope } from '../audio/audio-scope.ts';
import { CapturePipeline } from '../audio/capture/capture-pipeline.ts';
import type { CaptureChunk, CaptureCommand, CaptureOptions, NodeCommand } from './messages.ts';

/**
 * The microphone's end on the audio thread: a shell round {@link CapturePipeline}. Captures from the moment it has a port
 * until `stop`. `process` throws nothing and allocates nothing but the chunks.
 */
class CaptureProcessor extends AudioWorkletProcessor {
  readonly #scope = audioScope();
  readonly #pipeline: CapturePipeline;
  #port: MessagePort | null = null;
  #running = true;

  constructor({ processorOptions }: { processorOptions: CaptureOptions }) {
    super();
    this.#pipeline = new CapturePipeline(
      sampleRate,
      processorOptions,
      (samples, voice) =>
        this.#port?.postMessage(
          { samples, voice, held: this.#pipeline.held } satisfies CaptureChunk,
          [samples],
        ),
      processorOptions,
    );
    this.port.onmessage = ({ data }: MessageEvent<NodeCommand | null>) => {
      if (data?.type === 'port' && data.port instanceof MessagePort) this.#attach(data.port);
      if (data?.type === 'talk') this.#pipeline.talking = data.talking === true;
      if (data?.type === 'denoise') {
        const { sampleRate: to } = processorOptions;
        this.#pipeline.filter = this.#scope.denoise?.(data, this.port, to) ?? null;
      }
      if (data?.type === 'stop') this.#stop();
    };
  }

  process(inputs: Float32Array[][]): boolean {
    if (this.#port) {
      this.#pipeline.echo = this.#scope.echo;
      this.#pipeline.process(inputs[0]?.[0] ?? null, currentFrame);
      this.#scope.voice = this.#pipeline.voice;
    }
    return this.#running;
  }

  #attach(port: MessagePort): void {
    this.#port?.close();
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<CaptureCommand | null>) => {
      if (data?.type === 'mute') this.#pipeline.muted = data.muted === true;
    };
  }

  #stop(): void {
    this.#running = this.#scope.voice = false;
    this.#port?.close();
    this.#port = null;
  }
}

registerProcessor('vivavoce-capture', CaptureProcessor);
