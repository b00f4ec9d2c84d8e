import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from './clock.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test.each([Infinity, 2 ** 31, 1e12])('a wait of %d ms is not over at once', (delay) => {
  const task = vi.fn();
  const undo = systemClock.after(delay, task);
  vi.advanceTimersByTime(86_400_000);
  expect(task).not.toHaveBeenCalled();
  undo();
  expect(vi.getTimerCount()).toBe(0);
});

test('a date that is set changes no duration, and what a machine slept is in the date', () => {
  const [now, date] = [systemClock.now(), systemClock.date()];
  vi.setSystemTime(date + 7_200_000);
  expect([systemClock.now() - now, systemClock.date() - date]).toEqual([0, 7_200_000]);
});
