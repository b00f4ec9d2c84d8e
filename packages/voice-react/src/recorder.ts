import type { MicErrorReason } from './errors.ts';
import { FftStore } from './fft-store.ts';

/** What `useMicrophone` tells. */
export type MicrophoneProps = {
  /** Takes what was recorded of 100 ms: a piece of one container after the other. */
  onAudioCaptured: (b: ArrayBuffer) => void;
  onStartRecording?: (() => void) | undefined;
  onStopRecording?: (() => void) | undefined;
  onError: (message: string, reason: MicErrorReason) => void;
};

/** What a recorder records, where the browser can. */
const containers = ['audio/webm', 'audio/mp4'];

/** Middles of the Bark bands, in Hz: as `@humeai/voice-react` draws them. */
const centres = [
  50, 150, 250, 350, 450, 570, 700, 840, 1000, 1170, 1370, 1600, 1850, 2150, 2500, 2900, 3400, 4000,
  4800, 5800, 7000, 8500, 10_500, 13_500,
];

/** Records a stream of the app's own, one at a time. */
export class Recorder {
  #props: MicrophoneProps;
  readonly fftStore: FftStore = new FftStore((bands) => this.#readBands(bands));
  readonly #bins = new Uint8Array(1024);
  #stream: MediaStream | null = null;
  #analyser: AnalyserNode | null = null;
  #undo: (() => Promise<void>) | null = null;

  constructor(props: MicrophoneProps) {
    this.#props = props;
  }

  /** Takes what the hook's props are now. */
  keep(props: MicrophoneProps): void {
    this.#props = props;
  }

  /** @param shared a context of the app's own, which stays open */
  start = (stream: MediaStream, shared?: AudioContext): void => {
    const mimeType = containers.find((type) => MediaRecorder.isTypeSupported(type));
    if (mimeType === undefined) {
      this.#props.onError('The browser records no sound.', 'mime_types_not_supported');
      return;
    }
    void this.stop();
    const context = shared ?? new AudioContext();
    const source = context.createMediaStreamSource(stream);
    this.#analyser = new AnalyserNode(context, { fftSize: 2 * this.#bins.length });
    source.connect(this.#analyser);
    const recorder = new MediaRecorder(stream, { mimeType });
    // One after the other: a piece that takes longer to read must not come late.
    let before: Promise<unknown> = Promise.resolve();
    recorder.ondataavailable = ({ data }) => {
      const bytes = data.arrayBuffer();
      before = before.then(async () => {
        const piece = await bytes;
        if (piece.byteLength > 0) this.#props.onAudioCaptured(piece);
      });
    };
    recorder.start(100);
    this.#stream = stream;
    this.#props.onStartRecording?.();
    this.#undo = async () => {
      if (recorder.state !== 'inactive') recorder.stop();
      for (const track of stream.getTracks()) track.stop();
      source.disconnect();
      if (!shared) await context.close();
      this.#props.onStopRecording?.();
    };
  };

  stop = async (): Promise<void> => {
    const undo = this.#undo;
    this.#undo = this.#analyser = this.#stream = null;
    await undo?.().catch(({ message }: Error) =>
      this.#props.onError(message, 'mic_closure_failure'),
    );
  };

  enable(enabled: boolean): void {
    for (const track of this.#stream?.getTracks() ?? []) track.enabled = enabled;
  }

  #readBands(bands: Float32Array): void {
    this.#bins.fill(0);
    this.#analyser?.getByteFrequencyData(this.#bins);
    const width = (this.#analyser?.context.sampleRate ?? 1) / 2 / this.#bins.length;
    centres.forEach((hertz, band) => {
      bands[band] = (this.#bins[Math.round(hertz / width)] ?? 0) / 255;
    });
  }
}
