import { expect, test } from 'vitest';
import { judgeMemory, leaked } from '../scripts/soak/judge.mjs';

const megabyte = 1024 ** 2;
const sampleOf = (heap: number, resources = {}, files = 10) => ({
  heap,
  rss: heap,
  resources,
  files,
});

test('a heap that swings is flat, one that climbs is not', () => {
  const swings = Array.from({ length: 90 }, (_, i) => sampleOf((30 + (i % 7)) * megabyte));
  expect(judgeMemory(swings).flat).toBe(true);
  const climbs = Array.from({ length: 90 }, (_, i) => sampleOf((30 + i / 3) * megabyte));
  expect(judgeMemory(climbs)).toMatchObject({ flat: false, before: 45 * megabyte });
});

test('what warming up takes is no leak', () => {
  const warms = Array.from({ length: 90 }, (_, i) => sampleOf(Math.min(10 + i, 40) * megabyte));
  expect(judgeMemory(warms).flat).toBe(true);
});

test('a handle or a file that stays open is told, one that was there before is not', () => {
  const start = sampleOf(0, { TCPServerWrap: 1, MessagePort: 2 }, 20);
  expect(leaked(start, sampleOf(0, { TCPServerWrap: 1, MessagePort: 1 }, 18))).toEqual([]);
  expect(leaked(start, sampleOf(0, { TCPServerWrap: 1, TCPSocketWrap: 3 }, 23))).toEqual([
    '3 TCPSocketWrap',
    '3 files',
  ]);
});
