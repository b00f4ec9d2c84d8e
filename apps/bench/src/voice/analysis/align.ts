/** Two bursts that are the same one, by their places in either list. */
export interface Pair {
  readonly reference: number;
  readonly seen: number;
}

/**
 * Which burst is which, where two streams that began at different moments heard the same ones: times in ms, each on its
 * stream's own clock. Where a part of the second stream is lost, what follows it is earlier than it should be: matched
 * all the same, so long as it is less than the shortest pause between bursts apart from what is expected.
 */
export function align(
  reference: readonly number[],
  seen: readonly number[],
  tolerance = 12,
): Pair[] {
  let best: Match = { pairs: [], exact: 0 };
  // Either may have heard bursts before the other began.
  for (const anchor of seen.slice(0, anchors)) {
    for (const start of reference) {
      const match = follow(reference, seen, start - anchor, tolerance);
      if (match.exact > best.exact) best = match;
    }
  }
  return best.pairs;
}

/** Bursts matched from one beginning, and how many of them are where they should be. */
interface Match {
  readonly pairs: Pair[];
  readonly exact: number;
}

/** Bursts of the second stream one of which, at least, is in the first. */
const anchors = 4;

/** ms by which bursts may be early once the pattern is known: what was lost. */
const mostLost = 120;

function follow(
  reference: readonly number[],
  seen: readonly number[],
  offset: number,
  tolerance: number,
): Match {
  const pairs: Pair[] = [];
  let exact = 0;
  let shift = offset;
  for (const [index, time] of seen.entries()) {
    const nearest = nearestTo(reference, time + shift);
    const apart = (reference[nearest] ?? Infinity) - (time + shift);
    if (Math.abs(apart) <= tolerance) exact += 1;
    else if (pairs.length < 3 || Math.abs(apart) > mostLost) continue;
    shift += apart;
    pairs.push({ reference: nearest, seen: index });
  }
  return { pairs, exact };
}

function nearestTo(times: readonly number[], time: number): number {
  let nearest = 0;
  times.forEach((other, index) => {
    if (Math.abs(other - time) < Math.abs((times[nearest] ?? Infinity) - time)) nearest = index;
  });
  return nearest;
}
