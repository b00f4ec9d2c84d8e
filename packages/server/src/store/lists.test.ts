import { sql } from 'drizzle-orm';
import type { InStatement } from '@libsql/client';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { audioLengths, insertAudio, readAudio } from './chats/chat-audio.ts';
import { lastEvents, listEvents } from './chats/chat-events.ts';
import { historyTypes } from './chats/chat-history.ts';
import { ChatStore } from './chats/chat-store.ts';
import { getChatGroup, listChatGroups, ownerOfGroup } from './chats/chat-groups.ts';
import { activeChats, getChat, listChats } from './chats/chats.ts';
import { openDatabase } from './open-database.ts';
import type { Database } from './database/database.ts';
import {
  claimDue,
  deadDeliveries,
  limitDead,
  limitWaiting,
  nextDueMs,
} from './deliveries/deliveries.ts';
import { Documents } from './documents/documents.ts';
import { Page } from './database/page.ts';
import { removeChat } from './chats/remove-chat.ts';
import { ThreadedClient } from './database/threaded-client.ts';

const kinds = ['tool', 'prompt', 'config'] as const;

// No list may look at all there is: how SQLite goes about a query is the same however much there is in the tables.

let database: Database;
/** Is asked how it would go about what the other was asked: it has the same tables. */
let planner: Database;
const asked: { sql: string; args: unknown }[] = [];
beforeAll(async () => {
  database = await openDatabase({ address: ':memory:', maxBytes: 100_000_000 });
  planner = await openDatabase({ address: ':memory:', maxBytes: 100_000_000 });
  const note = (statement: InStatement | [string, unknown?] | string) => {
    if (typeof statement === 'object' && 'sql' in statement) {
      asked.push({ sql: statement.sql, args: statement.args });
    }
  };
  const execute = vi.spyOn(ThreadedClient.prototype, 'execute');
  const batch = vi.spyOn(ThreadedClient.prototype, 'batch');
  collect = () => {
    for (const [statement] of execute.mock.calls) note(statement);
    for (const [statements] of batch.mock.calls) statements.forEach(note);
    execute.mockClear();
    batch.mockClear();
    return asked.splice(0);
  };
});
let collect: () => { sql: string; args: unknown }[] = () => [];
/** Some that there are. */
const some = { chat: '', group: '', tool: '', prompt: '', config: '' };
beforeAll(async () => {
  const store = new ChatStore(database);
  const said = { type: 'USER_MESSAGE', role: 'USER', text: 'Hello.' } as const;
  for (let i = 0; i < 3; i++) {
    const chat = await store.open({
      principal: { owner: 'mine', visitor: 'named:me' },
      config: { id: 'a', version: 0 },
      webhooks: [{ url: 'https://example.com/', events: ['chat_started'] }],
      events: [said, said],
      ...(some.group !== '' && { resumedChatGroupId: some.group }),
    });
    if (chat) Object.assign(some, { chat: chat.chatId, group: chat.chatGroupId });
  }
  await insertAudio(database, [
    { chatId: some.chat, side: 'user', at: 0, samples: new Int16Array(10) },
  ]);
  for (const kind of kinds) {
    const documents = new Documents(database, kind, 'mine');
    some[kind] = (await documents.create('a', null, {})).id;
    await documents.addVersion(some[kind], null, {});
  }
  await store.close();
});
afterAll(async () => {
  vi.restoreAllMocks();
  await database.close();
  await planner.close();
});

/** What SQLite looks through or sorts to answer what `work` asks. */
async function effortOf(work: () => Promise<unknown>): Promise<string[]> {
  collect();
  const found = await work();
  if (found instanceof Page) await found.items();
  const statements = collect();
  expect(statements.length).toBeGreaterThan(0);
  const efforts: string[] = [];
  for (const { sql: text, args } of statements) {
    const values = args as unknown[];
    const query = sql.join(
      text
        .split('?')
        .flatMap((part, i) => [sql.raw(part), ...(i < values.length ? [sql`${values[i]}`] : [])]),
    );
    const plan = await planner.orm.all<{ detail: string }>(sql`explain query plan ${query}`);
    const steps = plan.map(({ detail }) => detail);
    // The rows of a page, by their numbers, may be sorted.
    const ofPage = steps.some((step) => step.includes('INTEGER PRIMARY KEY (rowid=?)'));
    efforts.push(...steps.filter((step) => isEffort(step) && !(ofPage && step.startsWith('USE'))));
  }
  return efforts;
}

function isEffort(step: string): boolean {
  return (
    step.includes('TEMP B-TREE') || (step.startsWith('SCAN') && !/^SCAN (i|CONSTANT)/.test(step))
  );
}

