import { expect, test } from 'vitest';
import { rootMeanSquare } from './level.ts';
import { peak, sine } from '../../test/support/test-signals.ts';

test('a full-scale sine has a root mean square of 1/√2 and a peak of 1', () => {
  const sound = sine(1_000, 48_000, 4_800);
  expect(rootMeanSquare(sound)).toBeCloseTo(Math.SQRT1_2, 4);
  expect(peak(sound)).toBeCloseTo(1, 4);
});

test('the peak counts either sign', () => {
  expect(peak(Float32Array.of(0.1, -0.75, 0.5))).toBe(0.75);
});

test('no samples are silence', () => {
  expect(rootMeanSquare(new Float32Array(0))).toBe(0);
  expect(peak(new Float32Array(0))).toBe(0);
});
