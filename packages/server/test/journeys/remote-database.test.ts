import { createEviClient } from '@vivavoce/evi';
import { afterEach, expect, it, vi } from 'vitest';
import { createServer } from '../../src/index.ts';
import type { LogEntry, RunningServer, ServerOptions } from '../../src/index.ts';
import { logLine } from '../../src/base/log.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { TestClient } from '../support/client.ts';
import {
  constantProsody,
  quickEars,
  scriptedRecogniser,
  toneSynthesiser,
} from '../support/engines.ts';
import { remoteDatabase } from '../support/remote-database.ts';
import type { RemoteDatabase } from '../support/remote-database.ts';

// A busy machine takes its time.
vi.setConfig({ testTimeout: 30_000 });

const token = 'the-token-of-the-database';
const closing: (() => Promise<unknown>)[] = [];
const log: LogEntry[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  log.length = 0;
});

async function remote(): Promise<RemoteDatabase> {
  const database = await remoteDatabase(token);
  closing.push(() => database.close());
  return database;
}

async function serve(database: string, options: ServerOptions = {}): Promise<RunningServer> {
  const server = await createServer({
    port: 0,
    ...quickEars,
    recogniser: scriptedRecogniser(),
    synthesiser: toneSynthesiser(0.1),
    prosody: constantProsody(),
    database,
    databaseToken: token,
    log: (entry) => log.push(entry),
    ...options,
  }).listen();
  closing.push(() => server.close());
  return server;
}

async function say(client: TestClient, text: string): Promise<string> {
  const turns = client.all('assistant_end').length;
  client.send({ type: 'user_input', text });
  await client.next('assistant_end', turns + 1);
  return client.all('assistant_message').at(-1)?.message.content ?? '';
}

