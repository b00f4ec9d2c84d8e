import { toBarkBands } from '../audio/bark.ts';
import { rootMeanSquare } from '../audio/level.ts';

/** Samples per reading: 46 ms at 44.1 kHz. */
const windowLength = 2048;

/** Level and spectrum of one side, for drawing. The browser's analyser computes them only when they are read. */
export class SoundMeter {
  readonly #analyser: AnalyserNode;
  readonly #samples = new Float32Array(windowLength);
  readonly #bins = new Uint8Array(windowLength / 2);

  constructor(context: AudioContext) {
    this.#analyser = new AnalyserNode(context, {
      fftSize: windowLength,
      smoothingTimeConstant: 0.6,
    });
  }

  /** Measures what is connected to it. */
  get node(): AudioNode {
    return this.#analyser;
  }

  /** Root mean square of the last 46 ms, 0 to 1. */
  get level(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return Math.min(1, rootMeanSquare(this.#samples));
  }

  /** @param bands receives 24 strengths, 0 to 1, from low to high */
  read(bands: Float32Array): void {
    this.#analyser.getByteFrequencyData(this.#bins);
    toBarkBands(this.#bins, this.#analyser.context.sampleRate, bands);
  }
}
