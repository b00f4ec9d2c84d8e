import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createClient } from '@libsql/client';
import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { LogEntry } from '../../base/log.ts';
import { heldDatabase } from '../../../test/support/held-database.ts';
import { listEvents } from './chat-events.ts';
import { ChatStore } from './chat-store.ts';
import type { ChatStoreOptions, StoredChat } from './chat-store.ts';
import { getChat } from './chats.ts';
import { openDatabase } from '../open-database.ts';
import type { Database } from '../database/database.ts';

const begin = { type: 'CHAT_START_MESSAGE', role: 'SYSTEM' } as const;

/** A Chat in a database that can be made to fail. */
async function chatIn(options: ChatStoreOptions = {}, maxBytes = 100_000_000) {
  const database = await openDatabase({
    address: ':memory:',
    maxBytes,
    chatBytes: Infinity,
    ownerBytes: Infinity,
  });
  const log: LogEntry[] = [];
  const store = new ChatStore(database, {
    delaysMs: [5],
    log: (entry) => log.push(entry),
    ...options,
  });
  const chat = await store.open({ webhooks: [], events: [begin] });
  if (!chat) throw new Error('no Chat');
  const lost: boolean[] = [];
  const say = (text: string) =>
    store.append(chat, [{ type: 'USER_MESSAGE', role: 'USER', text }], (full) => lost.push(full));
  return { database, store, chat, say, log, lost };
}

const fail = (database: Database) =>
  database.orm.run(sql.raw('alter table chat_events rename to away'));
const mend = (database: Database) =>
  database.orm.run(sql.raw('alter table away rename to chat_events'));

async function said(database: Database, { chatId }: StoredChat): Promise<(string | null)[]> {
  const events = await listEvents(database, { chatId }, { number: 0, size: 1000 }, true);
  const users = (await events.items()).filter(({ type }) => type === 'USER_MESSAGE');
  return users.map((event) => event.messageText);
}

test('what a failing database does not take is written in its order when it answers again', async () => {
  const { database, store, chat, say, log, lost } = await chatIn();
  expect(await say('one')).toBe('kept');
  await fail(database);
  const texts = Array.from({ length: 250 }, (_, i) => String(i));
  for (const text of texts) expect(await say(text)).toBe('waiting');
  await store.end(chat.chatId, 'USER_ENDED');
  await mend(database);
  await vi.waitFor(async () => {
    expect(await getChat(database, chat.chatId)).toMatchObject({ status: 'USER_ENDED' });
  });
  expect(await said(database, chat)).toEqual(['one', ...texts]);
  expect(lost).toEqual([]);
  await vi.waitFor(() => {
    expect(log.map(({ message }) => message)).toEqual([
      'Events of Chats that waited for the database: 251 were kept, 0 lost.',
    ]);
  });
  expect(await say('last')).toBe('kept');
  await store.close();
  await database.close();
});

test.each([
  ['in number', { mostWaiting: 3 }],
  ['in bytes', { mostBytes: 4000 }],
])('what waits is bounded %s: beyond it the oldest is lost, counted and told', async (_, bound) => {
  const { database, store, chat, say, log, lost } = await chatIn(bound);
  await fail(database);
  for (const text of ['1', '2', '3', '4', '5']) await say(text);
  expect(lost).toEqual([false, false]);
  await mend(database);
  await vi.waitFor(async () => {
    expect(await said(database, chat)).toEqual(['3', '4', '5']);
  });
  await vi.waitFor(() => {
    expect(log.map(({ level, message }) => [level, message])).toEqual([
      ['error', 'The database fails for so long that the oldest events of Chats are lost.'],
      ['error', 'Events of Chats that waited for the database: 3 were kept, 2 lost.'],
    ]);
  });
  await store.close();
  await database.close();
});

test('a store that closes tries once more, and says what it could not keep', async () => {
  const { database, store, chat, say, log, lost } = await chatIn({ delaysMs: [60_000] });
  await fail(database);
  await say('one');
  await mend(database);
  await store.close();
  expect(await said(database, chat)).toEqual(['one']);
  const other = new ChatStore(database, { log: (entry) => log.push(entry) });
  await fail(database);
  log.length = 0;
  const event = { type: 'USER_MESSAGE', role: 'USER', text: 'two' } as const;
  await other.append(chat, [event], (full) => lost.push(full));
  await other.close();
  expect(lost).toEqual([false]);
  expect(log.map(({ level }) => level)).toEqual(['error']);
  expect(log[0]?.message).toContain('0 were kept, 1 lost');
  await database.close();
});

test('a database that is as large as it may be is not waited for', async () => {
  const { database, store, chat, say, lost } = await chatIn({}, 400_000);
  const large = 'x'.repeat(100_000);
  await fail(database);
  for (let i = 0; i < 5; i++) expect(await say(large)).toBe('waiting');
  await say('small');
  await mend(database);
  await vi.waitFor(() => {
    expect(lost.length).toBeGreaterThan(0);
  });
  expect(new Set(lost)).toEqual(new Set([true]));
  await vi.waitFor(async () => {
    expect((await said(database, chat)).length + lost.length).toBe(6);
  });
  await expect(say(large)).rejects.toMatchObject({ reason: 'database-full' });
  await store.close();
  await database.close();
});

