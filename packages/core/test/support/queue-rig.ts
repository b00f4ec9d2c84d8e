import type { JitterPolicy } from '../../src/audio/playback/jitter-policy.ts';
import { PlaybackQueue } from '../../src/audio/playback/playback-queue.ts';
import { Stretcher } from '../../src/audio/playback/stretcher.ts';
import { concat, seededRandom } from './test-signals.ts';

export const rate = 48_000;
export const quantum = 128;
/** Of the fade behind a `clear`. */
export const fadeFrames = 288;
/** Frames of a piece on a `line`. */
const piece = rate / 10;

/** Starts at once, so that a test says for itself when it waits. */
export const eager: JitterPolicy = { target: () => 0, underrun: () => undefined };

/** What it told, in frames. */
export interface Report {
  readonly type: string;
  readonly messageId?: string | null;
  readonly frames?: number;
  readonly cut?: boolean;
  /** Frame of the output, from the context's time. */
  readonly at?: number;
}

/** A queue, what it rendered and what it told. */
export class QueueRig {
  readonly queue: PlaybackQueue;
  readonly reports: Report[] = [];
  readonly targets: number[] = [];
  /** Frames at which underruns were told. */
  readonly dryAt: number[] = [];
  readonly #out: Float32Array<ArrayBuffer>[] = [];
  #frame = 0;

  constructor(
    policy: JitterPolicy = eager,
    { capacity = 600, stretch = false }: { capacity?: number; stretch?: boolean } = {},
  ) {
    this.queue = new PlaybackQueue({
      stretcher: stretch ? new Stretcher(rate) : undefined,
      sampleRate: rate,
      fadeDuration: 6,
      policy,
      capacity,
      report: (report) => {
        if (report.type === 'underrun') this.dryAt.push(this.#frame);
        if (report.type === 'target') this.targets.push(report.duration / 1000);
        else if ('contextTime' in report) {
          const { contextTime, ...rest } = report;
          this.reports.push({ ...rest, at: Math.round(contextTime * rate) });
        } else this.reports.push(report);
      },
    });
  }

  get out(): Float32Array<ArrayBuffer> {
    return concat(this.#out);
  }

  get frame(): number {
    return this.#frame;
  }

  /** The context renders silence by itself. */
  skip(frames: number): void {
    this.#frame += frames;
    this.#out.push(new Float32Array(frames));
  }

  render(quanta = 1): void {
    for (let i = 0; i < quanta; i += 1) {
      const output = new Float32Array(quantum).fill(NaN);
      this.queue.render(output, this.#frame);
      this.#frame += quantum;
      this.#out.push(output);
    }
  }

  said(type: string): Report[] {
    return this.reports.filter((report) => report.type === type);
  }
}

/** Frames at which pieces of 100 ms come that were sent at real time, each up to 160 ms later than the fastest could be. */
export function arrivals(seed: number, count: number): number[] {
  const random = seededRandom(seed);
  // A line keeps its order: what is late holds up what follows.
  let latest = 0;
  return Array.from({ length: count }, (_, i) => {
    latest = Math.max(latest, (i + 1) * piece + (random() - 0.5) * 0.16 * rate);
    return latest;
  });
}

/** Renders until all of it was heard. */
export function playLine(
  rig: QueueRig,
  sound: Float32Array<ArrayBuffer>,
  due: readonly number[],
): void {
  let next = 0;
  while (rig.said('ended').length === 0) {
    for (; (due[next] ?? Infinity) <= rig.frame; next += 1) {
      rig.queue.enqueue('a', sound.slice(next * piece, (next + 1) * piece));
      if (next === due.length - 1) rig.queue.finish('a');
    }
    rig.render();
  }
}
