import { useSyncExternalStore } from 'react';

const bandCount = 24;

/** 24 strengths in Bark bands, 0 to 2, from low to high. */
export type FftSnapshot = readonly number[];

const silence: FftSnapshot = Object.freeze(new Array<number>(bandCount).fill(0));

/**
 * A spectrum that changes with each animation frame. Where it has a source, it reads that for as long as somebody subscribes; and it tells
 * nobody of a frame that is like the one before.
 */
export class FftStore {
  readonly #source: ((bands: Float32Array) => void) | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #bands = new Float32Array(bandCount);
  #snapshot = silence;
  #frame: number | undefined;

  /** @param source writes 24 strengths, 0 to 1 */
  constructor(source?: (bands: Float32Array) => void) {
    this.#source = source;
  }

  /** Takes 24 strengths, told in the next animation frame. */
  write(data: number[]): void {
    for (let band = 0; band < bandCount; band += 1) this.#bands[band] = data[band] ?? 0;
    this.#soon();
  }

  /** All is silent, at once. */
  clear(): void {
    this.#bands.fill(0);
    this.#tell();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#source) this.#soon();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#stop();
    };
  };

  getSnapshot = (): FftSnapshot => this.#snapshot;

  getServerSnapshot = (): FftSnapshot => silence;

  destroy(): void {
    this.#stop();
    this.#listeners.clear();
    this.#bands.fill(0);
    this.#snapshot = silence;
  }

  #stop(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }

  #soon(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      if (this.#source) {
        this.#source(this.#bands);
        // Theirs reach up to 2.
        for (let band = 0; band < bandCount; band += 1)
          this.#bands[band] = (this.#bands[band] ?? 0) * 2;
        if (this.#listeners.size > 0) this.#soon();
      }
      this.#tell();
    });
  }

  #tell(): void {
    if (this.#bands.every((strength, band) => strength === this.#snapshot[band])) return;
    this.#snapshot = [...this.#bands];
    for (const listener of this.#listeners) listener();
  }
}

/** The spectrum in a store, with each animation frame in which it changes. */
export function useFftSubscription(store: FftStore): FftSnapshot {
  return useSyncExternalStore(store.subscribe, store.getSnapshot, store.getServerSnapshot);
}
