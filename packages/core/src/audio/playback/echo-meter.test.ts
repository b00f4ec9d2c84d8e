import { expect, test } from 'vitest';
import { EchoMeter } from './echo-meter.ts';
import { sine } from '../../../test/support/test-signals.ts';

const rate = 48_000;

function after(sound: Float32Array, silence = 0): number {
  const meter = new EchoMeter(rate);
  const play = (samples: Float32Array): void => {
    for (let at = 0; at < samples.length; at += 128) meter.process(samples.subarray(at, at + 128));
  };
  play(sound);
  play(new Float32Array(silence * rate));
  return meter.ceiling;
}

test('silence has no echo', () => {
  expect(after(new Float32Array(rate))).toBe(0);
});

test('the ceiling is 16 dB under what is played, within 50 ms of its start', () => {
  const expected = 0.5 * 0.5 ** 2 * 0.025;
  for (const seconds of [0.05, 1]) {
    const ceiling = after(sine(440, rate, seconds * rate, 0.5));
    expect(ceiling / expected).toBeGreaterThan(0.9);
    expect(ceiling / expected).toBeLessThan(1.3);
  }
});

test('it is remembered for as long as sound takes to come back: half of it after 250 ms, none after 5 s', () => {
  const sound = sine(440, rate, rate, 0.5);
  expect(after(sound, 0.25) / after(sound)).toBeCloseTo(0.5, 1);
  expect(after(sound, 5) / after(sound)).toBeLessThan(1e-5);
});
