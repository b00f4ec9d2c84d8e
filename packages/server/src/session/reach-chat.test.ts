import { expect, onTestFinished, test } from 'vitest';
import { heldDatabase } from '../../test/support/held-database.ts';
import { VirtualClock } from '../../test/support/virtual-clock.ts';
import { ChatStore } from '../store/chats/chat-store.ts';
import type { Chat } from './chat.ts';
import { reachChatIn } from './reach-chat.ts';
import { Seats } from './seats.ts';
import type { Seat } from './seats.ts';

async function openHouse() {
  const far = await heldDatabase();
  const store = new ChatStore(far.database);
  onTestFinished(async () => {
    await store.close();
    await far.database.close();
  });
  const begin = { type: 'CHAT_START_MESSAGE', role: 'SYSTEM' } as const;
  const stored = await store.open({ eventLimit: 0, webhooks: [], events: [begin] });
  if (!stored) throw new Error('no Chat');
  const seats = new Seats<Chat>(new VirtualClock(), 10, () => undefined);
  const { chatId: id, chatGroupId: group } = stored;
  const seat = { chat: { id }, chatIds: new Set([id]) } as unknown as Seat<Chat>;
  const reach = () => reachChatIn(far.database, store, seats)(id, { owner: undefined });
  return { far, store, seats, id, group, seat, reach };
}

test('a Chat is over as soon as nobody sits in it, while its end is still on the way to the database', async () => {
  const { far, store, seats, id, group, seat, reach } = await openHouse();
  seats.take(group, seat);
  expect(await reach()).toBe(seat);
  far.holds = true;
  seats.clear(group, seat);
  const ended = store.end(id, 'USER_ENDED');
  const [end] = await far.arrived(1);
  const asked = reach();
  const [, ask] = await far.arrived(2);
  await ask?.();
  expect(await asked).toBe('over');
  // Asked before its end was kept, and answered after it.
  const late = reach();
  await far.arrived(2);
  await end?.();
  await far.letGo();
  await ended;
  expect(await late).toBe('over');
});

test('of a Chat that is still beginning it is not said that somebody else holds it', async () => {
  const { seats, id, group, seat, reach } = await openHouse();
  let found: () => void = () => undefined;
  const begun = seats.begin(id, async () => {
    await new Promise<void>((resolve) => (found = resolve));
    seats.take(group, seat);
  });
  const reached = reach();
  found();
  await begun;
  expect(await reached).toBe(seat);
});

test('a Chat that could not begin is over, and one of another server is elsewhere', async () => {
  const { store, seats, id, reach } = await openHouse();
  const failed = seats.begin(id, () => Promise.reject(new Error('It could not.')));
  const reached = reach();
  await expect(failed).rejects.toThrow('It could not.');
  expect(await reached).toBe('over');
  store.holds = () => false;
  expect(await reach()).toBe('elsewhere');
});
