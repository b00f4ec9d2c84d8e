import { expect, test } from 'vitest';
import { ratio } from './figures.ts';

test('a ratio is that of the two calls of a round, and not of two medians', () => {
  // The machine was slow in the second round, for both.
  const figures = { vivavoce: [10, 110, 12], before: [10, 100, 10] };
  expect(ratio(figures, (ms) => ms)).toBe('1.10 (1.05–1.15)');
});

test('where nothing was lost by either there is no difference; what has no counterpart is left out', () => {
  expect(ratio({ vivavoce: [0, NaN, 3, 8], before: [0, 4, 0, 4] }, (ms) => ms)).toBe(
    '1.50 (1.25–1.75)',
  );
  expect(ratio({ vivavoce: [1] }, (ms) => ms)).toBeUndefined();
  expect(ratio({ before: [1] }, (ms) => ms)).toBeUndefined();
});

test('a call with several figures counts by their median', () => {
  const figures = { vivavoce: [[1, 2, 90]], before: [[4, 4, 4]] };
  expect(ratio(figures, (all) => all)).toBe('0.50 (0.50–0.50)');
});
