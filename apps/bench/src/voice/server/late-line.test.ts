import { expect, test } from 'vitest';
import { seededRandom } from '../signals/random.ts';
import { arrivals, lines } from './late-line.ts';

test.each(lines)('$name: pieces keep their order, and are as late as is said', (line) => {
  const [count, piece] = [20_000, 20];
  const late = arrivals(line, count, piece, seededRandom(5)).map((at, i) => at - i * piece);
  const stalls = late.filter((ms, i) => ms > (late[i - 1] ?? 0) + 60 - 1);
  const expected = { 'nothing late': 0, '±80 ms of jitter': 80 }[line.name];
  const most = expected ?? (line.jitter > 0 ? 920 : 180);
  expect(Math.max(...late)).toBeLessThanOrEqual(most);
  expect(Math.max(...late)).toBeGreaterThanOrEqual(0.9 * most);
  expect(late.every((ms, i) => i === 0 || ms >= (late[i - 1] ?? 0) - piece)).toBe(true);
  if (line.stall) expect(stalls.length / count / line.stall.share).toBeGreaterThan(0.5);
});
