import { quantile, spread } from '../analysis/statistics.ts';
import type { Spread } from '../analysis/statistics.ts';
import type { ClientName } from '../page/main.ts';
import type { PerClient } from '../results.ts';

// Figures of several clients side by side: worked out, compared, and put into words.

export type Spreads = Partial<Record<ClientName, Spread>>;
type Part = 'median' | 'middle' | 'p95';

/** Who is judged, and what by. */
export const us: ClientName = 'vivavoce';
const floor: ClientName = 'bare';

/** What each client's calls come to. */
export function each<T, Result>(
  figures: PerClient<T>,
  work: (calls: readonly T[]) => Result,
): Partial<Record<ClientName, Result>> {
  const entries = Object.entries(figures) as [ClientName, T[]][];
  return Object.fromEntries(entries.map(([name, calls]) => [name, work(calls)]));
}

/** What each client reached, in words. */
export function words<T>(
  figures: Partial<Record<ClientName, T>>,
  say: (figure: T) => string,
): Partial<Record<ClientName, string>> {
  const entries = Object.entries(figures) as [ClientName, T][];
  return Object.fromEntries(entries.map(([name, figure]) => [name, say(figure)]));
}

/**
 * How many times as much this kit takes as the one of the other checkout, in words: the median of all pairs, and between which two the
 * middle half of them lies. A pair is the two calls of one round, so that whatever else the machine did was done to both.
 *
 * @param pick a call's figure, or those whose median it is
 * @returns undefined where there is no pair of two figures
 */
export function ratio<T>(
  figures: PerClient<T>,
  pick: (call: T) => number | readonly number[],
): string | undefined {
  const figure = (call: T): number => {
    const picked = pick(call);
    return typeof picked === 'number' ? picked : spread(picked).median;
  };
  const pairs = (figures.before ?? []).flatMap((call, round) => {
    const ours = figures[us]?.[round];
    if (ours === undefined) return [];
    const [after, before] = [figure(ours), figure(call)];
    if (after === before) return [1];
    return before > 0 && Number.isFinite(after) ? [after / before] : [];
  });
  if (pairs.length === 0) return undefined;
  const at = (share: number): string => quantile(pairs, share).toFixed(2);
  return `${at(0.5)} (${at(0.25)}–${at(0.75)})`;
}

/** How many ms ours are above the floor's. */
export function apart(figures: Spreads, part: Part): number {
  return (figures[us]?.[part] ?? NaN) - (figures[floor]?.[part] ?? NaN);
}

/** How many times as long ours take in the first as in the second. */
export function times(these: Spreads, those: Spreads, part: Part): number {
  return (these[us]?.[part] ?? NaN) / (those[us]?.[part] ?? NaN);
}

export function middleAndP95({ middle, p95 }: Spread): string {
  return `${middle.toFixed(1)} / ${p95.toFixed(1)}`;
}

export function medianAndP95({ median, p95 }: Spread): string {
  return `${median.toFixed(1)} / ${p95.toFixed(1)}`;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export function kilo(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} k`;
}

/** Of a share from 0 to 1. */
export function percent(share: number): string {
  return (share * 100).toFixed(2);
}
