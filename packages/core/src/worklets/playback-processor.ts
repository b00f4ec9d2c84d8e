import { audioScope } from '../audio/audio-scope.ts';
import { Ducker } from '../audio/playback/ducker.ts';
import { EchoMeter } from '../audio/playback/echo-meter.ts';
import { AdaptiveJitterPolicy } from '../audio/playback/jitter-policy.ts';
import { PlaybackQueue } from '../audio/playback/playback-queue.ts';
import { Stretcher } from '../audio/playback/stretcher.ts';
import type { NodeCommand, PlaybackCommand, PlaybackOptions, PlaybackReport } from './messages.ts';

/** ms of fade when the queue is cleared. */
const fadeDuration = 6;

/**
 * The speaker's end on the audio thread: a shell round {@link PlaybackQueue}. Runs until `stop`. `process` throws nothing
 * and allocates nothing; it reports changes only.
 */
class PlaybackProcessor extends AudioWorkletProcessor {
  readonly #scope = audioScope();
  readonly #echo = new EchoMeter(sampleRate);
  readonly #ducker: Ducker | null;
  readonly #queue: PlaybackQueue;
  #port: MessagePort | null = null;
  #running = true;

  constructor({ processorOptions }: { processorOptions: PlaybackOptions }) {
    super();
    this.#ducker = processorOptions.duck === true ? new Ducker(sampleRate) : null;
    this.#queue = new PlaybackQueue({
      sampleRate,
      fadeDuration,
      policy: new AdaptiveJitterPolicy(),
      stretcher: new Stretcher(sampleRate),
      report: (report) => this.#report(report),
    });
    this.port.onmessage = ({ data }: MessageEvent<NodeCommand | null>) => {
      if (data?.type === 'port' && data.port instanceof MessagePort) this.#attach(data.port);
      if (data?.type === 'stop') this.#stop();
    };
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const channel = outputs[0]?.[0];
    if (channel) {
      const { voice } = this.#scope;
      this.#queue.duck(this.#ducker?.update(voice, this.#queue.playing, currentFrame) ?? false);
      this.#queue.render(channel, currentFrame);
      this.#echo.process(channel);
      this.#scope.echo = this.#echo.ceiling;
    }
    return this.#running;
  }

  #attach(port: MessagePort): void {
    this.#port?.close();
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<PlaybackCommand | null>) => {
      if (!data) return;
      switch (data.type) {
        case 'ping':
          this.#report({ type: 'pong' });
          this.#queue.reportTarget();
          break;
        case 'enqueue':
          if (data.samples instanceof Float32Array) {
            this.#queue.enqueue(data.messageId, data.samples);
          }
          break;
        case 'finish':
          this.#queue.finish(data.messageId);
          break;
        case 'clear':
          this.#queue.clear();
          break;
        case 'dismissed':
          this.#ducker?.dismiss();
          break;
        case 'volume':
          this.#queue.setVolume(data.volume);
          break;
      }
    };
  }

  #report(report: PlaybackReport): void {
    this.#port?.postMessage(report);
  }

  #stop(): void {
    this.#running = false;
    this.#scope.echo = 0;
    this.#port?.close();
    this.#port = null;
  }
}

registerProcessor('vivavoce-playback', PlaybackProcessor);
