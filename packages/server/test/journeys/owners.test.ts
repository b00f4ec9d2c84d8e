import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createReceiver } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyWebhook } from '@vivavoce/evi';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { RunningServer, ServerOptions } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import { quickServer } from '../support/quick-server.ts';

const ann = { apiKey: 'ann-key', secretKey: 'ann-secret' };
const bob = { apiKey: 'bob-key', secretKey: 'bob-secret' };
const unknown = '11111111-1111-4111-8111-111111111111';

let server: RunningServer;
beforeAll(async () => {
  server = await quickServer({ keys: [ann, bob], maxAudioMb: 10, allowPrivateWebhooks: true });
});
afterAll(() => server.close());

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

type Headers = Record<string, string>;
const keyOf = ({ apiKey }: typeof ann): Headers => ({ 'x-hume-api-key': apiKey });
const holding = (token: string): Headers => ({ authorization: `Bearer ${token}` });

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

async function ask(
  to: RunningServer,
  as: Headers,
  method: string,
  path: string,
  body?: object,
): Promise<Answer> {
  const answer = await fetch(`${to.url}/v0/evi/${path}`, {
    method,
    headers: { ...as, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const json = answer.headers.get('content-type')?.includes('json') === true;
  return { status: answer.status, body: json ? (JSON.parse(text) as Answer['body']) : {} };
}

async function tokenOf(
  to: RunningServer,
  pair: typeof ann,
  more: Record<string, string> = {},
): Promise<string> {
  const answer = await fetch(`${to.url}/oauth2-cc/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${pair.apiKey}:${pair.secretKey}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...more }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

async function chatOf(to: RunningServer, query: string): Promise<{ chat: string; group: string }> {
  const client = await TestClient.open(to, query);
  const { chat_id: chat, chat_group_id: group } = await client.next('chat_metadata');
  client.send({ type: 'user_input', text: 'Hello.' });
  await client.next('assistant_end');
  await client.close();
  return { chat, group };
}

async function madeBy(to: RunningServer, as: Headers, kind: string, body: object): Promise<string> {
  const { status, body: made } = await ask(to, as, 'POST', kind, body);
  expect(status, JSON.stringify(made)).toBe(201);
  return String(made['id']);
}

const bodies = {
  tools: { name: 'mine', parameters: '{}' },
  prompts: { name: 'mine', text: 'Be mine.' },
  configs: { name: 'mine', evi_version: '3' },
};
const kinds = Object.keys(bodies) as (keyof typeof bodies)[];

function itemsOf({ body }: Answer): Record<string, unknown>[] {
  const [, page] = Object.entries(body).find(([name]) => name.endsWith('_page')) ?? [];
  return page as Record<string, unknown>[];
}

it('tools, prompts and Configs are their key pair’s alone, on every route', async () => {
  for (const kind of kinds) {
    const id = await madeBy(server, keyOf(ann), kind, bodies[kind]);
    const version = { ...bodies[kind], name: undefined };
    for (const [method, path, body] of [
      ['GET', `${kind}/ID`],
      ['POST', `${kind}/ID`, version],
      ['PATCH', `${kind}/ID`, { name: 'taken' }],
      ['GET', `${kind}/ID/version/0`],
      ['PATCH', `${kind}/ID/version/0`, { version_description: 'taken' }],
      ['DELETE', `${kind}/ID/version/0`],
      ['DELETE', `${kind}/ID`],
    ] as const) {
      const theirs = await ask(server, keyOf(bob), method, path.replace('ID', id), body);
      const nobodys = await ask(server, keyOf(bob), method, path.replace('ID', unknown), body);
      expect({ method, path, ...theirs }).toEqual({ method, path, ...nobodys });
      expect(theirs.status).toBe(404);
    }
    const known = await ask(server, keyOf(ann), 'GET', `${kind}/${id}`);
    expect(itemsOf(known)).toMatchObject([{ name: 'mine', version: 0 }]);
    const listed = await ask(server, keyOf(bob), 'GET', `${kind}?name=mine`);
    expect(listed.body).toMatchObject({ total_pages: 0, [`${kind}_page`]: [] });
    // A name is one's own.
    await madeBy(server, keyOf(bob), kind, bodies[kind]);
    const own = await ask(server, keyOf(bob), 'GET', `${kind}?name=mine&page_size=100`);
    expect(itemsOf(own).map((item) => item['id'])).not.toContain(id);
  }
});

it('a Config names tools and prompts of its own key pair alone, and a Chat such a Config', async () => {
  const tool = await madeBy(server, keyOf(ann), 'tools', bodies.tools);
  const prompt = await madeBy(server, keyOf(ann), 'prompts', bodies.prompts);
  for (const version of [undefined, 0]) {
    for (const [own, other] of [
      [{ tools: [{ id: tool, version }] }, { tools: [{ id: unknown, version }] }],
      [{ prompt: { id: prompt, version } }, { prompt: { id: unknown, version } }],
    ] as const) {
      const config = { ...bodies.configs, ...own };
      const theirs = await ask(server, keyOf(bob), 'POST', 'configs', config);
      expect(theirs.status).toBe(400);
      const nobodys = { ...bodies.configs, ...other };
      expect(theirs).toEqual(await ask(server, keyOf(bob), 'POST', 'configs', nobodys));
      await madeBy(server, keyOf(ann), 'configs', config);
    }
  }
  const config = await madeBy(server, keyOf(ann), 'configs', bodies.configs);
  const token = await tokenOf(server, bob);
  for (const query of [`?api_key=bob-key`, `?access_token=${token}`]) {
    for (const id of [config, unknown]) {
      const refused = new TestClient(server, `${query}&config_id=${id}`);
      expect(await refused.closed).toEqual({ code: 1000, reason: 'config_not_found' });
    }
  }
  await chatOf(server, `?access_token=${await tokenOf(server, ann)}&config_id=${config}`);
});

const chatPaths = (chat: string, group: string) => [
  `chats/${chat}`,
  `chats/${chat}/audio`,
  `chat_groups/${group}`,
  `chat_groups/${group}/events`,
  `chat_groups/${group}/audio`,
];

it('Chats, their groups, events and recordings are their key pair’s alone, and nobody else goes on with them', async () => {
  const { chat, group } = await chatOf(server, '?api_key=ann-key');
  const token = await tokenOf(server, bob);
  for (const as of [keyOf(bob), holding(token)]) {
    for (const path of chatPaths(chat, group)) {
      const theirs = await ask(server, as, 'GET', path);
      expect({ path, ...theirs }).toMatchObject({ path, status: 404 });
      const nobodys = path.replace(chat, unknown).replace(group, unknown);
      expect(theirs).toEqual(await ask(server, as, 'GET', nobodys));
    }
    for (const path of ['chats', 'chat_groups']) {
      expect((await ask(server, as, 'GET', path)).body).toMatchObject({ total_pages: 0 });
    }
  }
  expect((await ask(server, keyOf(bob), 'DELETE', `chats/${chat}`)).status).toBe(404);
  for (const query of ['?api_key=bob-key', `?access_token=${token}`]) {
    const refused = new TestClient(server, `${query}&resumed_chat_group_id=${group}`);
    expect(await refused.closed).toEqual({ code: 1008, reason: 'chat_group_not_found' });
  }
  for (const path of chatPaths(chat, group)) {
    expect((await ask(server, keyOf(ann), 'GET', path)).status).toBe(200);
  }
});

it('an access token reads what was opened with it, and nothing else', async () => {
  const [mine, yours] = [await tokenOf(server, ann), await tokenOf(server, ann)];
  const own = await chatOf(server, `?access_token=${mine}`);
  const other = await chatOf(server, `?access_token=${yours}`);
  const ofKey = await chatOf(server, '?api_key=ann-key');
  for (const path of chatPaths(own.chat, own.group)) {
    expect((await ask(server, holding(mine), 'GET', path)).status).toBe(200);
  }
  for (const { chat, group } of [other, ofKey]) {
    for (const path of chatPaths(chat, group)) {
      expect((await ask(server, holding(mine), 'GET', path)).status).toBe(404);
    }
  }
  const chats = await ask(server, holding(mine), 'GET', 'chats');
  expect(chats.body).toMatchObject({ total_pages: 1, chats_page: [{ id: own.chat }] });
  const groups = await ask(server, holding(mine), 'GET', 'chat_groups');
  expect(groups.body).toMatchObject({ total_pages: 1, chat_groups_page: [{ id: own.group }] });
  expect(itemsOf(await ask(server, keyOf(ann), 'GET', 'chats')).length).toBeGreaterThan(2);
});

it('an access token makes, changes and deletes nothing, and reads no Config', async () => {
  const token = await tokenOf(server, ann);
  const { chat } = await chatOf(server, `?access_token=${token}`);
  const asked: [string, string, object?][] = [
    ['DELETE', `chats/${chat}`],
    ['GET', 'webhooks/dead'],
    ['POST', `webhooks/dead/${unknown}/retry`],
    ['DELETE', `webhooks/dead/${unknown}`],
  ];
  for (const kind of kinds) {
    const id = await madeBy(server, keyOf(ann), kind, bodies[kind]);
    asked.push(
      ['GET', kind],
      ['POST', kind, bodies[kind]],
      ['GET', `${kind}/${id}`],
      ['POST', `${kind}/${id}`, bodies[kind]],
      ['PATCH', `${kind}/${id}`, { name: 'x' }],
      ['DELETE', `${kind}/${id}`],
      ['GET', `${kind}/${id}/version/0`],
      ['PATCH', `${kind}/${id}/version/0`, { version_description: 'x' }],
      ['DELETE', `${kind}/${id}/version/0`],
    );
  }
  for (const [method, path, body] of asked) {
    const answer = await ask(server, holding(token), method, path, body);
    expect({ method, path, ...answer }).toMatchObject({
      method,
      path,
      status: 403,
      body: { code: 'key_needed' },
    });
  }
});

it('a page with a fresh token goes on with its Chat Group, and reads the Chats of that token alone', async () => {
  const first = await tokenOf(server, ann);
  const before = await chatOf(server, `?access_token=${first}`);
  const fresh = await tokenOf(server, ann);
  const after = await chatOf(
    server,
    `?access_token=${fresh}&resumed_chat_group_id=${before.group}`,
  );
  expect(after.group).toBe(before.group);
  const group = await ask(server, holding(fresh), 'GET', `chat_groups/${after.group}`);
  expect(group.body).toMatchObject({ num_chats: 1, chats_page: [{ id: after.chat }] });
  expect(itemsOf(group)).toHaveLength(1);
  const events = await ask(
    server,
    holding(fresh),
    'GET',
    `chat_groups/${after.group}/events?page_size=100`,
  );
  expect(new Set(itemsOf(events).map((event) => event['chat_id']))).toEqual(new Set([after.chat]));
  expect(events.body).toMatchObject({ total_pages: 1 });
  const recordings = await ask(server, holding(fresh), 'GET', `chat_groups/${after.group}/audio`);
  expect(recordings.body).toMatchObject({
    num_chats: 1,
    audio_reconstructions_page: [{ id: after.chat }],
  });
  expect((await ask(server, holding(fresh), 'GET', `chats/${before.chat}`)).status).toBe(404);
  const whole = await ask(server, keyOf(ann), 'GET', `chat_groups/${after.group}`);
  expect(whole.body).toMatchObject({ num_chats: 2 });
});

it('tokens of a visitor read that visitor’s Chats, and nobody else’s go on with them', async () => {
  const visitor = { visitor: 'visitor 42' };
  const before = await chatOf(server, `?access_token=${await tokenOf(server, ann, visitor)}`);
  const later = await tokenOf(server, ann, visitor);
  expect(later).not.toContain('visitor');
  for (const path of chatPaths(before.chat, before.group)) {
    expect((await ask(server, holding(later), 'GET', path)).status).toBe(200);
  }
  const resume = `&resumed_chat_group_id=${before.group}`;
  expect((await chatOf(server, `?access_token=${later}${resume}`)).group).toBe(before.group);
  for (const more of [{}, { visitor: 'visitor 43' }]) {
    const token = await tokenOf(server, ann, more);
    const refused = new TestClient(server, `?access_token=${token}${resume}`);
    expect(await refused.closed).toEqual({ code: 1008, reason: 'chat_group_not_found' });
    expect((await ask(server, holding(token), 'GET', `chats/${before.chat}`)).status).toBe(404);
  }
  const bobs = await tokenOf(server, bob, visitor);
  expect((await ask(server, holding(bobs), 'GET', `chats/${before.chat}`)).status).toBe(404);
  expect((await chatOf(server, `?api_key=ann-key${resume}`)).group).toBe(before.group);
});

it('where the operator says so, an access token is good for all that its key is, and for no other’s', async () => {
  const open = await quickServer({ keys: [ann, bob], accessTokens: 'everything' });
  closing.push(() => open.close());
  const token = await tokenOf(open, ann);
  const { chat } = await chatOf(open, '?api_key=ann-key');
  const theirs = await chatOf(open, '?api_key=bob-key');
  await madeBy(open, holding(token), 'tools', bodies.tools);
  expect((await ask(open, holding(token), 'GET', `chats/${chat}`)).status).toBe(200);
  expect((await ask(open, holding(token), 'GET', `chats/${theirs.chat}`)).status).toBe(404);
  expect((await ask(open, holding(token), 'DELETE', `chats/${chat}`)).status).toBe(204);
});

it('webhooks are signed with the key of their pair, and dead ones are its own', async () => {
  const got: { of: string | false | undefined; status: number }[] = [];
  let status = 500;
  const receiver = createReceiver((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const headers = request.headers as Record<string, string>;
      const body = Buffer.concat(parts).toString();
      const asked = () => new Request('http://receiver', { method: 'POST', headers, body });
      void Promise.all(
        [ann, bob].map(
          async ({ apiKey }) =>
            (await verifyWebhook(asked(), apiKey)).kind !== 'rejected' && apiKey,
        ),
      ).then((keys) => {
        got.push({ of: keys.find((key) => key !== false), status });
        response.writeHead(status).end();
      });
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  closing.push(() => receiver.close());
  const address = receiver.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = `http://127.0.0.1:${String(address.port)}/`;
  const sending = await quickServer({
    keys: [ann, bob],
    allowPrivateWebhooks: true,
    webhookDelaysMs: [],
  });
  closing.push(() => sending.close());
  const hooks = { ...bodies.configs, webhooks: [{ url, events: ['chat_started'] }] };
  for (const pair of [ann, bob]) {
    const config = await madeBy(sending, keyOf(pair), 'configs', hooks);
    await chatOf(sending, `?api_key=${pair.apiKey}&config_id=${config}`);
  }
  await expect.poll(() => got.map(({ of }) => of).sort()).toEqual(['ann-key', 'bob-key']);
  const dead = async (pair: typeof ann) =>
    itemsOf(await ask(sending, keyOf(pair), 'GET', 'webhooks/dead'));
  await expect.poll(async () => (await dead(ann)).length + (await dead(bob)).length).toBe(2);
  const [event, ...more] = await dead(ann);
  expect(more).toEqual([]);
  const id = String(event?.['id']);
  for (const [method, path] of [
    ['POST', `webhooks/dead/${id}/retry`],
    ['DELETE', `webhooks/dead/${id}`],
  ] as const) {
    expect((await ask(sending, keyOf(bob), method, path)).status).toBe(404);
  }
  status = 200;
  expect((await ask(sending, keyOf(ann), 'POST', `webhooks/dead/${id}/retry`)).status).toBe(202);
  await expect.poll(() => got.at(-1)).toEqual({ of: 'ann-key', status: 200 });
  expect(await dead(bob)).toHaveLength(1);
});

it('what was made without keys becomes the first pair’s, and stays so in whatever order they come', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vivavoce-owners-'));
  closing.push(() => rm(folder, { recursive: true }));
  const database = join(folder, 'kept.db');
  const within = async (options: ServerOptions, work: (to: RunningServer) => Promise<void>) => {
    const started = await quickServer({ database, ...options });
    await work(started).finally(() => started.close());
  };
  const names = async (to: RunningServer, as: Headers) => [
    ...itemsOf(await ask(to, as, 'GET', 'prompts?page_size=100')).map(({ name }) => name),
    ...itemsOf(await ask(to, as, 'GET', 'chats?page_size=100')).map(({ id }) => id),
  ];
  let chat = '';
  await within({}, async (to) => {
    await madeBy(to, {}, 'prompts', { name: 'old', text: 'Be old.' });
    ({ chat } = await chatOf(to, ''));
  });
  await within({ keys: [ann, bob] }, async (to) => {
    expect(await names(to, keyOf(ann))).toEqual(['old', chat]);
    expect(await names(to, keyOf(bob))).toEqual([]);
    await madeBy(to, keyOf(bob), 'prompts', { name: 'new', text: 'Be new.' });
  });
  await within({ keys: [bob, ann] }, async (to) => {
    expect(await names(to, keyOf(bob))).toEqual(['new']);
    expect(await names(to, keyOf(ann))).toEqual(['old', chat]);
  });
  // A server without keys goes on as ever.
  await within({}, async (to) => {
    expect(await names(to, {})).toEqual(['new', 'old', chat]);
  });
  // Keys can be changed once they have an owner's name.
  await within({ keys: [{ ...ann, owner: 'ann' }, bob] }, async (to) => {
    expect(await names(to, keyOf(ann))).toEqual(['old', chat]);
  });
  const changed = { apiKey: 'ann-changed', secretKey: 'x', owner: 'ann' };
  await within({ keys: [bob, changed] }, async (to) => {
    expect(await names(to, keyOf(changed))).toEqual(['old', chat]);
    expect((await ask(to, keyOf(ann), 'GET', 'prompts')).status).toBe(401);
  });
});
