import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { lastEvents } from './chat-events.ts';
import { ChatStore } from './chat-store.ts';
import { getChat } from './chats.ts';
import { openDatabase } from './database.ts';
import { Presence } from './presence.ts';

test('a Chat that could not be ended for want of room is ended later, by the server that had it', async () => {
  const folder = await mkdtemp(`${tmpdir()}/vivavoce-store-`);
  const database = await openDatabase({ address: `${folder}/kept.db`, maxBytes: 300_000 });
  const presence = await Presence.beside(database.path ?? '');
  const store = new ChatStore(database, { presence });
  const begin = { type: 'CHAT_START_MESSAGE', role: 'SYSTEM' } as const;
  const chat = await store.open({ eventLimit: 0, webhooks: [], events: [begin] });
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
  const chat = await store.open({ eventLimit: 0, webhooks: [], events: [begin] });
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
