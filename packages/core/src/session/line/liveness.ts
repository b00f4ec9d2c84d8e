import type { Clock } from '../../base/clock.ts';
import type { Undo } from '../../base/emitter.ts';

/** ms between two samples. */
const interval = 1000;
/** Samples in a row without progress: fewer, and a slow line would be taken for a dead one. */
const deadAfter = 5;
/** Samples in a row without a message of the server before it is asked for one. */
const askAfter = 3;

/** What can be seen of a line from within a browser. */
export interface LineSample {
  /** Bytes that the socket accepted so far. */
  readonly accepted: number;
  /** Those of them that have not left the machine. */
  readonly buffered: number;
  /** Messages received so far. */
  readonly received: number;
  /** Whether an answer is due, and nothing at all has come since. */
  readonly due: boolean;
}

/** What watching does to a line. */
export interface WatchedLine {
  sample(): LineSample;
  /** Asks for an answer, where there is a way to ask and it is time to: called at each sample after 3 s of silence. */
  ask(): void;
  onDead(): void;
}

/**
 * Finds a line that is dead without having said so, until the undo. A browser lets no script send a ping, so it watches
 * what it can: bytes that wait while none leaves, and an answer that is due while nothing comes. Silence alone proves
 * nothing: after 3 s of it an answer may be asked for. Samples are counted, not ms, so that a machine that slept gives its line
 * the same chance.
 */
export function watchLiveness(clock: Clock, line: WatchedLine): Undo {
  let left = 0;
  let stalled = 0;
  let silent = 0;
  let before: LineSample = { accepted: 0, buffered: 0, received: 0, due: false };
  const check = (): void => {
    const sample = line.sample();
    const { accepted, buffered, received, due } = sample;
    silent = received === before.received ? silent + 1 : 0;
    if (silent >= askAfter) line.ask();
    const moved = accepted - buffered !== left;
    left = accepted - buffered;
    // While somebody talks there is always something that was accepted just now: it hides nothing that left before.
    stalled =
      (buffered > 0 && !moved) || (due && silent > 0 && left >= before.accepted) ? stalled + 1 : 0;
    before = sample;
    if (stalled >= deadAfter) line.onDead();
    else cancel = clock.after(interval, check);
  };
  let cancel = clock.after(interval, check);
  return () => cancel();
}
