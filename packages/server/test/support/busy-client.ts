import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { listEvents } from '../../src/store/chats/chat-events.ts';
import { getChat } from '../../src/store/chats/chats.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import type { Database } from '../../src/store/database/database.ts';
import { TestClient } from './client.ts';

/** What clients of a server were told before it was killed: all of it is to be found when it is started again. */
export interface Told {
  chats: ToldChat[];
  /** The name of each prompt, by its id: the last that was confirmed. */
  prompts: Map<string, string>;
  renames: number;
  deletedPrompts: string[];
  deletedChats: string[];
  /** The Config that all Chats use, once there is one. */
  configId: string | undefined;
}

interface ToldChat {
  chatId: string;
  user: string[];
  assistant: string[];
  interruptions: number;
  toolCalls: string[];
  toolAnswers: string[];
}

/** A webhook event that arrived, as `chat_ended 7c3…`. */
export type Arrived = ReadonlySet<string>;

const weather = {
  type: 'function',
  name: 'get_weather',
  description: 'The weather in a city',
  parameters: JSON.stringify({
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
  }),
};

/** Nothing yet. */
export function toldNothing(): Told {
  return {
    chats: [],
    prompts: new Map(),
    renames: 0,
    deletedPrompts: [],
    deletedChats: [],
    configId: undefined,
  };
}

