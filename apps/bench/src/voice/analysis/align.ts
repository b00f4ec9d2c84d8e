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
  let best: Pair[] = [];
  for (const start of reference) {
    const pairs = follow(reference, seen, start - (seen[0] ?? 0), tolerance);
    if (pairs.length > best.length) best = pairs;
  }
  return best;
}

function follow(
  reference: readonly number[],
  seen: readonly number[],
  offset: number,
  tolerance: number,
): Pair[] {
  const pairs: Pair[] = [];
  let shift = offset;
  for (const [index, time] of seen.entries()) {
    const nearest = nearestTo(reference, time + shift);
    const apart = (reference[nearest] ?? Infinity) - (time + shift);
    if (Math.abs(apart) > (pairs.length > 2 ? 120 : tolerance)) continue;
    // From the third on the pattern is known, and a difference is what was lost.
    shift += apart;
    pairs.push({ reference: nearest, seen: index });
  }
  return pairs;
}

function nearestTo(times: readonly number[], time: number): number {
  let nearest = 0;
  times.forEach((other, index) => {
    if (Math.abs(other - time) < Math.abs((times[nearest] ?? Infinity) - time)) nearest = index;
  });
  return nearest;
}
