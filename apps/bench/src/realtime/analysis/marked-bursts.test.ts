import { expect, test } from 'vitest';
import { burstSound, microphoneRate } from '../../voice/signals/bursts.ts';
import { findBursts, matchBursts, pitchOf } from './marked-bursts.ts';

const sound = burstSound(20, pitchOf);
const all = findBursts(sound, microphoneRate);
const spoken = all.map(({ time, tone }) => ({ at: time * 1000, tone }));

test('each burst is known by its tone', () => {
  expect(all.length).toBeGreaterThan(30);
  expect(all.map(({ tone }) => tone)).toEqual(all.map((_, index) => index % 12));
});

test('what arrives late and whole has its latency, and nothing is lost', () => {
  const arrived = all.slice(3, 30).map((burst) => ({ ...burst, at: burst.time * 1000 + 45 }));
  const { latencies, expected, lost, lostSound } = matchBursts(spoken, arrived);
  expect(latencies.map(Math.round)).toEqual(arrived.map(() => 45));
  expect([expected, lost]).toEqual([27, 0]);
  expect(lostSound).toBeCloseTo(0, 3);
});

test('a burst that the instrument itself has missed is not taken for the one before it with the same tone', () => {
  const arrived = all.slice(0, 20).map((burst) => ({ ...burst, at: burst.time * 1000 + 45 }));
  const { latencies, lost } = matchBursts(spoken.toSpliced(15, 2), arrived);
  expect(latencies.map(Math.round)).toEqual(Array.from({ length: 18 }, () => 45));
  expect(lost).toBe(0);
});

test('where a third of each second is lost, what is left is still told apart', () => {
  const parts: Float32Array[] = [];
  for (let second = 0; second < 20; second += 1) {
    const from = second * microphoneRate;
    parts.push(sound.subarray(from, from + Math.round(microphoneRate * 0.67)));
  }
  const lossy = Float32Array.from(parts.flatMap((part) => [...part]));
  const arrived = findBursts(lossy, microphoneRate).map((burst) => {
    const second = Math.floor(burst.time / 0.67);
    return { ...burst, at: (second + burst.time - second * 0.67) * 1000 + 30 };
  });
  const { latencies, expected, lost, lostSound } = matchBursts(spoken, arrived);
  expect(latencies.every((latency) => latency > 25 && latency < 75)).toBe(true);
  expect(lost).toBe(expected - arrived.length);
  expect(lost).toBeGreaterThan(8);
  expect(lostSound / 330).toBeCloseTo(19, 0);
});
