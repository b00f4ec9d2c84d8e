import { systemClock } from './clock.ts';

/** A wait that can be cut short. */
export class Countdown {
  #end: number;
  #wake: () => void = () => undefined;

  /** @param duration ms; Infinity lasts until `finish` */
  constructor(duration: number) {
    this.#end = systemClock.now() + duration;
  }

  /** ms that are left. */
  get left(): number {
    return Math.max(0, this.#end - systemClock.now());
  }

  /** Resolves when no more than so many ms are left. */
  until(left: number): Promise<void> {
    const wait = this.left - left;
    if (wait <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const undo = systemClock.after(wait, resolve);
      this.#wake = () => {
        undo();
        resolve();
      };
    });
  }

  /** Nothing is left of it. */
  finish(): void {
    this.#end = 0;
    this.#wake();
  }
}
