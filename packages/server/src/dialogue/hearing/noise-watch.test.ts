import { expect, it } from 'vitest';
import { NoiseWatch } from './noise-watch.ts';

const frame = (level: number) => new Int16Array(512).fill(level);

/** When a noise was told, in ms, of runs of frames. */
function watch(...runs: [level: number, voiced: boolean, ms: number][]): number[] {
  const noise = new NoiseWatch(32);
  const told: number[] = [];
  let now = 0;
  for (const [level, voiced, ms] of runs) {
    for (let i = 0; i < ms / 32; i++) {
      now += 32;
      if (noise.push(frame(level), voiced)) told.push(now);
    }
  }
  return told;
}

it('a noise is told after 200 ms, and again each second it goes on', () => {
  expect(watch([3000, false, 2400])).toEqual([224, 1248, 2272]);
});

it('a voice, a click and silence are none', () => {
  expect(watch([3000, true, 2000], [50, false, 2000], [9000, false, 96])).toEqual([]);
});

it('clicks one after the other are one', () => {
  const typing = Array.from({ length: 12 }, (_, i): [number, boolean, number] => [
    i % 2 ? 10 : 9000,
    false,
    96,
  ]);
  expect(watch(...typing)).toHaveLength(1);
});