it('two servers share a remote database: prompts, tokens, past Chats and their context', async () => {
  // A libSQL server of one's own may take the place of the stand-in.
  const { VIVAVOCE_REMOTE: own, VIVAVOCE_REMOTE_TOKEN: ownToken = '' } = process.env;
  const url = own ?? (await remote()).url;
  const options = {
    ...(own !== undefined && { databaseToken: ownToken }),
    keys: [{ apiKey: 'key', secretKey: 'secret' }],
  };
  const first = await serve(url, options);
  const second = await serve(url, options);
  expect(first.database).toBe(`at ${new URL(url).host}`);

  const [one, two] = [first, second].map((server) =>
    createEviClient({ baseUrl: server.url, apiKey: 'key' }),
  );
  const prompt = await one?.prompts.create({ name: `shared ${String(Date.now())}`, text: 'Hi.' });
  const id = prompt?.id ?? '';
  expect(await two?.prompts.createVersion(id, { text: 'Hello.' })).toMatchObject({ version: 1 });
  expect(await one?.prompts.listVersions(id, { restrictToMostRecent: false })).toMatchObject({
    prompts_page: [{ version: 1 }, {}],
  });

  const form = { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials' }) };
  const headers = { authorization: `Basic ${btoa('key:secret')}` };
  const answer = await fetch(`${first.url}/oauth2-cc/token`, { ...form, headers });
  const { access_token } = (await answer.json()) as { access_token: string };
  const there = await TestClient.open(first, `?access_token=${access_token}`);
  await say(there, 'My name is Ada.');
  const { chat_group_id: group } = await there.next('chat_metadata');
  await there.close();
  const query = `?access_token=${access_token}&resumed_chat_group_id=${group}`;
  const here = await TestClient.open(second, query);
  expect(await say(here, 'What is my name?')).toBe('Your name is Ada.');
  await here.close();
  expect(log).toEqual([]);
});

it('a remote database that fails is told of before anything it did not keep, and gets all of it in order when it answers again', async () => {
  const database = await remote();
  const hooks = { webhookKey: 'signs', allowPrivateWebhooks: true };
  const server = await serve(database.url, hooks);
  const api = createEviClient({ baseUrl: server.url });
  const webhook = { url: 'http://127.0.0.1:9/', events: ['chat_ended'] as ['chat_ended'] };
  const config = { name: 'told', evi_version: '3', webhooks: [webhook] };
  const { id } = await api.configs.create(config);
  const client = await TestClient.open(server, `?config_id=${id ?? ''}`);
  const { chat_id: chat } = await client.next('chat_metadata');
  database.mood = 'forgets';
  expect(await say(client, 'What is two plus two?')).toBe('2 plus 2 is 4.');
  database.mood = 'refuses';
  expect(await say(client, 'What is three plus three?')).toBe('3 plus 3 is 6.');
  expect(client.types.slice(0, 3)).toEqual(['chat_metadata', 'error', 'user_message']);
  expect(client.all('error')).toMatchObject([{ code: 'E0303', slug: 'storage_failed' }]);
  const rest = await fetch(`${server.url}/v0/evi/prompts`);
  expect([rest.status, await rest.json()]).toMatchObject([503, { code: 'storage_failed' }]);
  const other = new TestClient(server);
  expect(await other.closed).toEqual({ code: 1011, reason: 'storage_failed' });
  expect(other.all('error')).toMatchObject([{ slug: 'storage_failed' }]);
  await client.close();

  database.mood = 'answers';
  const ended = () => api.chats.listEvents(chat, { ascendingOrder: true, pageSize: 100 });
  await vi.waitFor(async () => expect(await ended()).toMatchObject({ status: 'USER_ENDED' }), {
    timeout: 15_000,
  });
  const { events_page: events } = await ended();
  const beside = ['USER_INTERRUPTION', 'ASSISTANT_PROSODY'];
  const told = events.filter(({ type }) => !beside.includes(type));
  expect(told.map(({ type, message_text: text }) => text ?? type)).toEqual([
    'CHAT_START_MESSAGE',
    'What is two plus two?',
    '2 plus 2 is 4.',
    'What is three plus three?',
    '3 plus 3 is 6.',
    'CHAT_END_MESSAGE',
  ]);
  const next = await TestClient.open(server);
  await say(next, 'What is four plus four?');
  expect(next.all('error')).toEqual([]);
  await next.close();
  const lines = log.map(logLine).filter((line) => !line.includes('A Chat could not be opened'));
  expect(lines).toEqual([
    expect.stringMatching(/^error: Failed to use the database: because (out of order|.*500)/),
    'warning: The database answers again.',
    expect.stringMatching(/^warning: Events of Chats that waited.*: [5-8] were kept, 0 lost/),
  ]);
});

it('a remote database that says nothing has failed after a while, and closing does not wait for it for ever', async () => {
  const database = await remote();
  const open = { address: database.url, authToken: token, maxBytes: 1, timeoutMs: 300 };
  const opened = await openDatabase(open);
  database.mood = 'hangs';
  const asked = opened.ask((orm) => orm.run('select 1'));
  await expect(asked).rejects.toMatchObject({ reason: 'database-failed' });
  await opened.close();
  await expect(openDatabase(open)).rejects.toMatchObject({ reason: 'database-unavailable' });
});

it('a remote database that is not there, or refuses the token, is a typed error that names it', async () => {
  const database = await remote();
  const wrong = serve(database.url, { databaseToken: 'another-token' });
  await expect(wrong).rejects.toMatchObject({ reason: 'database-unavailable' });
  await expect(wrong).rejects.toThrow(
    new RegExp(`at ${new URL(database.url).host}: because .*(401|Unauthorized)`),
  );
  await database.close();
  closing.length = 0;
  const gone = serve(database.url);
  await expect(gone).rejects.toMatchObject({ reason: 'database-unavailable' });
  await expect(gone).rejects.toThrow(/because .*ECONNREFUSED/);
});

it('the token is shown to the database, and is in no message, log line or answer', async () => {
  const database = await remote();
  const server = await serve(database.url);
  expect(database.shown).toEqual(new Set([`Bearer ${token}`]));
  database.mood = 'refuses';
  const told: string[] = [await (await fetch(`${server.url}/v0/evi/chats`)).text()];
  const client = new TestClient(server);
  await client.closed;
  told.push(JSON.stringify(client.received), ...log.map(logLine));
  const wrong = [`${token}\n`, `${token} `, '', `${token}\u00e4`].map((databaseToken) => ({
    databaseToken,
  }));
  for (const options of [...wrong, {}]) {
    const starting: unknown = await serve(database.url, options).catch((error: unknown) => error);
    expect(starting).toBeInstanceOf(Error);
    for (let error = starting; error instanceof Error; error = error.cause) {
      told.push(error.message, error.stack ?? '');
    }
  }
  expect(told.length).toBeGreaterThan(10);
  expect(told.join('\n')).not.toContain(token);
  const { host } = new URL(database.url);
  for (const address of [
    `${database.url}?authToken=${token}`,
    `http://user:${token}@${host}`,
    `ws://${host}`,
    'http://',
  ]) {
    const refused: unknown = await serve(address).catch((error: unknown) => error);
    expect(refused).toMatchObject({ reason: 'invalid-option' });
    expect(String(refused)).not.toContain(token);
  }
});

it('webhooks that wait in a shared database are sent once', async () => {
  const database = await remote();
  const options = { webhookKey: 'signs', allowPrivateWebhooks: true, webhookDelaysMs: [50, 50] };
  const servers = [await serve(database.url, options), await serve(database.url, options)] as const;
  const got: string[] = [];
  const { createServer: createReceiver } = await import('node:http');
  const receiver = createReceiver((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => got.push(text));
    request.once('end', () => response.end());
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => receiver.close(resolve)));
  const address = receiver.address();
  const url = `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : 0)}/`;
  const { id } = await createEviClient({ baseUrl: servers[0].url }).configs.create({
    name: 'told',
    evi_version: '3',
    webhooks: [{ url, events: ['chat_ended'] }],
  });
  const ids: string[] = [];
  for (let i = 0; i < 6; i++) {
    const client = await TestClient.open(servers[i % 2 === 0 ? 0 : 1], `?config_id=${id ?? ''}`);
    ids.push((await client.next('chat_metadata')).chat_id);
    await client.close();
  }
  await vi.waitFor(
    () => {
      expect(got.map((text) => (JSON.parse(text) as { chat_id: string }).chat_id)).toEqual(ids);
    },
    { timeout: 10_000 },
  );
});
