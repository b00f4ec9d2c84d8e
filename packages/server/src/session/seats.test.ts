import { expect, test } from 'vitest';
import { VirtualClock } from '../../test/support/virtual-clock.ts';
import { Seats } from './seats.ts';
import type { Seat } from './seats.ts';

/** A seat whose line broke; `over` is told when its conversation ends. */
function brokenSeat(over: () => void): Seat<{ leave(): void }> {
  return {
    ...silentSeat(() => undefined),
    outbox: { close: () => undefined },
    conversation: { close: over },
    audience: { close: () => undefined },
    recorder: { end: () => Promise.resolve() },
  } as unknown as Seat<{ leave(): void }>;
}

/** A seat whose client is asked whether it is there, and says nothing. */
function silentSeat(leave: () => void): Seat<{ leave(): void }> {
  const line = { confirm: () => undefined, detach: () => undefined };
  return { line, chat: { leave } } as unknown as Seat<{ leave(): void }>;
}

test('whoever comes back while the Chat before says goodbye is let in at once', async () => {
  const seats = new Seats<{ leave(): void }>(new VirtualClock(), 10, () => undefined);
  const seat = silentSeat(() => undefined);
  seats.take('group', seat);
  const found = seats.find('group');
  seats.clear('group', seat);
  await expect(found).resolves.toBeUndefined();
});

test('whoever comes back for a client that does not answer takes its seat', async () => {
  const clock = new VirtualClock();
  const seats = new Seats<{ leave(): void }>(clock, 10, () => undefined);
  const seat: Seat<{ leave(): void }> = silentSeat(() => seats.leave('group', seat));
  seats.take('group', seat);
  const found = seats.find('group');
  clock.advance(500);
  await expect(found).resolves.toBe(seat);
});

test('two who come back at once for a client that does not answer both hear how it stands', async () => {
  const clock = new VirtualClock();
  const seats = new Seats<{ leave(): void }>(clock, 10, () => undefined);
  const seat: Seat<{ leave(): void }> = silentSeat(() => seats.leave('group', seat));
  seats.take('group', seat);
  const heard: unknown[] = [];
  for (let i = 0; i < 2; i++) void seats.find('group').then((found) => heard.push(found));
  clock.advance(500);
  await new Promise(setImmediate);
  expect(heard).toEqual([seat, undefined]);
});

test('of more conversations that wait for their clients than may, those that wait longest end', () => {
  const clock = new VirtualClock();
  const seats = new Seats<{ leave(): void }>(clock, 2, () => undefined);
  const over: number[] = [];
  for (let i = 0; i < 5; i++) {
    const seat = brokenSeat(() => over.push(i));
    seats.leave(String(i), seat);
  }
  expect(over).toEqual([0, 1, 2]);
  expect(clock.pending).toBe(2);
});

test('of two pages that go on with one group, each comes back to its own conversation, and ends no other', async () => {
  const clock = new VirtualClock();
  const seats = new Seats<{ leave(): void }>(clock, 10, () => undefined);
  const over: string[] = [];
  const page = (name: string): Seat<{ leave(): void }> => ({
    ...brokenSeat(() => over.push(name)),
    // It is there, and answers at once.
    line: {
      confirm: (then: () => void) => {
        then();
      },
      detach: () => undefined,
    } as unknown as Seat<{ leave(): void }>['line'],
  });
  const [one, two] = [page('one'), page('two')];
  seats.take('group', one);
  seats.take('group', two);
  // A third page finds none that is free.
  await expect(seats.find('group')).resolves.toBeUndefined();
  seats.leave('group', one);
  await expect(seats.find('group')).resolves.toBe(one);
  seats.take('group', one);
  seats.leave('group', two);
  await expect(seats.find('group')).resolves.toBe(two);
  seats.take('group', two);
  expect(over).toEqual([]);
  // Both lines break at once: nobody can tell who comes back to which.
  seats.leave('group', one);
  seats.leave('group', two);
  await expect(seats.find('group')).resolves.toBeUndefined();
  await expect(seats.find('group')).resolves.toBeUndefined();
  expect(over).toEqual([]);
  clock.advance(30_000);
  expect(over).toEqual(['one', 'two']);
});
