import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ChatStore } from './chat-store.ts';
import { listChatGroups } from './chat-groups.ts';
import { anyPrincipal } from '../database/owner.ts';
import { openDatabase } from '../open-database.ts';
import type { Database } from '../database/database.ts';
import { removeChat } from './remove-chat.ts';

let database: Database;
let store: ChatStore;
beforeEach(async () => {
  database = await openDatabase({ address: ':memory:', maxBytes: 100_000_000 });
  store = new ChatStore(database);
});
afterEach(async () => {
  await store.close();
  await database.close();
});

const begin = { type: 'CHAT_START_MESSAGE', role: 'SYSTEM' } as const;

/** A Chat that began and ended. */
async function chat(configId: string, resumedChatGroupId?: string) {
  const opened = await store.open({
    webhooks: [],
    events: [begin],
    config: { id: configId, version: 0 },
    ...(resumedChatGroupId !== undefined && { resumedChatGroupId }),
  });
  if (!opened) throw new Error('no Chat');
  await store.end(opened.chatId, 'USER_ENDED');
  return opened;
}

async function groupsOf(configId?: string) {
  const page = { number: 0, size: 10, ascending: true, principal: anyPrincipal };
  const groups = await listChatGroups(database, {
    ...page,
    ...(configId !== undefined && { configId }),
  });
  return (await groups.items()).map(({ id, count, last }) => ({ id, count, last: last?.id }));
}

it('groups stand in the order they began and are found by the Config of their last Chat, whatever of them is deleted', async () => {
  const first = await chat('a');
  const second = await chat('a');
  const again = await chat('b', first.chatGroupId);
  const one = { id: first.chatGroupId, count: 2, last: again.chatId };
  const other = { id: second.chatGroupId, count: 1, last: second.chatId };
  expect(await groupsOf()).toEqual([one, other]);
  expect(await groupsOf('a')).toEqual([other]);
  expect(await groupsOf('b')).toEqual([one]);
  // The last of a group goes, then the first of all.
  await removeChat(database, again.chatId);
  expect(await groupsOf('b')).toEqual([]);
  expect(await groupsOf('a')).toEqual([{ ...one, count: 1, last: first.chatId }, other]);
  await removeChat(database, first.chatId);
  expect(await groupsOf()).toEqual([other]);
  await removeChat(database, second.chatId);
  expect(await groupsOf()).toEqual([]);
  expect(await database.orm.all(sql`select * from chat_groups`)).toEqual([]);
});

it('a group of which a Chat goes on is active', async () => {
  const { chatGroupId } = await chat('a');
  const active = async () => {
    const page = { number: 0, size: 10, ascending: true, principal: anyPrincipal };
    const groups = await listChatGroups(database, page);
    return (await groups.items()).map((group) => group.active);
  };
  expect(await active()).toEqual([false]);
  const on = await store.open({
    webhooks: [],
    events: [begin],
    resumedChatGroupId: chatGroupId,
  });
  expect(await active()).toEqual([true]);
  await store.end(on?.chatId ?? '', 'USER_ENDED');
  expect(await active()).toEqual([false]);
});
