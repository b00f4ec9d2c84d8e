import { expect, test } from 'vitest';
import { VirtualClock } from '../../test/support/virtual-clock.ts';
import { Seats } from './seats.ts';
import type { Seat } from './seats.ts';

/** A seat whose client is asked whether it is there, and says nothing. */
function silentSeat(leave: () => void): Seat<{ leave(): void }> {
  const line = { confirm: () => undefined, detach: () => undefined };
  return { line, chat: { leave } } as unknown as Seat<{ leave(): void }>;
}

test('whoever comes back while the Chat before says goodbye is let in at once', async () => {
  const seats = new Seats<{ leave(): void }>(new VirtualClock());
  const seat = silentSeat(() => undefined);
  seats.take('group', seat);
  const found = seats.find('group');
  seats.clear('group', seat);
  await expect(found).resolves.toBeUndefined();
});

test('whoever comes back for a client that does not answer takes its seat', async () => {
  const clock = new VirtualClock();
  const seats = new Seats<{ leave(): void }>(clock);
  const seat: Seat<{ leave(): void }> = silentSeat(() => seats.leave('group', seat));
  seats.take('group', seat);
  const found = seats.find('group');
  clock.advance(500);
  await expect(found).resolves.toBe(seat);
});