const page = { number: 0, size: 10 };
/** All there is, in the order of the rows, up to the end of the page; or counted in the smallest index. */
const walk = /^SCAN \w+$|^SCAN \w+ USING COVERING INDEX \w+$/;

type Lists = [string, () => Promise<unknown>][];
const everywhere = { owner: undefined };

it.each<Lists[number]>([
  ['Chats', () => listChats(database, { ...page, principal: everywhere, ascending: true })],
  [
    'Chats, newest first',
    () => listChats(database, { ...page, principal: everywhere, ascending: false }),
  ],
])('%s are walked through in order as far as the page', async (_, work) => {
  for (const step of await effortOf(work)) expect(step).toMatch(walk);
});

it.each<Lists[number]>([
  ...Object.entries({
    everybody: everywhere,
    'an owner': { owner: 'mine' },
    'a visitor': { owner: 'mine', visitor: 'named:me' },
  }).flatMap(([name, principal]): Lists => {
    const up = { ...page, principal, ascending: true };
    const down = { ...page, principal, ascending: false };
    const own: Lists =
      principal.owner === undefined
        ? []
        : [
            ['Chats', () => listChats(database, up)],
            ['Chats, newest first', () => listChats(database, down)],
          ];
    const lists: Lists = [
      ...own,
      ['Chats of a Config', () => listChats(database, { ...down, configId: 'a' })],
      ['Chats of a group', () => listChats(database, { ...up, chatGroupId: some.group })],
      ['one Chat', () => getChat(database, some.chat, principal)],
      ['Chat Groups', () => listChatGroups(database, up)],
      ['Chat Groups, newest first', () => listChatGroups(database, down)],
      ['Chat Groups of a Config', () => listChatGroups(database, { ...down, configId: 'a' })],
      ['one Chat Group', () => getChatGroup(database, some.group, principal)],
      ['whose a Chat Group is', () => ownerOfGroup(database, some.group, principal)],
    ];
    return lists.map(([what, work]) => [`${what}, of ${name},`, work]);
  }),
  ...[undefined, 'mine'].flatMap((owner) =>
    kinds.flatMap((kind): Lists => {
      const documents = () => new Documents(database, kind, owner);
      const references = () => [{ id: some[kind] }, { id: some[kind], version: 0 }];
      const named = `${kind}s of ${owner ?? 'everybody'}`;
      return [
        [named, () => documents().list({ latestOnly: true }, page)],
        [`versions of ${named}`, () => documents().list({ latestOnly: false }, page)],
        [`${named} by name`, () => documents().list({ latestOnly: true, name: 'a' }, page)],
        [
          `versions of one of ${named}`,
          () => documents().list({ latestOnly: false, id: some[kind] }, page),
        ],
        [`one of ${named}`, () => documents().get(some[kind])],
        [`${named} to be forgotten`, () => documents().remove('none')],
        [`${named} by id`, () => documents().find(references())],
        [`sizes of ${named}`, () => documents().measure(references())],
      ];
    }),
  ),
  ['Chats that go on', () => activeChats(database)],
  ['events of a Chat', () => listEvents(database, { chatId: some.chat }, page, true)],
  ['events of a group', () => listEvents(database, { chatGroupId: some.group }, page, false)],
  [
    'events of a group and visitor',
    () => listEvents(database, { chatGroupId: some.group, visitor: 'named:me' }, page, false),
  ],
  ['what a Chat remembers', () => lastEvents(database, some.group, historyTypes, 1000)],
  ['lengths of recordings', () => audioLengths(database, [some.chat, 'b'])],
  ['a piece of a recording', () => readAudio(database, some.chat, 0, 10)],
  ['dead deliveries', () => deadDeliveries(database, 'mine', 100)],
  ['what waits too long', () => limitWaiting(database, 'mine', 10_000)],
  ['what is dead too long', () => limitDead(database, 'mine', 1000)],
  ['a Chat to be forgotten', () => removeChat(database, 'b')],
])('%s are found by an index alone', async (_, work) => {
  expect(await effortOf(work)).toEqual([]);
});

it.each<Lists[number]>([
  ['that are due', () => claimDue(database, { now: 0, untilMs: 0 }, { owners: ['mine'] }, 20)],
  ['that come next', () => nextDueMs(database, { now: 0, untilMs: 0 }, { owners: ['mine'] })],
  ['that are dead, of everybody', () => deadDeliveries(database, undefined, 100)],
])('deliveries %s are looked for among those of their state, which are few', async (_, work) => {
  // What was found is counted through, as `(subquery-2)`.
  for (const step of await effortOf(work)) expect(step).not.toMatch(/^SCAN (?!\()/);
});
