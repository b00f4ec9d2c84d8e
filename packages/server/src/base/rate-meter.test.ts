import { expect, it } from 'vitest';
import { RateMeter } from './rate-meter.ts';

it('takes what comes at the rate for ever', () => {
  const meter = new RateMeter(50, 0);
  const taken = Array.from({ length: 10_000 }, (_, i) => meter.take(i * 20));
  expect(taken.every(Boolean)).toBe(true);
});

it('takes ten seconds of it at once, and no more', () => {
  const meter = new RateMeter(50, 0);
  const taken = Array.from({ length: 600 }, () => meter.take(0)).filter(Boolean);
  expect(taken).toHaveLength(500);
  expect(meter.take(20)).toBe(true);
  expect(meter.take(20)).toBe(false);
});

it('saves up no more than ten seconds', () => {
  const meter = new RateMeter(50, 0);
  const taken = Array.from({ length: 600 }, () => meter.take(3_600_000)).filter(Boolean);
  expect(taken).toHaveLength(500);
});
