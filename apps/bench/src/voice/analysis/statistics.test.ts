import { expect, test } from 'vitest';
import { quantile, spread } from './statistics.ts';

test('a quantile lies between the two values next to it', () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([5], 0.95)).toBe(5);
  expect(quantile([], 0.5)).toBeNaN();
});

test('a spread counts, and leaves the order of what it is given alone', () => {
  const values = [3, 1, 2];
  expect(spread(values)).toEqual({ count: 3, median: 2, p95: 2.9, worst: 3 });
  expect(values).toEqual([3, 1, 2]);
});
