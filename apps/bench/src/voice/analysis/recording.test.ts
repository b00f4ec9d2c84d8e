import { expect, test } from 'vitest';
import { Recording } from './recording.ts';

const rate = 44_100;

/** Quanta as a device makes them that asks for 441 frames every 10 ms, from `start` on. */
function recorded(start: number, count: number): Recording {
  const frames = Float64Array.from({ length: count }, (_, i) => i * 128);
  const walls = frames.map((frame) => start + 10 * Math.floor(frame / 441));
  return new Recording(rate, frames, walls, new Float32Array(count * 128));
}

test('what a callback computes early is heard in its turn, and nothing before it was computed', () => {
  const recording = recorded(1000, 3000);
  for (let sample = 0; sample < recording.length; sample += 97) {
    const due = 1000 + (sample / rate) * 1000;
    expect(Math.abs(recording.heardAt(sample) - due)).toBeLessThan(1.6);
    expect(recording.heardAt(sample)).toBeGreaterThanOrEqual(recording.renderedAt(sample));
  }
});

test('a time leads to the sample that is heard then', () => {
  const recording = recorded(1000, 3000);
  const sample = recording.sampleAt(1500);
  expect(Math.abs(recording.heardAt(sample) - 1500)).toBeLessThan(1.6);
});

test('a quantum that was not recorded is silence in its place', () => {
  const ones = new Float32Array(256).fill(1);
  const recording = new Recording(rate, Float64Array.of(0, 256), Float64Array.of(5, 5), ones);
  expect(recording.length).toBe(384);
  expect([...recording.samples.slice(126, 130)]).toEqual([1, 1, 0, 0]);
});
