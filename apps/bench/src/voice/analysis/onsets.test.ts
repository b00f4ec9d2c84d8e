import { expect, test } from 'vitest';
import { burstSound, microphoneRate } from '../signals/bursts.ts';
import { OnsetFinder } from './onsets.ts';

test('every burst is found once, however the stream is cut', () => {
  const sound = burstSound(5);
  const whole = new OnsetFinder(microphoneRate).push(sound);
  const finder = new OnsetFinder(microphoneRate);
  const cut: number[] = [];
  for (let at = 0; at < sound.length; at += 441)
    cut.push(...finder.push(sound.subarray(at, at + 441)));
  expect(cut).toEqual(whole);
  expect(whole.length).toBeGreaterThan(9);
  expect((whole[0] ?? 0) / microphoneRate).toBeCloseTo(0.2, 3);
});
