import { expect, test } from 'vitest';
import { barkBands, toBarkBands } from './bark.ts';

test.each([
  [150, 1],
  [1000, 8],
  [4000, 17],
  [14_000, 23],
])('a tone of %i Hz is in band %i alone', (frequency, band) => {
  const bins = new Uint8Array(1024);
  bins[Math.round(frequency / (48_000 / 2 / 1024))] = 255;
  const bands = new Float32Array(barkBands);
  toBarkBands(bins, 48_000, bands);
  expect([...bands].map((strength, i) => (strength > 0 ? i : -1)).filter((i) => i >= 0)).toEqual([
    band,
  ]);
  expect(bands[band]).toBe(1);
});

test('what lies above half the rate is silent', () => {
  const bands = new Float32Array(barkBands).fill(9);
  toBarkBands(new Uint8Array(512).fill(255), 8_000, bands);
  expect(bands[3]).toBe(1);
  expect(bands[23]).toBe(0);
});
