import { expect, test } from 'vitest';
import { quantile, spread } from './statistics.ts';

test('a quantile lies between the two values next to it', () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([5], 0.95)).toBe(5);
  expect(quantile([], 0.5)).toBeNaN();
});

test('a spread counts, and leaves the order of what it is given alone', () => {
  const values = [3, 1, 2];
  expect(spread(values)).toEqual({ count: 3, median: 2, middle: 2, p95: 2.9, worst: 3 });
  expect(values).toEqual([3, 1, 2]);
});

test('the middle of values in steps moves with their shares, and no outlier moves it', () => {
  const mixed = (high: number): number[] =>
    Array.from({ length: 100 }, (_, i) => (i < high ? 20 : 10));
  const { middle: fewer } = spread(mixed(48));
  const { middle: more } = spread(mixed(52));
  expect(more - fewer).toBeCloseTo(0.8);
  expect(spread([10, 10, 10, 10, 10, 10, 1000]).middle).toBe(10);
});
