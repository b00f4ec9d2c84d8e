import { expect, test } from 'vitest';
import { tone } from '../signals/tone.ts';
import { breaks, countBreaks, gaps, stretches } from './sound.ts';

const rate = 44_100;
const pitch = 440;

function whole(samples: Float32Array) {
  return { start: 0, end: samples.length };
}

test('an unbroken sine has no gap and no break', () => {
  const sine = tone(pitch, rate, 1);
  expect(gaps(sine, rate, whole(sine))).toEqual([]);
  const inside = { start: 2, end: sine.length };
  expect(countBreaks(breaks(sine, rate, pitch, inside), rate, 0.005).largest).toBeLessThan(1e-6);
});

test('a silence in the middle is a gap of its own length', () => {
  const sine = tone(pitch, rate, 1);
  sine.fill(0, 10_000, 10_000 + rate * 0.03);
  const [gap, ...others] = gaps(sine, rate, whole(sine));
  expect(others).toEqual([]);
  expect(gap?.length).toBeCloseTo(30, 0);
});

test('a step shows with its whole height, and its echo in the measure is the same place', () => {
  const sine = tone(pitch, rate, 1, 0.4);
  for (let i = 20_000; i < sine.length; i += 1) sine[i] = (sine[i] ?? 0) + 0.02;
  const found = breaks(sine, rate, pitch, { start: 2, end: sine.length });
  const { largest, places } = countBreaks(found, rate, 0.005);
  expect(largest).toBeCloseTo(0.02, 3);
  expect(places).toBe(1);
});

test('silence shorter than asked for does not end a stretch', () => {
  const sine = tone(pitch, rate, 1);
  sine.fill(0, 10_000, 10_000 + rate * 0.03);
  expect(stretches(sine, rate, 0, sine.length, 0.05)).toHaveLength(1);
  expect(stretches(sine, rate, 0, sine.length, 0.02)).toHaveLength(2);
});
