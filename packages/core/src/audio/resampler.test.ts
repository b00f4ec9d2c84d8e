import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Resampler } from './resampler.ts';
import {
  concat,
  decibels,
  largestStep,
  noise,
  peak,
  pieces,
  sine,
  tone,
} from '../../test/support/test-signals.ts';

/** Both ways, with small ratios, large ones, and one (44,101 Hz) that has none. */
const ratios = [
  [48_000, 16_000],
  [44_100, 16_000],
  [96_000, 16_000],
  [48_000, 8_000],
  [44_101, 16_000],
  [48_000, 44_100],
  [44_100, 48_000],
  [24_000, 48_000],
  [24_000, 44_100],
  [22_050, 48_000],
  [16_000, 48_000],
  [8_000, 44_100],
  [8_000, 192_000],
  [192_000, 8_000],
] as const;

function resample(
  parts: readonly Float32Array[],
  from: number,
  to: number,
): Float32Array<ArrayBuffer> {
  const resampler = new Resampler(from, to);
  const out = parts.map((part) => {
    const output = new Float32Array(resampler.bound(part.length));
    return output.slice(0, resampler.process(part, output));
  });
  const rest = new Float32Array(resampler.bound(0));
  return concat([...out, rest.slice(0, resampler.flush(rest))]);
}

/** The middle of a sound: its edges hold the steps from silence and back. */
function middle(sound: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  return sound.slice(sound.length * 0.2, sound.length * 0.8);
}

test('equal rates pass every bit, at once', () => {
  const sound = noise(1_000, 0.3);
  const resampler = new Resampler(44_100, 44_100);
  const output = new Float32Array(resampler.bound(1_000));
  expect(resampler.process(sound, output)).toBe(1_000);
  expect(output.slice(0, 1_000)).toEqual(sound);
  expect(resampler.flush(output)).toBe(0);
});

test('however a stream is cut, the output is the same to the last bit', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ratios),
      fc.integer({ min: 1, max: 3_000 }),
      fc.integer({ min: 1, max: 900 }),
      fc.integer(),
      ([from, to], frames, most, seed) => {
        const sound = noise(frames, 0.3, seed);
        expect(resample(pieces(sound, most, seed), from, to)).toEqual(resample([sound], from, to));
      },
    ),
    { numRuns: 80, seed: 1 },
  );
});

test('N frames give exactly N · to / from, rounded up, and never more at once than the bound says', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 8_000, max: 192_000 }),
      fc.integer({ min: 8_000, max: 192_000 }),
      fc.integer({ min: 1, max: 2_000 }),
      fc.integer({ min: 1, max: 500 }),
      (from, to, frames, most) => {
        const resampler = new Resampler(from, to);
        let given = 0;
        for (const piece of pieces(new Float32Array(frames), most)) {
          const bound = resampler.bound(piece.length);
          const written = resampler.process(piece, new Float32Array(bound));
          expect(written).toBeLessThanOrEqual(bound);
          given += written;
        }
        const written = resampler.flush(new Float32Array(resampler.bound(0)));
        expect(written).toBeLessThanOrEqual(resampler.bound(0));
        expect(given + written).toBe(Math.ceil((frames * to) / from));
      },
    ),
    { numRuns: 40, seed: 2 },
  );
});

test.each(ratios)(
  '%i → %i Hz: a sine in pieces is the sine, with no step at their edges',
  (from, to) => {
    const frequency = 440;
    const output = resample(pieces(sine(frequency, from, from / 2, 0.9), from / 50, 3), from, to);
    const error = output.map(
      (sample, i) => sample - 0.9 * Math.sin((2 * Math.PI * frequency * i) / to),
    );
    expect(largestStep(middle(error))).toBeLessThan(0.005);
    expect(peak(middle(error))).toBeLessThan(0.001);
  },
);

test.each(ratios)(
  '%i → %i Hz: nothing mirrors or folds above −60 dB of any tone of speech',
  (from, to) => {
    const band = 0.43 * Math.min(from, to);
    for (const part of [0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 1]) {
      const frequency = part * band;
      const { amplitude, rest } = tone(
        middle(resample([sine(frequency, from, from / 5)], from, to)),
        frequency,
        to,
      );
      expect(Math.abs(decibels(amplitude))).toBeLessThan(0.1);
      expect(decibels((rest * Math.SQRT2) / amplitude)).toBeLessThan(-60);
    }
  },
);

test.each(ratios.filter(([from, to]) => from > to))(
  '%i → %i Hz: what the output can not hold is gone from the speech band',
  (from, to) => {
    const least = 0.52 * to;
    const most = from / 2;
    for (const part of [0, 0.01, 0.05, 0.2, 0.5, 0.9]) {
      const frequency = least + part * (most - least);
      const output = middle(resample([sine(frequency, from, from / 5)], from, to));
      expect(decibels(peak(output))).toBeLessThan(-60);
    }
  },
);

test.each([
  [48_000, 16_000, 1.5],
  [44_100, 16_000, 1.53],
  [24_000, 48_000, 1],
  [48_000, 44_100, 0.57],
])('%i → %i Hz: a frame is kept back %f ms and no more', (from, to, ms) => {
  const resampler = new Resampler(from, to);
  const given = resampler.process(new Float32Array(from), new Float32Array(resampler.bound(from)));
  expect(to - given).toBeLessThanOrEqual(Math.ceil((ms / 1000) * to));
});

test('an impulse stays where it is', () => {
  const sound = new Float32Array(4_800);
  sound[3_000] = 1;
  const output = resample([sound], 48_000, 16_000);
  expect(output.indexOf(peak(output))).toBe(1_000);
});

test('a minute in quanta of 128 is a minute, and its last second is still in phase', () => {
  const [from, to, frequency] = [44_100, 16_000, 997];
  const resampler = new Resampler(from, to);
  const quantum = new Float32Array(128);
  const output = new Float32Array(resampler.bound(128));
  const total = 60 * from;
  let given = 0;
  let worst = 0;
  for (let at = 0; at < total; at += 128) {
    for (let i = 0; i < 128; i += 1)
      quantum[i] = Math.sin((2 * Math.PI * frequency * (at + i)) / from);
    const written = resampler.process(quantum.subarray(0, total - at), output);
    for (let i = 0; given + i > 59 * to && i < written; i += 1) {
      const expected = Math.sin((2 * Math.PI * frequency * (given + i)) / to);
      worst = Math.max(worst, Math.abs((output[i] ?? 0) - expected));
    }
    given += written;
  }
  given += resampler.flush(output);
  expect(given).toBe(60 * to);
  expect(worst).toBeLessThan(0.001);
});

test('after flush the next stream is as if it were the first', () => {
  const sound = noise(2_000, 0.3);
  const resampler = new Resampler(24_000, 44_100);
  const output = new Float32Array(resampler.bound(2_000));
  resampler.process(noise(777, 0.3, 9), output);
  resampler.flush(output);
  const written = resampler.process(sound, output);
  expect(output.slice(0, written)).toEqual(resample([sound], 24_000, 44_100).slice(0, written));
});

test('a sample that is no number is forgotten after the kernel has passed it', () => {
  const sound = sine(440, 48_000, 4_800);
  sound[2_400] = NaN;
  const output = resample([sound], 48_000, 16_000);
  const poisoned = [...output.keys()].filter((i) => Number.isNaN(output[i]));
  expect(poisoned.length).toBeGreaterThan(0);
  expect(Math.min(...poisoned)).toBeGreaterThan(800 - 25);
  expect(Math.max(...poisoned)).toBeLessThan(800 + 25);
});
