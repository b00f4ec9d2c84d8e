import { expect, test } from 'vitest';
import { Stretcher } from './stretcher.ts';
import { noise, peak, sine } from '../../../test/support/test-signals.ts';

const rates = [8_000, 16_000, 44_100, 48_000, 96_000];

/** One that has played the sound. */
function after(sound: Float32Array<ArrayBuffer>, rate: number): Stretcher {
  const stretcher = new Stretcher(rate);
  stretcher.play(sound.slice(), 0, sound.length);
  return stretcher;
}

test.each(rates)('at %i Hz what is played again is whole periods of the voice', (rate) => {
  for (const hz of [80, 120, 200, 307, 443]) {
    const sound = sine(hz, rate, rate / 10);
    const periods = (after(sound, rate).lengthen(0.2) * hz) / rate;
    expect(periods).toBeGreaterThan(0.9);
    // To the nearest frame.
    expect(Math.abs(periods - Math.round(periods))).toBeLessThan((0.6 * hz) / rate);
  }
});

test.each(rates)('at %i Hz what is left out is whole periods of the voice', (rate) => {
  for (const hz of [80, 120, 200, 307, 443]) {
    const sound = sine(hz, rate, rate / 5);
    const stretcher = after(sound.slice(0, rate / 10), rate);
    for (let at = 0; at < stretcher.lookahead; at += 1) {
      stretcher.look(at, sound[rate / 10 + at] ?? 0);
    }
    const periods = (stretcher.shorten(0.2) * hz) / rate;
    expect(periods).toBeGreaterThan(0.9);
    expect(Math.abs(periods - Math.round(periods))).toBeLessThan((0.6 * hz) / rate);
  }
});

test('where no two places are alike, nothing is done unless it must be', () => {
  const stretcher = after(noise(4_800, 0.3), 48_000);
  expect(stretcher.lengthen(0.2)).toBe(0);
  expect(stretcher.replaying).toBe(false);
  expect(stretcher.lengthen(Infinity)).toBeGreaterThan(0);
});

test('before 20 ms were played there is nothing to be played again', () => {
  const stretcher = after(sine(200, 48_000, 900), 48_000);
  expect(stretcher.lengthen(Infinity)).toBe(0);
  expect(stretcher.shorten(Infinity)).toBe(0);
});

test('what is played again is what was played, fades after 60 ms, and is gone after 250', () => {
  const rate = 48_000;
  const sound = sine(200, rate, rate / 10, 0.5);
  const stretcher = after(sound, rate);
  const out = new Float32Array(rate / 2);
  let at = 0;
  while (!stretcher.exhausted) {
    stretcher.lengthen(Infinity);
    while (stretcher.replaying) at = stretcher.replay(out, at);
  }
  const period = rate / 200;
  for (let i = 0; i < 0.06 * rate; i += 1) {
    expect(out[i]).toBeCloseTo(sound[sound.length - period + (i % period)] ?? NaN, 5);
  }
  expect(peak(out.slice(0.15 * rate, 0.16 * rate))).toBeLessThan(0.3);
  expect(at / rate).toBeGreaterThanOrEqual(0.25);
  expect(at / rate).toBeLessThan(0.265);
  expect(peak(out.slice(0.25 * rate))).toBeLessThan(0.001);
});

test('sound that goes on after a fade is as loud as it was within 5 ms, and to the bit behind that', () => {
  const rate = 48_000;
  const stretcher = after(sine(200, rate, rate / 10, 0.5), rate);
  const replay = new Float32Array(rate / 10);
  for (let at = 0; at < replay.length;) {
    if (!stretcher.replaying) stretcher.lengthen(Infinity);
    at = stretcher.replay(replay, at);
  }
  const more = new Float32Array(960).fill(0.5);
  stretcher.play(more, 0, 960);
  expect(more[0]).toBeLessThan(0.45);
  expect(more.slice(0, 240).every((sample, i) => i === 0 || sample >= (more[i - 1] ?? 0))).toBe(
    true,
  );
  expect(more.slice(240).every((sample) => sample === 0.5)).toBe(true);
});
