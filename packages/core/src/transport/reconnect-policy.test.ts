import { afterEach, expect, test, vi } from 'vitest';
import { VoiceError } from '../base/voice-error.ts';
import { defaultReconnectPolicy } from './reconnect-policy.ts';

const error = new VoiceError('connection-lost', 'The connection was lost.');

afterEach(() => void vi.restoreAllMocks());

test.each([
  [1, 250],
  [2, 500],
  [3, 1000],
  [5, 4000],
  [6, 8000],
  [7, 8000],
  [1000, 8000],
])('attempt %i waits %i ms at most', (attempt, most) => {
  vi.spyOn(Math, 'random').mockReturnValue(1);
  expect(defaultReconnectPolicy.nextDelay({ attempt, elapsed: 0, error })).toBe(most);
});

test('the wait is spread over all of its range', () => {
  const delays = Array.from({ length: 1000 }, () =>
    defaultReconnectPolicy.nextDelay({ attempt: 6, elapsed: 0, error }),
  ).filter((delay) => delay !== null);
  expect(Math.min(...delays)).toBeLessThan(400);
  expect(Math.max(...delays)).toBeGreaterThan(7600);
});

test('it gives up after five minutes', () => {
  const at = (elapsed: number): number | null =>
    defaultReconnectPolicy.nextDelay({ attempt: 40, elapsed, error });
  expect(at(299_999)).not.toBeNull();
  expect(at(300_000)).toBeNull();
});
