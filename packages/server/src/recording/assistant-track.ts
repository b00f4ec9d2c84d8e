import type { Placed } from './user-track.ts';

/**
 * Where the assistant's sound belongs in a recording: it is sent ahead of its time, and only what was played belongs there.
 * All positions are in samples from the beginning of the Chat.
 */
export class AssistantTrack {
  #waiting: Placed[] = [];

  /** Whether something is still to be heard, or was heard and not yet told. */
  get waiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Takes sound that will be heard from `at`. */
  push(at: number, samples: Int16Array): void {
    this.#waiting.push({ at, samples });
  }

  /** What was heard until `now`, in the order it was heard. */
  heardUntil(now: number): Placed[] {
    const heard: Placed[] = [];
    const rest: Placed[] = [];
    for (const { at, samples } of this.#waiting) {
      const cut = Math.max(0, Math.min(samples.length, now - at));
      if (cut > 0) heard.push({ at, samples: samples.subarray(0, cut) });
      if (cut < samples.length) rest.push({ at: at + cut, samples: samples.subarray(cut) });
    }
    this.#waiting = rest;
    return heard;
  }

  /** What has not been heard never will be. */
  forget(): void {
    this.#waiting = [];
  }

  /** Positions count from another moment, this much later. */
  shift(samples: number): void {
    for (const waiting of this.#waiting) waiting.at -= samples;
  }
}
