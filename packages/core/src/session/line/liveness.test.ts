import { expect, test, vi } from 'vitest';
import { ManualClock } from '../../../test/support/manual-clock.ts';
import { watchLiveness } from './liveness.ts';
import type { LineSample } from './liveness.ts';

/** Bytes that speech makes in a second. */
const second = 44_500;

/** ms after which a line is found dead, looked at each second; null where it is alive after a minute. */
function found(look: (seconds: number) => Omit<LineSample, 'received'>): number | null {
  const clock = new ManualClock();
  let at: number | null = null;
  let looks = 0;
  const stop = watchLiveness(clock, {
    sample: () => ({ ...look((looks += 1)), received: 0 }),
    ask: () => undefined,
    onDead: () => (at = looks * 1000),
  });
  clock.pass(60_000);
  stop();
  expect(clock.pending).toBe(0);
  return at;
}

test('an answer that is owed is missed while speech goes on leaving the machine, some of it just now', () => {
  expect(found((seconds) => ({ accepted: seconds * second, buffered: 900, due: true }))).toBe(5000);
});

test('a line that answers each question is left alone, though another is open at every check', () => {
  const clock = new ManualClock();
  const onDead = vi.fn();
  let received = 0;
  const stop = watchLiveness(clock, {
    sample: () => {
      received += 1;
      return { accepted: received * 100, buffered: 0, due: true, received };
    },
    ask: () => undefined,
    onDead,
  });
  clock.pass(60_000);
  stop();
  expect(onDead).not.toHaveBeenCalled();
});

test('a line so slow that the question may still wait is left alone', () => {
  expect(
    found((seconds) => ({ accepted: seconds * second, buffered: 2 * second, due: true })),
  ).toBeNull();
});

test('a line that is quiet and owes nothing is left alone', () => {
  expect(found(() => ({ accepted: 0, buffered: 0, due: false }))).toBeNull();
});
