import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { RequestScheduler } from './request-scheduler.ts';

/** A connection that knows whether it was cut off. */
function connection() {
  return {
    destroyed: false,
    destroy() {
      this.destroyed = true;
      return this as never;
    },
  };
}

it('few requests begin at once, and many in the same turn of the event loop do not', async () => {
  const scheduler = new RequestScheduler();
  const begun: string[] = [];
  const crowd = Array.from({ length: 100 }, () => connection());
  for (const one of crowd) scheduler.take(one, () => begun.push('crowd'));
  expect(begun.length).toBeGreaterThan(0);
  expect(begun.length).toBeLessThan(20);
  await nextTurn();
  expect(begun.length).toBeLessThan(50);
  while (begun.length < 100) await nextTurn();
});

it('of connections that send many requests, and one that sends one, each has its turn', async () => {
  const scheduler = new RequestScheduler();
  const begun: string[] = [];
  const [greedy, calm] = [connection(), connection()];
  for (let i = 0; i < 16; i++) scheduler.take(greedy, () => begun.push('greedy'));
  scheduler.take(calm, () => begun.push('calm'));
  while (begun.length < 17) await nextTurn();
  expect(begun.indexOf('calm')).toBeLessThan(10);
});

it('a connection that sends request after request without an answer is cut off, and nothing more of it begins', async () => {
  const scheduler = new RequestScheduler();
  let begun = 0;
  const answered: (() => void)[] = [];
  const greedy = connection();
  const ask = () => {
    scheduler.take(greedy, (done) => {
      begun += 1;
      answered.push(done);
    });
  };
  for (let i = 0; i < 16; i++) ask();
  answered[0]?.();
  ask();
  expect(greedy.destroyed).toBe(false);
  const before = begun;
  ask();
  expect(greedy.destroyed).toBe(true);
  ask();
  for (let i = 0; i < 5; i++) await nextTurn();
  expect(begun).toBe(before);
});
