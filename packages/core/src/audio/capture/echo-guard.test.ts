import { expect, test } from 'vitest';
import { EchoGuard } from './echo-guard.ts';
import { noise, sine } from '../../../test/support/test-signals.ts';

const rate = 16_000;
/** Energy up to which sound may be an echo: that of a sine of −20 dB, with 4 dB to spare. */
const echo = 0.5 * 0.1 ** 2 * 2.5;

function guarded(sound: Float32Array, ceiling: number): Float32Array {
  const guard = new EchoGuard(rate);
  guard.echo = ceiling;
  const out = sound.slice();
  for (let at = 0; at < out.length; at += 43) {
    const quantum = out.subarray(at, at + 43);
    guard.apply(quantum, quantum.length);
  }
  return out;
}

const loudness = (sound: Float32Array): number =>
  Math.sqrt(sound.reduce((sum, sample) => sum + sample * sample, 0) / sound.length);

test('while the speaker is silent, everything passes to the bit', () => {
  for (const sound of [noise(rate, 0.001), sine(200, rate, rate, 0.9), new Float32Array(rate)]) {
    expect(guarded(sound, 0)).toEqual(sound);
  }
});

test('what may be an echo falls by 30 dB within 100 ms', () => {
  const sound = sine(300, rate, rate, 0.1);
  const out = guarded(sound, echo);
  const late = rate / 10;
  const ratio = loudness(out.subarray(late)) / loudness(sound.subarray(late));
  expect(20 * Math.log10(ratio)).toBeCloseTo(-30.5, 0);
});

test('speech that is clearly louder passes whole, from 10 ms after its onset until 300 ms after its end', () => {
  const voice = sine(300, rate, rate / 2, 0.8);
  const sound = sine(300, rate, 2 * rate, 0.1);
  sound.set(voice, rate / 2);
  const out = guarded(sound, echo);
  const [from, to] = [rate / 2 + 0.01 * rate, rate + 0.29 * rate];
  expect(out.subarray(from, to)).toEqual(sound.subarray(from, to));
  expect(loudness(out.subarray(1.5 * rate))).toBeLessThan(0.004);
});

test('speech only a little louder than an echo is not let through', () => {
  const out = guarded(sine(300, rate, rate, 0.2), echo);
  expect(loudness(out.subarray(rate / 10))).toBeLessThan(0.01);
});

test('coming and going make no click', () => {
  const sound = sine(200, rate, 2 * rate, 0.12);
  sound.set(sine(200, rate, rate / 2, 0.7), rate / 2);
  const out = guarded(sound, echo);
  const step = (signal: Float32Array): number =>
    signal.reduce(
      (most, sample, at) => Math.max(most, Math.abs(sample - (signal[at - 1] ?? 0))),
      0,
    );
  expect(step(out)).toBeLessThan(step(sound) * 1.05);
});

test('what is no sound does not stay', () => {
  const sound = sine(300, rate, rate, 0.5);
  sound[10] = NaN;
  sound[11] = Infinity;
  sound[12] = 1e30;
  const out = guarded(sound, echo);
  expect(out.subarray(rate / 2)).toEqual(sound.subarray(rate / 2));
});
