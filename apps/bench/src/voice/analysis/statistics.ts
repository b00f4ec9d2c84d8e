/** The value below which that share of all lies, interpolated. NaN of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** How a figure was distributed over its repetitions. */
export interface Spread {
  readonly count: number;
  readonly median: number;
  /** Mean of the middle half: where values come in steps, the median jumps from one to the next, and this does not. */
  readonly middle: number;
  readonly p95: number;
  readonly worst: number;
}

export function spread(values: readonly number[]): Spread {
  return {
    count: values.length,
    median: quantile(values, 0.5),
    middle: middleOf(values),
    p95: quantile(values, 0.95),
    worst: quantile(values, 1),
  };
}

function middleOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const quarter = Math.floor(sorted.length / 4);
  const half = sorted.slice(quarter, sorted.length - quarter);
  return half.reduce((sum, value) => sum + value, 0) / half.length;
}
