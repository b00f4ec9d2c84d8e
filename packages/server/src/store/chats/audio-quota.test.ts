import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { AudioQuota } from './audio-quota.ts';
import { audioLengths, readAudio } from './chat-audio.ts';
import { ChatStore } from './chat-store.ts';
import { openDatabase } from '../open-database.ts';
import type { Database } from '../database/database.ts';
import { removeChat } from './remove-chat.ts';

async function opened(maxBytes = 100_000_000): Promise<Database & AsyncDisposable> {
  const database = await openDatabase({ address: ':memory:', maxBytes });
  return Object.assign(database, { [Symbol.asyncDispose]: () => database.close() });
}

/** Chats that have ended, but for the last. */
async function chatsIn(database: Database, count: number): Promise<string[]> {
  const store = new ChatStore(database);
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const { chatId } = (await store.open({ webhooks: [], events: [begin] })) ?? {};
    ids.push(chatId ?? '');
    if (i < count - 1) await store.end(chatId ?? '', 'USER_ENDED');
  }
  return ids;
}

const begin = { type: 'CHAT_START_MESSAGE', role: 'SYSTEM' } as const;
const piece = (at: number, length: number, value = 1) => ({
  side: 'user' as const,
  at,
  samples: new Int16Array(length).fill(value),
});

test('what is put there is found where it was put', async () => {
  await using database = await opened();
  const audioQuota = new AudioQuota(database, 1000);
  const [id = ''] = await chatsIn(database, 1);
  expect(await audioQuota.put(id, [piece(0, 100, 7), piece(200, 10, -8)])).toBe(true);
  expect(await readAudio(database, id, 90, 201)).toEqual([piece(0, 100, 7), piece(200, 10, -8)]);
  expect(await readAudio(database, id, 0, 200)).toEqual([piece(0, 100, 7)]);
  expect(await audioLengths(database, [id, 'none'])).toEqual(new Map([[id, 210]]));
});

test('beyond its size the sound of the oldest Chats that have ended is forgotten, also after a restart', async () => {
  await using database = await opened();
  const [first = '', second = '', third = ''] = await chatsIn(database, 3);
  const audioQuota = new AudioQuota(database, 600);
  await audioQuota.put(second, [piece(0, 100)]);
  await audioQuota.put(first, [piece(0, 100)]);
  const restarted = new AudioQuota(database, 600);
  expect(await restarted.put(third, [piece(0, 200)])).toBe(true);
  expect([...(await audioLengths(database, [first, second, third])).keys()].sort()).toEqual(
    [second, third].sort(),
  );
});

test('the sound of Chats that go on is not forgotten for other sound', async () => {
  await using database = await opened();
  const [id = ''] = await chatsIn(database, 1);
  const audioQuota = new AudioQuota(database, 200);
  expect(await audioQuota.put(id, [piece(0, 100)])).toBe(true);
  expect(await audioQuota.put(id, [piece(100, 1)])).toBe(false);
  expect(await audioLengths(database, [id])).toEqual(new Map([[id, 100]]));
});

test('in a full database older sound makes room for newer', async () => {
  await using database = await opened(1_000_000);
  const [first = '', second = ''] = await chatsIn(database, 2);
  const audioQuota = new AudioQuota(database, 10_000_000);
  const second16 = () => Array.from({ length: 10 }, (_, i) => piece(i * 32_000, 32_000));
  expect(await audioQuota.put(first, second16())).toBe(true);
  expect(await audioQuota.put(second, second16())).toBe(true);
  expect([...(await audioLengths(database, [first, second])).keys()]).toEqual([second]);
  expect(await audioQuota.put(second, second16())).toBe(false);
});

test('a Chat that is removed takes its events and its sound along', async () => {
  await using database = await opened();
  const [first = '', second = ''] = await chatsIn(database, 2);
  const audioQuota = new AudioQuota(database, 1000);
  await audioQuota.put(first, [piece(0, 10)]);
  await audioQuota.put(second, [piece(0, 10)]);
  await removeChat(database, first);
  for (const table of ['chats', 'chat_events', 'chat_audio']) {
    const column = table === 'chats' ? 'id' : 'chat_id';
    const rows = await database.orm.all<{ id: string }>(
      sql.raw(`select distinct ${column} as id from ${table}`),
    );
    expect({ table, ids: rows.map(({ id }) => id) }).toEqual({ table, ids: [second] });
  }
});

test('sound that was deleted makes room, and whoever runs the server is told once when there is none', async () => {
  await using database = await opened();
  const ids = await chatsIn(database, 3);
  const [first = '', , active = ''] = ids;
  const told: string[] = [];
  const audioQuota = new AudioQuota(database, 400, ({ message }) => told.push(message));
  expect(await audioQuota.put(first, [piece(0, 150)])).toBe(true);
  await removeChat(database, first);
  expect(await audioQuota.put(active, [piece(0, 150)])).toBe(true);
  expect(told).toEqual([]);
  expect(await audioQuota.put(active, [piece(150, 100)])).toBe(false);
  expect(await audioQuota.put(active, [piece(150, 100)])).toBe(false);
  expect(told).toEqual([expect.stringContaining('no room')]);
  await database.orm.run(sql`delete from chat_audio where chat_id = ${active}`);
  expect(await audioQuota.put(active, [piece(0, 200)])).toBe(true);
  expect(await audioQuota.put(active, [piece(200, 1)])).toBe(false);
  expect(told).toHaveLength(2);
});
