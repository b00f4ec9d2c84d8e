import { afterEach, expect, test, vi } from 'vitest';
import { VoiceError } from '../base/voice-error.ts';
import { askPolicy, defaultReconnectPolicy } from './reconnect-policy.ts';

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

test('it gives up after five minutes, and 20 attempts: a machine that slept has made fewer', () => {
  const at = (elapsed: number, attempt = 40): number | null =>
    defaultReconnectPolicy.nextDelay({ attempt, elapsed, error });
  expect(at(299_999)).not.toBeNull();
  expect(at(300_000)).toBeNull();
  expect(at(8 * 3_600_000, 20)).not.toBeNull();
  expect(at(8 * 3_600_000, 21)).toBeNull();
});

test.each<[unknown, number, number | null]>([
  [300, 1, 300],
  [0, 1, 0],
  [-5, 1, 0],
  // One that is always at once keeps no machine busy.
  [0, 2, 100],
  [-5, 9, 100],
  [Infinity, 1, Infinity],
  [null, 1, null],
])('an app that answers %s to attempt %i waits %s ms', (answer, attempt, expected) => {
  const policy = { nextDelay: () => answer as number };
  expect(askPolicy(policy, { attempt, elapsed: 0, error })).toBe(expected);
});

test.each([NaN, '500', undefined, {}, Promise.resolve(500), true])(
  'an app that answers %s is told so',
  (answer) => {
    const policy = { nextDelay: () => answer as number };
    expect(() => askPolicy(policy, { attempt: 1, elapsed: 0, error })).toThrow(
      expect.objectContaining({
        reason: 'usage',
        message: expect.stringMatching(/nextDelay/) as unknown,
      }),
    );
  },
);

test('what an app throws is the cause of the failure', () => {
  const cause = new TypeError('no such attempt');
  const policy = {
    nextDelay: () => {
      throw cause;
    },
  };
  expect(() => askPolicy(policy, { attempt: 1, elapsed: 0, error })).toThrow(
    expect.objectContaining({ reason: 'usage', cause }),
  );
});
