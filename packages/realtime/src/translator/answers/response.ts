import type { Said } from '../words/memory.ts';

/** A response of the model. */
export interface Response {
  /** The user has stopped it: nothing more of it is heard. */
  cut: boolean;
  /** By hand: nothing of it is gone on with. */
  stopped: boolean;
  /** Calls in it, and how many of them have no answer yet. */
  calls: number;
  open: number;
  over: boolean;
  readonly said: Said[];
}