test('a Chat opens once what waited before it has been written, however much comes meanwhile', async () => {
  const far = await heldDatabase();
  const store = new ChatStore(far.database, { delaysMs: [60_000] });
  const request = { webhooks: [], events: [begin] };
  const chat = await store.open(request);
  if (!chat) throw new Error('no Chat');
  const say = (text: string) => store.append(chat, [{ type: 'USER_MESSAGE', role: 'USER', text }]);
  await fail(far.database);
  expect(await say('waits')).toBe('waiting');
  await mend(far.database);
  far.holds = true;
  const state = { opened: false };
  const opening = store.open(request).then(() => (state.opened = true));
  for (let i = 0; i < 10 && !state.opened; i++) {
    const held = await far.arrived(1);
    expect(await say(String(i))).toBe('waiting');
    for (const go of held) await go();
  }
  expect(state.opened).toBe(true);
  far.holds = false;
  await far.letGo();
  await opening;
  await store.close();
  await far.database.close();
});

test('what was refused keeps no later Chat from opening', async () => {
  const { database, store, chat } = await chatIn({ delaysMs: [60_000] }, 400_000);
  await fail(database);
  const event = { type: 'USER_MESSAGE', role: 'USER', text: 'x'.repeat(1_000_000) } as const;
  // A Chat that has no room ends at once, which is one more thing to write.
  let ended: Promise<void> | undefined;
  await store.append(chat, [event], () => {
    ended = Promise.resolve().then(() => store.end(chat.chatId, 'ERROR'));
  });
  // The database has failed before, and is asked in vain.
  const request = { webhooks: [], events: [begin] };
  await expect(store.open(request)).rejects.toMatchObject({ reason: 'database-failed' });
  await mend(database);
  expect(await store.open(request)).toMatchObject({ chatId: expect.any(String) as string });
  expect(ended).toBeDefined();
  await store.close();
  await database.close();
});

test('what comes while something is written is one transaction, that of different clients by turns', async () => {
  const far = await heldDatabase();
  const store = new ChatStore(far.database);
  const open = async (client: string) => {
    const chat = await store.open({ client, webhooks: [], events: [begin] });
    if (!chat) throw new Error('no Chat');
    return chat;
  };
  const busy = await Promise.all(Array.from({ length: 40 }, () => open('busy')));
  const calm = await open('calm');
  const kept: string[] = [];
  const say = async (chat: StoredChat, name: string, text: string) => {
    await store.append(chat, [{ type: 'USER_MESSAGE', role: 'USER', text }]);
    kept.push(name);
  };
  far.holds = true;
  // As many as are under way at a time.
  const first = busy.slice(0, 4).map((chat) => say(chat, 'first', 'x'));
  await far.arrived(4);
  // Much more than goes into one.
  const more = busy.map((chat) => say(chat, 'busy', 'x'.repeat(100_000)));
  const last = say(calm, 'calm', 'x');
  await far.held[0]?.();
  await far.arrived(4);
  await far.held.at(-1)?.();
  expect(kept).toContain('calm');
  expect(kept.filter((name) => name === 'busy').length).toBeLessThan(5);
  await far.letGo();
  await Promise.all([...first, ...more, last]);
  far.holds = false;
  await store.close();
  await far.database.close();
});

test('of what is written together, what has no room is refused, and the rest is kept', async () => {
  const { database, store, chat, say } = await chatIn({}, 400_000);
  const others = await Promise.all(
    Array.from({ length: 3 }, () => store.open({ webhooks: [], events: [begin] })),
  );
  const first = say('first');
  const large = say('x'.repeat(500_000));
  const small = others.map(async (other) => {
    if (!other) throw new Error('no Chat');
    return store.append(other, [{ type: 'USER_MESSAGE', role: 'USER', text: 'small' }]);
  });
  await expect(large).rejects.toMatchObject({ reason: 'database-full' });
  expect(await Promise.all([first, ...small])).toEqual(['kept', 'kept', 'kept', 'kept']);
  expect(await said(database, chat)).toEqual(['first']);
  await store.close();
  await database.close();
});

test('what is said waits for no more than a moment for a file that another process has locked, also behind who waits longer', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vivavoce-locked-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const address = join(folder, 'kept.db');
  const database = await openDatabase({ address, maxBytes: 100_000_000 });
  const store = new ChatStore(database, { delaysMs: [20] });
  const chat = await store.open({ webhooks: [], events: [begin] });
  if (!chat) throw new Error('no Chat');
  const other = createClient({ url: pathToFileURL(address).href, timeout: 5000 });
  const transaction = await other.transaction('write');
  const ends: string[] = [];
  const request = database
    .ask((orm) => orm.run(sql.raw("insert into secrets (name, value) values ('a', 'b')")))
    .catch(() => undefined)
    .finally(() => ends.push('request'));
  const event = { type: 'USER_MESSAGE', role: 'USER', text: 'kept later' } as const;
  expect(await store.append(chat, [event]).finally(() => ends.push('said'))).toBe('waiting');
  await request;
  expect(ends).toEqual(['said', 'request']);
  await transaction.rollback();
  other.close();
  await vi.waitFor(async () => expect(await said(database, chat)).toEqual(['kept later']));
  await store.close();
  await database.close();
});
