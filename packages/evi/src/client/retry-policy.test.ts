import { expect, test } from 'vitest';
import { parseRetryAfter, retryDelay } from './retry-policy.ts';

test('delays double from half a second to eight, and jitter takes up to half away', () => {
  const delays = (random: number) =>
    [1, 2, 3, 4, 5, 6, 7].map((attempts) => retryDelay({ attempts, repeatable: true }, 9, random));
  expect(delays(1)).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000]);
  expect(delays(0)).toEqual([250, 500, 1000, 2000, 4000, 4000, 4000]);
});

test.each([
  [{ attempts: 1, repeatable: true }, 500],
  [{ attempts: 3, repeatable: true }, undefined],
  [{ attempts: 1, repeatable: false }, undefined],
  [{ attempts: 1, repeatable: true, status: 404 }, undefined],
  [{ attempts: 1, repeatable: true, status: 408 }, 500],
  [{ attempts: 1, repeatable: false, status: 408 }, undefined],
  [{ attempts: 1, repeatable: false, status: 429 }, 500],
  [{ attempts: 1, repeatable: false, status: 503 }, undefined],
  [{ attempts: 1, repeatable: true, status: 503, retryAfterMs: 0 }, 0],
  [{ attempts: 1, repeatable: true, status: 503, retryAfterMs: 60_000 }, 60_000],
  [{ attempts: 1, repeatable: true, status: 503, retryAfterMs: 60_001 }, undefined],
])('%j of two retries waits %s', (failed, delay) => {
  expect(retryDelay(failed, 2, 1)).toBe(delay);
});

test.each([
  [null, undefined],
  ['', undefined],
  ['soon', undefined],
  ['0', 0],
  ['1.5', 1500],
  ['-3', 0],
  ['Thu, 01 Jan 1970 00:00:10 GMT', 9000],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
])('Retry-After %s is %s ms', (header, delay) => {
  expect(parseRetryAfter(header, 1000)).toBe(delay);
});
