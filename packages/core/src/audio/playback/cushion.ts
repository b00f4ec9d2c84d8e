import type { JitterPolicy } from './jitter-policy.ts';
import type { QueueReport } from './playback-report.ts';

/** Sound of one message that waits. */
interface Waiting {
  /** Frames of it; the frame at which the first of them came, and how many to buffer before it starts. */
  readonly waiting: number;
  readonly arrived: number;
  readonly cushion: number;
  /** No more of it will come. */
  readonly finished: boolean;
}

/**
 * When a message starts, and when it goes on after it ran dry. Asks the policy, and tells it what was too little. Nothing here
 * allocates but a report, or throws.
 */
export class Cushion {
  readonly #rate: number;
  readonly #policy: JitterPolicy;
  readonly #report: (report: QueueReport) => void;
  /** The policy's latest answer, in seconds. */
  #target: number;
  /** Frames that were buffered when the message last started. */
  #buffered = 0;
  /** Frames of silence since the message that plays ran dry; null while it is not. */
  dry: number | null = null;

  /** @param rate Hz */
  constructor(rate: number, policy: JitterPolicy, report: (report: QueueReport) => void) {
    this.#rate = rate;
    this.#policy = policy;
    this.#target = policy.target(0);
    this.#report = report;
  }

  /**
   * The first sound of a message has come, or the first since it ran dry: asked now, rather than in every quantum.
   *
   * @param playing whether it is the message that plays
   * @param replayed frames that were stretched before it ran dry
   * @returns how many frames to buffer
   */
  measure(frame: number, playing: boolean, replayed: number): number {
    const now = frame / this.#rate;
    if (playing && this.dry !== null) {
      this.#policy.underrun(now, this.#buffered / this.#rate, (this.dry + replayed) / this.#rate);
    }
    const before = this.#target;
    this.#target = this.#policy.target(now);
    if (this.#target !== before) this.report();
    return Math.round(this.#target * this.#rate);
  }

  /** Reports how much sound messages wait for from now on. */
  report(): void {
    this.#report({ type: 'target', duration: this.#target * 1000 });
  }

  /** Whether the message may start, or go on. */
  full({ waiting, arrived, cushion, finished }: Waiting, frame: number): boolean {
    // After an underrun, much of what came was late, and is no cushion against what is late next.
    const wanted = this.dry === null ? cushion : 2 * cushion;
    return finished || waiting >= wanted || frame - arrived >= cushion;
  }

  /** It starts, or goes on. */
  start({ waiting }: Waiting): void {
    this.#buffered = waiting;
    this.dry = null;
  }
}