/** Talks, has tools called, writes, renames and deletes until the server is gone. @param webhook - where a new Config tells of its Chats. */
export async function beBusy(
  url: string,
  told: Told,
  webhook: string,
  watch: (client: TestClient) => Promise<unknown>,
): Promise<void> {
  const ask = (path: string, method: string, body?: object) =>
    fetch(`${url}/v0/evi/${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json' },
    });
  await untilGone(async () => {
    told.configId ??= await configWith(ask, webhook);
  });
  const client = new TestClient({ url }, told.configId && `?config_id=${told.configId}`);
  await Promise.all([watch(client), talk(client), untilGone(() => write(ask, told))]);
  const [metadata] = client.all('chat_metadata');
  if (metadata === undefined) return;
  const texts = (type: 'user_message' | 'assistant_message') =>
    client.all(type).map(({ message }) => message.content ?? '');
  told.chats.push({
    chatId: metadata.chat_id,
    user: texts('user_message'),
    assistant: texts('assistant_message'),
    interruptions: client.all('user_interruption').length,
    toolCalls: client.all('tool_call').map(({ tool_call_id: id }) => id),
    toolAnswers: client.all('tool_response').map(({ content }) => content),
  });
}

type Ask = (path: string, method: string, body?: object) => Promise<Response>;

async function configWith(ask: Ask, url: string): Promise<string> {
  const webhooks = [{ url, events: ['chat_started', 'chat_ended'] }];
  const made = await ask('configs', 'POST', { evi_version: '3', name: 'told', webhooks });
  expect(made.status).toBe(201);
  return ((await made.json()) as { id: string }).id;
}

async function talk(client: TestClient): Promise<void> {
  let answered = -1;
  let answeredCalls = 0;
  client.socket.once('open', () => {
    client.send({ type: 'session_settings', tools: [weather] });
  });
  const words = setInterval(() => {
    for (const { tool_call_id: id } of client.all('tool_call').slice(answeredCalls)) {
      answeredCalls++;
      client.send({ type: 'tool_response', tool_call_id: id, content: anyText() });
    }
    // As soon as there was an answer, and now and then over it.
    const answers = client.all('assistant_end').length;
    const isItsTurn = answers > answered || Math.random() < 0.02;
    if (client.types.length === 0 || !isItsTurn) return;
    answered = answers;
    const text = answers % 2 === 0 ? 'What is the weather in Rome?' : anyText();
    client.send({ type: 'user_input', text });
  }, 7);
  await client.closed;
  clearInterval(words);
}

/** Runs until the server is gone. */
async function untilGone(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}

/** Makes prompts, of which some are renamed and some deleted, and deletes Chats that are over. */
async function write(ask: Ask, told: Told): Promise<void> {
  for (let count = 0; ; count++) {
    const name = anyText();
    const made = await ask('prompts', 'POST', { name, text: 'Be brief.' });
    expect(made.status).toBe(201);
    const { id } = (await made.json()) as { id: string };
    told.prompts.set(id, name);
    const another = [...told.prompts.keys()].find((_, i) => i === count) ?? id;
    if (count % 3 === 0) await rename(ask, told, another);
    if (count % 4 === 1) await deletePrompt(ask, told, another);
    if (count % 3 === 2) await deleteChat(ask, told);
    // The Chat is to have its turn.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function rename(ask: Ask, told: Told, id: string): Promise<void> {
  const name = anyText();
  // Who is told nothing does not know which of the two it has.
  told.prompts.delete(id);
  const answer = await ask(`prompts/${id}`, 'PATCH', { name });
  expect(answer.status).toBe(200);
  expect(await answer.text()).toBe(name);
  told.prompts.set(id, name);
  told.renames++;
}

async function deletePrompt(ask: Ask, told: Told, id: string): Promise<void> {
  told.prompts.delete(id);
  expect((await ask(`prompts/${id}`, 'DELETE')).status).toBe(204);
  told.deletedPrompts.push(id);
}

/** One of an earlier server. */
async function deleteChat(ask: Ask, told: Told): Promise<void> {
  // Those that are left show what was kept of them: never fewer than those that are gone.
  if (told.chats.length <= told.deletedChats.length + 1) return;
  const chat = told.chats.pop();
  expect((await ask(`chats/${chat?.chatId ?? ''}`, 'DELETE')).status).toBe(204);
  told.deletedChats.push(chat?.chatId ?? '');
}

/** Looks for all of it in the database that the last server has left. */
export async function expectKept(file: string, told: Told, arrived: Arrived): Promise<void> {
  const database = await openDatabase({ address: file, maxBytes: 100_000_000 });
  const { orm } = database;
  expect(await orm.all(sql.raw('PRAGMA integrity_check'))).toEqual([{ integrity_check: 'ok' }]);
  for (const chat of told.chats) await expectChat(database, chat);
  const prompts = await orm.all<{ id: string; name: string }>(
    sql.raw(`select id, name from documents where kind = 'prompt'`),
  );
  const names = new Map(prompts.map(({ id, name }) => [id, name]));
  expect([...told.prompts].filter(([id, name]) => names.get(id) !== name)).toEqual([]);
  expect(told.deletedPrompts.filter((id) => names.has(id))).toEqual([]);
  for (const id of told.deletedChats) expect(await getChat(database, id)).toBeUndefined();
  // An event that was not sent waits to be.
  const waiting = await orm.all<{ body: string }>(sql.raw('select body from webhook_deliveries'));
  const known = new Set([...arrived, ...waiting.map(({ body }) => eventOf(body))]);
  const ids = [...told.chats.map(({ chatId }) => chatId), ...told.deletedChats];
  const events = ids.flatMap((id) => [`chat_started ${id}`, `chat_ended ${id}`]);
  expect(events.filter((event) => !known.has(event))).toEqual([]);
  await database.close();
}

async function expectChat(database: Database, chat: ToldChat): Promise<void> {
  const { chatId } = chat;
  const page = await listEvents(database, { chatId }, { number: 0, size: 10_000 }, true);
  const items = await page.items();
  const kept = (type: string) =>
    items.filter((item) => item.type === type).map(({ messageText }) => messageText);
  expect(items[0]?.type).toBe('CHAT_START_MESSAGE');
  expect(items.filter(({ type }) => type === 'CHAT_END_MESSAGE')).toHaveLength(1);
  expect(items.at(-1)?.type).toBe('CHAT_END_MESSAGE');
  expect(kept('USER_MESSAGE').slice(0, chat.user.length)).toEqual(chat.user);
  expect(kept('AGENT_MESSAGE').slice(0, chat.assistant.length)).toEqual(chat.assistant);
  expect(kept('USER_INTERRUPTION').length).toBeGreaterThanOrEqual(chat.interruptions);
  const answers = kept('FUNCTION_CALL_RESPONSE');
  expect(chat.toolAnswers.filter((text) => !answers.includes(text))).toEqual([]);
  const calls = items.flatMap(({ type, metadata }) =>
    type === 'FUNCTION_CALL'
      ? [(JSON.parse(metadata ?? '{}') as { tool_call_id: string }).tool_call_id]
      : [],
  );
  expect(chat.toolCalls.filter((id) => !calls.includes(id))).toEqual([]);
}

/** As `chat_ended 7c3…`. */
export function eventOf(body: string): string {
  const { event_name: name, chat_id: id } = JSON.parse(body) as Record<string, string>;
  return `${name ?? ''} ${id ?? ''}`;
}

let texts = 0;
/** A text that no other is. */
function anyText(): string {
  return `word ${String(texts++)}`;
}
