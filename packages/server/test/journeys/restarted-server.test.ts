import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createReceiver } from 'node:http';
import { tmpdir } from 'node:os';
import { createEviClient } from '@vivavoce/evi';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ReplyRequest, RunningServer, ServerOptions } from '../../src/index.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { TestClient } from '../support/client.ts';
import { quickServer } from '../support/quick-server.ts';

// A busy machine takes its time.
vi.setConfig({ testTimeout: 30_000 });

const keys = [{ apiKey: 'key', secretKey: 'secret' }];
const closing: (() => unknown)[] = [];
let file = '';
beforeEach(async () => {
  const folder = await mkdtemp(`${tmpdir()}/vivavoce-restarted-`);
  file = `${folder}/kept.db`;
  closing.push(() => rm(folder, { recursive: true }));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(options: ServerOptions = {}): Promise<RunningServer> {
  const server = await quickServer({ database: file, ...options });
  closing.push(() => server.close());
  return server;
}

/** Changes what no client can, while no server runs. */
async function change(statement: string): Promise<void> {
  const database = await openDatabase({ address: file, maxBytes: 10_000_000 });
  await database.orm.run(sql.raw(statement));
  await database.close();
}

async function say(client: TestClient, text: string): Promise<void> {
  const turns = client.all('assistant_end').length;
  client.send({ type: 'user_input', text });
  await client.next('assistant_end', turns + 1);
}

it('tools, prompts and configs with all their versions are there after a restart', async () => {
  const first = await start();
  const before = createEviClient({ baseUrl: first.url });
  const tool = await before.tools.create({ name: 'get_weather', parameters: '{"type":"object"}' });
  const prompt = await before.prompts.create({ name: 'guide', text: 'Be brief.' });
  const id = prompt?.id ?? '';
  await before.prompts.createVersion(id, { text: 'Be kind.' });
  await before.prompts.updateDescription(id, 0, { version_description: 'the first' });
  const config = await before.configs.create({
    name: 'all of it',
    evi_version: '3',
    prompt: { id },
    voice: { name: 'awb', provider: 'HUME_AI' },
    tools: [{ id: tool?.id ?? '' }],
  });
  const seen = async (client: typeof before) => [
    await client.tools.getVersion(tool?.id ?? '', 0),
    await client.prompts.getVersion(id, 0),
    await client.prompts.getVersion(id, 1),
    await client.configs.getVersion(config.id ?? '', 0),
  ];
  const told = await seen(before);
  expect(told[3]).toMatchObject({
    prompt: { id },
    voice: { name: 'awb' },
    tools: [{ name: 'get_weather' }],
  });
  await first.close();
  const second = await start();
  const after = createEviClient({ baseUrl: second.url });
  expect(await seen(after)).toEqual(told);
  // Versions go on being counted, and what was deleted stays deleted.
  await after.prompts.deleteVersion(id, 1);
  expect(await after.prompts.createVersion(id, { text: 'Be wise.' })).toMatchObject({ version: 2 });
});

it('past Chats, their groups and events are there after a restart, and a Chat Group goes on with its context', async () => {
  const first = await start();
  const client = await TestClient.open(first);
  await say(client, 'My name is Ada.');
  const { chat_id: chat, chat_group_id: group } = await client.next('chat_metadata');
  await client.close();
  await first.close();

  const asked: ReplyRequest[] = [];
  const reply = (request: ReplyRequest) => {
    asked.push(request);
    return ['Ada. '];
  };
  const second = await start({ responder: { name: 'recording', reply } });
  const after = createEviClient({ baseUrl: second.url });
  const page = await after.chats.listEvents(chat, { ascendingOrder: true, pageSize: 100 });
  expect(page).toMatchObject({ status: 'USER_ENDED', chat_group_id: group });
  expect(page.events_page.map(({ type, message_text: text }) => [type, text])).toEqual(
    expect.arrayContaining([
      ['USER_MESSAGE', 'My name is Ada.'],
      ['AGENT_MESSAGE', 'Yes.'],
    ]),
  );
  const resumed = await TestClient.open(second, `?resumed_chat_group_id=${group}`);
  await say(resumed, 'What is my name?');
  expect(asked.at(-1)?.history.map((turn) => ('text' in turn ? turn.text : ''))).toEqual([
    'My name is Ada.',
    'Yes.',
    'What is my name?',
  ]);
  await resumed.close();
  expect((await after.chatGroups.get(group)).num_chats).toBe(2);
});

it('an access token is good after a restart on the same file, and on no other', async () => {
  const first = await start({ keys });
  const answer = await fetch(`${first.url}/oauth2-cc/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('key:secret')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  await first.close();
  const second = await start({ keys });
  const client = await TestClient.open(second, `?access_token=${token}`);
  await client.close();
  const elsewhere = await start({ keys, database: ':memory:' });
  const refused = new TestClient(elsewhere, `?access_token=${token}`);
  expect((await refused.closed).reason).toBe('unauthorized');
});

it('a Chat whose server left no sign ends with ERROR and its webhook once nobody has spoken for it in a minute', async () => {
  const bodies: string[] = [];
  const url = await receiver((text) => bodies.push(text));
  const hooks = { webhookKey: 'signs', allowPrivateWebhooks: true, webhookDelaysMs: [20] };
  const first = await start(hooks);
  const { id } = await createEviClient({ baseUrl: first.url }).configs.create({
    name: 'told',
    evi_version: '3',
    webhooks: [{ url, events: ['chat_ended'] }],
  });
  const client = await TestClient.open(first, `?config_id=${id ?? ''}`);
  await say(client, 'hello');
  const { chat_id: chat } = await client.next('chat_metadata');
  await client.close();
  await vi.waitFor(() => expect(bodies).toHaveLength(1), { timeout: 10_000 });
  await first.close();
  // As SIGKILL leaves it where files can't be locked, a moment later and a minute later.
  await change(`delete from chat_events where type = 'CHAT_END_MESSAGE'`);
  const left = `update chats set status = 'ACTIVE', end_ms = null, server_id = null, alive_until_ms =`;
  await change(`${left} ${String(Date.now() + 60_000)}`);
  const soon = await start(hooks);
  const statusAt = async ({ url: baseUrl }: RunningServer) =>
    (await createEviClient({ baseUrl }).chats.listEvents(chat)).status;
  // Another server may be there and hold it.
  expect(await statusAt(soon)).toBe('ACTIVE');
  await soon.close();
  await change(`${left} ${String(Date.now() - 1)}`);
  const later = await start(hooks);
  expect(await statusAt(later)).toBe('ERROR');
  const { events_page: events } = await createEviClient({ baseUrl: later.url }).chats.listEvents(
    chat,
    {
      ascendingOrder: true,
      pageSize: 100,
    },
  );
  expect(events.at(-1)).toMatchObject({ type: 'CHAT_END_MESSAGE' });
  expect(events.map(({ type }) => type)).toContain('USER_MESSAGE');
  await vi.waitFor(() => expect(bodies).toHaveLength(2), { timeout: 10_000 });
  expect(JSON.parse(bodies[1] ?? '')).toMatchObject({ chat_id: chat, end_reason: 'ERROR' });
});

it('webhooks that wait, and dead ones, are there after a restart, and are sent in their order', async () => {
  const bodies: string[] = [];
  let answers = 500;
  const url = await receiver(
    (text) => bodies.push(text),
    () => answers,
  );
  const hooks = { webhookKey: 'signs', allowPrivateWebhooks: true };
  const config = async ({ url: baseUrl }: RunningServer, path: string) =>
    (
      await createEviClient({ baseUrl }).configs.create({
        name: path,
        evi_version: '3',
        webhooks: [{ url: `${url}${path}`, events: ['chat_started', 'chat_ended'] }],
      })
    ).id ?? '';
  const chat = async (server: RunningServer, configId: string) => {
    const client = await TestClient.open(server, `?config_id=${configId}`);
    await client.close();
    return (await client.next('chat_metadata')).chat_id;
  };
  const dead = async ({ url: base }: RunningServer) =>
    (await (await fetch(`${base}/v0/evi/webhooks/dead`)).json()) as { dead_page: object[] };
  const impatient = await start({ ...hooks, webhookDelaysMs: [] });
  await chat(impatient, await config(impatient, 'dead'));
  await vi.waitFor(async () => expect((await dead(impatient)).dead_page).toHaveLength(2), {
    timeout: 10_000,
  });
  const list = await dead(impatient);
  await impatient.close();

  const patient = await start({ ...hooks, webhookDelaysMs: [600_000] });
  const waiting = await config(patient, 'waiting');
  const ids = [await chat(patient, waiting), await chat(patient, waiting)];
  await vi.waitFor(() => expect(bodies).toHaveLength(3), { timeout: 10_000 });
  await patient.close();

  answers = 200;
  bodies.length = 0;
  // Ten minutes later.
  await change('update webhook_deliveries set due_ms = 0, claimed_until_ms = 0');
  const last = await start({ ...hooks, webhookDelaysMs: [] });
  await vi.waitFor(() => expect(bodies).toHaveLength(4), { timeout: 10_000 });
  const told = bodies.map((text) => JSON.parse(text) as { event_name: string; chat_id: string });
  expect(told.map(({ event_name: name, chat_id: id }) => [name, id])).toEqual([
    ['chat_started', ids[0]],
    ['chat_ended', ids[0]],
    ['chat_started', ids[1]],
    ['chat_ended', ids[1]],
  ]);
  expect(await dead(last)).toEqual(list);
});

async function receiver(
  onBody: (text: string) => void,
  status: () => number = () => 200,
): Promise<string> {
  const server = createReceiver((request, response) => {
    const parts: string[] = [];
    request.setEncoding('utf8').on('data', (text: string) => parts.push(text));
    request.once('end', () => {
      onBody(parts.join(''));
      response.writeHead(status()).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${String(typeof address === 'object' ? (address?.port ?? 0) : 0)}/`;
}
