import { expect, it } from 'vitest';
import { Resampler } from './resampler.ts';

const to = 16_000;

function tone(hz: number, rate: number, seconds = 0.5): Int16Array {
  return Int16Array.from({ length: rate * seconds }, (_, i) =>
    Math.round(10_000 * Math.sin((2 * Math.PI * hz * i) / rate)),
  );
}

/** How loud a tone is in the middle of a stretch, against 10,000. */
function gain(samples: Int16Array): number {
  const middle = samples.subarray(samples.length / 4, (3 * samples.length) / 4);
  const power = middle.reduce((sum, sample) => sum + sample * sample, 0) / middle.length;
  return Math.sqrt(2 * power) / 10_000;
}

it.each([8000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 47_999, 48_000])(
  '%i Hz: a voice passes unchanged and keeps its length',
  (rate) => {
    const output = new Resampler(rate, to).process(tone(1000, rate));
    expect(gain(output)).toBeGreaterThan(0.98);
    expect(gain(output)).toBeLessThan(1.02);
    // What the filter still waits for is no more than 5 ms.
    expect(output.length).toBeGreaterThan(to * 0.495);
    expect(output.length).toBeLessThanOrEqual(to * 0.5);
  },
);

it('what 16 kHz can not carry is gone, not folded into the voice', () => {
  for (const hz of [9500, 12_000, 15_000, 20_000]) {
    const output = new Resampler(48_000, to).process(tone(hz, 48_000));
    expect(gain(output)).toBeLessThan(0.01);
  }
});

it('the cuts between pieces leave no trace', () => {
  let seed = 5;
  for (const rate of [8000, 44_100, 48_000]) {
    const input = tone(440, rate);
    const whole = new Resampler(rate, to).process(input);
    const resampler = new Resampler(rate, to);
    const pieces: number[] = [];
    for (let at = 0; at < input.length;) {
      seed = (seed * 48_271) % 2_147_483_647;
      const size = seed % 700;
      pieces.push(...resampler.process(input.subarray(at, at + size)));
      at += size;
    }
    expect(pieces).toEqual([...whole]);
  }
});

it('a constant stays the constant, and full scale does not wrap', () => {
  const output = new Resampler(44_100, to).process(new Int16Array(20_000).fill(32_767));
  expect(output.at(-1)).toBe(32_767);
  expect(Math.min(...output)).toBeGreaterThanOrEqual(0);
});

it('silence is silence', () => {
  expect(
    new Resampler(48_000, to).process(new Int16Array(4800)).every((sample) => sample === 0),
  ).toBe(true);
});
