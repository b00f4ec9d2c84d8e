import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test, vi } from 'vitest';
import { heldDatabase } from '../../../test/support/held-database.ts';
import { lastEvents } from './chat-events.ts';
import { ChatStore } from './chat-store.ts';
import { getChat, keepAlive } from './chats.ts';
import { openDatabase } from '../open-database.ts';
import { claimDue, removeDelivery } from '../deliveries/deliveries.ts';
import { Presence } from './presence.ts';

test('a Chat that could not be ended for want of room is ended later, by the server that had it', async () => {
  const folder = await mkdtemp(`${tmpdir()}/vivavoce-store-`);
  const database = await openDatabase({
    address: `${folder}/kept.db`,
    maxBytes: 500_000,
    chatBytes: Infinity,
  });
  const presence = await Presence.beside(database.path ?? '');
  const store = new ChatStore(database, { presence });
  const begin = { type: 'CHAT_START_MESSAGE', role: 'SYSTEM' } as const;
  const chat = await store.open({ webhooks: [], events: [begin] });
  if (!chat) throw new Error('no Chat');
  for (const length of [50_000, 3000, 1]) {
    const event = { type: 'USER_MESSAGE', role: 'USER', text: 'x'.repeat(length) } as const;
    await expect(
      (async () => {
        for (;;) await store.append(chat, [event]);
      })(),
    ).rejects.toMatchObject({ reason: 'database-full' });
  }
  await expect(store.end(chat.chatId, 'USER_ENDED')).rejects.toMatchObject({
    reason: 'database-full',
  });
  await database.orm.run(sql.raw(`delete from chat_events where type = 'USER_MESSAGE'`));
  await store.start();
  // Whoever has just opened one has not said so yet.
  expect(await getChat(database, chat.chatId)).toMatchObject({ status: 'ACTIVE' });
  await database.orm.run(sql.raw('update chats set alive_until_ms = 0'));
  await store.start();
  expect(await getChat(database, chat.chatId)).toMatchObject({ status: 'ERROR' });
  await store.close();
  await presence?.close();
  await database.close();
  await rm(folder, { recursive: true });
});

test('events that come by the thousand at once are kept, in their order', async () => {
  const database = await openDatabase({ address: ':memory:', maxBytes: 20_000_000 });
  const store = new ChatStore(database);
  const begin = { type: 'CHAT_START_MESSAGE', role: 'SYSTEM' } as const;
  const chat = await store.open({ webhooks: [], events: [begin] });
  if (!chat) throw new Error('no Chat');
  const many = Array.from(
    { length: 5000 },
    (_, i) => ({ type: 'USER_MESSAGE', role: 'USER', text: String(i) }) as const,
  );
  expect(await store.append(chat, many)).toBe('kept');
  const kept = await lastEvents(database, chat.chatGroupId, ['USER_MESSAGE'], 10_000);
  expect(kept.map(({ messageText }) => messageText)).toEqual(many.map(({ text }) => text));
  await store.close();
  await database.close();
});

const told = { url: 'https://example.com/', events: ['chat_ended' as const] };
const beginning = { type: 'CHAT_START_MESSAGE', role: 'SYSTEM' } as const;

/** A Chat with a webhook, and whose server has not said for long that it goes on. */
async function abandonedChat() {
  const far = await heldDatabase();
  const first = new ChatStore(far.database);
  const chat = await first.open({ webhooks: [told], events: [beginning] });
  if (!chat) throw new Error('no Chat');
  await keepAlive(far.database, [chat.chatId], 1);
  const ends = async () =>
    (await lastEvents(far.database, chat.chatGroupId, ['CHAT_END_MESSAGE'], 100)).map(
      ({ metadata }) => metadata,
    );
  const webhooks = async () =>
    (
      await claimDue(far.database, { now: Date.now() + 1e9, untilMs: 0 }, { owners: [''] }, 100)
    ).map(({ id }) => id);
  return { far, first, chat, ends, webhooks };
}

test('a Chat that several servers find abandoned at once ends once, and is told of once', async () => {
  const { far, first, chat, ends, webhooks } = await abandonedChat();
  far.holds = true;
  const others = [0, 1, 2].map(() => new ChatStore(far.database));
  const started = others.map((store) => store.start());
  // All have looked before any of them ends it.
  for (const go of await far.arrived(3)) await go();
  for (const go of await far.arrived(3)) await go();
  far.holds = false;
  await Promise.all(started);
  // The one that had it was only slow.
  await first.end(chat.chatId, 'USER_ENDED');
  expect(await getChat(far.database, chat.chatId)).toMatchObject({ status: 'ERROR' });
  expect(await ends()).toEqual(['{"end_reason":"ERROR"}']);
  const [webhook = '', ...more] = await webhooks();
  expect([webhook, more]).toEqual([expect.stringMatching(/./), []]);
  // Nor when the first of them has arrived meanwhile.
  await removeDelivery(far.database, webhook, 'waiting', undefined);
  await others[0]?.start();
  expect(await webhooks()).toEqual([]);
  for (const store of [first, ...others]) await store.close();
  await far.database.close();
});

test('a Chat whose server says that it goes on while another takes it for abandoned goes on', async () => {
  const { far, first, chat, ends, webhooks } = await abandonedChat();
  far.holds = true;
  const other = new ChatStore(far.database);
  const started = other.start();
  for (const go of await far.arrived(1)) await go();
  const [end] = await far.arrived(1);
  far.holds = false;
  await keepAlive(far.database, [chat.chatId], Date.now() + 60_000);
  await end?.();
  await started;
  expect(await getChat(far.database, chat.chatId)).toMatchObject({ status: 'ACTIVE' });
  expect([await ends(), await webhooks()]).toEqual([[], []]);
  for (const store of [first, other]) await store.close();
  await far.database.close();
});

test('a Chat lasts as long as it did, however the clock is set meanwhile', async () => {
  const { far, first, chat } = await abandonedChat();
  const now = Date.now();
  const clock = vi.spyOn(Date, 'now').mockReturnValue(now - 7_200_000);
  await first.end(chat.chatId, 'USER_ENDED');
  clock.mockRestore();
  const { startMs = 0, endMs } = (await getChat(far.database, chat.chatId)) ?? {};
  expect((endMs ?? 0) - startMs).toBeGreaterThanOrEqual(0);
  expect((endMs ?? 0) - startMs).toBeLessThan(60_000);
  await first.close();
  await far.database.close();
});

test('of a server whose clock was ahead, Chats are over a minute after it has said nothing more', async () => {
  const { far, chat, ends } = await abandonedChat();
  const ahead = Date.now() + 7_200_000;
  await keepAlive(far.database, [chat.chatId], ahead);
  vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const other = new ChatStore(far.database);
  await other.start();
  const beat = async () => {
    vi.advanceTimersByTime(20_000);
    await other.start();
  };
  for (let i = 0; i < 2; i++) await beat();
  // It has said once more that it goes on.
  await keepAlive(far.database, [chat.chatId], ahead + 1);
  for (let i = 0; i < 3; i++) await beat();
  expect(await ends()).toEqual([]);
  await beat();
  await beat();
  expect(await ends()).toEqual(['{"end_reason":"ERROR"}']);
  await other.close();
  await far.database.close();
});
