import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { insertAudio } from '../chats/chat-audio.ts';
import { ChatStore } from '../chats/chat-store.ts';
import { openDatabase } from '../open-database.ts';
import type { Database } from './database.ts';
import { removeDelivery } from '../deliveries/deliveries.ts';
import { Documents } from '../documents/documents.ts';
import { settleOwners } from './owner.ts';
import { removeChat } from '../chats/remove-chat.ts';

let folder = '';
let database: Database;
let store: ChatStore;
beforeEach(async () => {
  folder = await mkdtemp(`${tmpdir()}/vivavoce-shares-`);
  await start();
});
afterEach(async () => {
  await stop();
  await rm(folder, { recursive: true });
});

async function start(): Promise<void> {
  database = await openDatabase({
    address: `${folder}/shared.db`,
    maxBytes: 100_000_000,
    chatBytes: 100_000,
    ownerBytes: 400_000,
  });
  store = new ChatStore(database);
}

async function stop(): Promise<void> {
  await store.close();
  await database.close();
}

const full = { reason: 'database-full' };
const begin = { type: 'CHAT_START_MESSAGE', role: 'SYSTEM' } as const;
const said = (bytes: number) =>
  ({ type: 'USER_MESSAGE', role: 'USER', text: 'x'.repeat(bytes) }) as const;

async function chatOf(owner: string) {
  const webhooks = [{ url: 'https://example.com/', events: ['chat_ended' as const] }];
  const chat = await store.open({ principal: { owner }, webhooks, events: [begin] });
  if (!chat) throw new Error('no Chat');
  return chat;
}

async function usageOf(owner: string): Promise<Record<string, number> | undefined> {
  const [found] = await database.orm.all<Record<string, number>>(
    sql`select documents, words, sound from usage where owner = ${owner}`,
  );
  return found;
}

it('a Chat that says too much is refused, and others of its owner go on', async () => {
  const loud = await chatOf('me');
  const calm = await chatOf('me');
  await store.append(loud, [said(90_000)]);
  await expect(store.append(loud, [said(20_000)])).rejects.toMatchObject(full);
  await store.append(calm, [said(20_000)]);
  await store.end(loud.chatId, 'ERROR');
});

it('documents take half of a share, Chats what is left; another owner has its own', async () => {
  const mine = new Documents(database, 'prompt', 'me');
  const yours = new Documents(database, 'prompt', 'you');
  const text = { text: 'x'.repeat(90_000) };
  const made = [];
  for (let i = 0; i < 2; i++) made.push((await mine.create('large', null, text)).id);
  await expect(mine.create('large', null, text)).rejects.toMatchObject(full);
  await expect(mine.addVersion(made[0] ?? '', null, text)).rejects.toMatchObject(full);
  await yours.create('large', null, text);
  for (let i = 0; i < 2; i++) await store.append(await chatOf('me'), [said(90_000)]);
  await expect(store.append(await chatOf('me'), [said(90_000)])).rejects.toMatchObject(full);
  await store.append(await chatOf('you'), [said(90_000)]);
  // What is deleted makes room, also after a restart, where nobody remembers anything.
  await mine.remove(made[0] ?? '');
  await store.append(await chatOf('me'), [said(50_000)]);
  await stop();
  await start();
  await expect(store.append(await chatOf('me'), [said(90_000)])).rejects.toMatchObject(full);
  await new Documents(database, 'prompt', 'me').remove(made[1] ?? '');
  await store.append(await chatOf('me'), [said(80_000)]);
});

it('everything counts while it is there, whatever takes it away, and moves with its owner', async () => {
  const documents = new Documents(database, 'tool', '');
  const { id } = await documents.create('a', 'about', { text: 'x'.repeat(10_000) });
  await documents.addVersion(id, null, {});
  await documents.describe(id, 0, 'y'.repeat(1000));
  expect((await usageOf(''))?.['documents']).toBeGreaterThan(15_000);
  const chat = await chatOf('');
  await store.append(chat, [said(5000), said(500)]);
  await store.describe(chat.chatId, { metadata: `{"a":"${'b'.repeat(2000)}"}` });
  await insertAudio(database, [
    { chatId: chat.chatId, side: 'user', at: 0, samples: new Int16Array(1000) },
  ]);
  await store.end(chat.chatId, 'USER_ENDED');
  const before = await usageOf('');
  expect(before).toMatchObject({ sound: 2000 });
  expect(before?.['words']).toBeGreaterThan(11_000);
  await settleOwners(database, [{ apiKey: 'a', secretKey: 'b', owner: 'me' }]);
  expect(await usageOf('me')).toEqual(before);
  expect(await usageOf('')).toEqual({ documents: 0, words: 0, sound: 0 });
  const moved = new Documents(database, 'tool', 'me');
  await moved.removeVersion(id, 0);
  await moved.remove(id);
  await removeChat(database, chat.chatId);
  const [delivery] = await database.orm.all<{ id: string }>(sql`select id from webhook_deliveries`);
  expect((await usageOf('me'))?.['words']).toBeGreaterThan(200);
  await removeDelivery(database, delivery?.id ?? '', 'waiting', 'me');
  expect(await usageOf('me')).toEqual({ documents: 0, words: 0, sound: 0 });
});

it('a write that is run twice, and one that fails, count once and not at all', async () => {
  const chat = await chatOf('me');
  const before = await usageOf('me');
  await expect(
    database.orm.batch([
      database.orm.run(
        sql`insert into chat_events (id, chat_id, group_id, timestamp_ms, type, role) values ('a', ${chat.chatId}, 'g', 0, 'USER_MESSAGE', 'USER')`,
      ),
      database.orm.run(sql`insert into nowhere values (1)`),
    ]),
  ).rejects.toThrow();
  expect(await usageOf('me')).toEqual(before);
  for (let i = 0; i < 2; i++) {
    await database.orm.run(
      sql`insert into chat_events (id, chat_id, group_id, timestamp_ms, type, role) values ('a', ${chat.chatId}, 'g', 0, 'USER_MESSAGE', 'USER') on conflict do nothing`,
    );
  }
  expect((await usageOf('me'))?.['words']).toBe((before?.['words'] ?? 0) + 200);
});
