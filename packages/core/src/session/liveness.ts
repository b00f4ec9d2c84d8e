import type { Clock } from '../base/clock.ts';
import type { Undo } from '../base/emitter.ts';

/** ms between two looks. */
const interval = 1000;
/** Looks in a row at which nothing had moved: fewer, and a slow line would be given up for a dead one. */
const patience = 5;
/** Looks in a row at which the server had said nothing before it is asked. */
const quiet = 3;

/** What can be seen of a line from within a browser. */
export interface Pulse {
  /** Bytes given to the socket so far. */
  readonly given: number;
  /** Those of them that have not left the machine. */
  readonly buffered: number;
  /** Messages heard so far. */
  readonly heard: number;
  /** Whether the server owes an answer and has said nothing at all since. */
  readonly owed: boolean;
}

/** What a heartbeat does to a line. */
export interface Patient {
  look(): Pulse;
  /** Asks for an answer, where there is a way to ask. */
  ask(): void;
  dead(): void;
}

/**
 * Finds a line that is dead without having said so, until the undo. A browser lets no script send a ping, so it watches
 * what it can: bytes that wait while none leaves, and an answer that is due while nothing comes. Silence alone proves
 * nothing: after 3 s of it an answer is asked for. Looks are counted, not ms, so that a machine that slept gives its line
 * the same chance.
 */
export function watchLiveness(clock: Clock, line: Patient): Undo {
  let left = 0;
  let still = 0;
  let silent = 0;
  let before: Pulse = { given: 0, buffered: 0, heard: 0, owed: false };
  const beat = (): void => {
    const pulse = line.look();
    const { given, buffered, heard, owed } = pulse;
    silent = heard === before.heard ? silent + 1 : 0;
    if (silent === quiet) line.ask();
    const moved = given - buffered !== left;
    left = given - buffered;
    // While somebody talks there is always something that was given just now: it hides nothing that left before.
    still = (buffered > 0 && !moved) || (owed && left >= before.given) ? still + 1 : 0;
    before = pulse;
    if (still >= patience) line.dead();
    else cancel = clock.after(interval, beat);
  };
  let cancel = clock.after(interval, beat);
  return () => cancel();
}
