import { expect, onTestFinished, test } from 'vitest';
import { heldDatabase } from '../../test/support/held-database.ts';
import { VirtualClock } from '../../test/support/virtual-clock.ts';
import { ChatStore } from '../store/chats/chat-store.ts';
import { findSessionIn } from './find-session.ts';
import { LocalSessions } from './local-sessions.ts';
import type { RunningSession } from './session-registry.ts';

async function openRegistry() {
  const far = await heldDatabase();
  const store = new ChatStore(far.database);
  onTestFinished(async () => {
    await store.close();
    await far.database.close();
  });
  const begin = { type: 'CHAT_START_MESSAGE', role: 'SYSTEM' } as const;
  const stored = await store.open({ webhooks: [], events: [begin] });
  if (!stored) throw new Error('no Chat');
  const sessions = new LocalSessions(new VirtualClock(), 10, () => undefined);
  const { chatId: id, chatGroupId: groupId } = stored;
  const session = { groupId, chatId: id, chatIds: new Set([id]), ended: false };
  const find = () => findSessionIn(far.database, store, sessions)(id, { owner: undefined });
  return { far, store, sessions, id, session: session as unknown as RunningSession, find };
}

test('a Chat is over as soon as its session is, while its end is still on the way to the database', async () => {
  const { far, store, sessions, id, session, find } = await openRegistry();
  sessions.attached(session);
  expect(await find()).toBe(session);
  far.holds = true;
  sessions.ended(session);
  const ended = store.end(id, 'USER_ENDED');
  const [end] = await far.arrived(1);
  const asked = find();
  const [, ask] = await far.arrived(2);
  await ask?.();
  expect(await asked).toBe('over');
  // Asked before its end was kept, and answered after it.
  const late = find();
  await far.arrived(2);
  await end?.();
  await far.letGo();
  await ended;
  expect(await late).toBe('over');
});

test('a Chat that could not begin is over, and one of another server is elsewhere', async () => {
  const { store, find } = await openRegistry();
  expect(await find()).toBe('over');
  store.holds = () => false;
  expect(await find()).toBe('elsewhere');
});
