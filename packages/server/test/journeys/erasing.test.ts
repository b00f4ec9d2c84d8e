import { readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { createEviClient } from '@vivavoce/evi';
import { expect, it, onTestFinished } from 'vitest';
import type { ServerOptions } from '../../src/index.ts';
import { endedBefore } from '../../src/store/chats/chats.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { TestClient } from '../support/client.ts';
import { quickServer } from '../support/quick-server.ts';

const sentence = 'Zanzibar is where the treasure lies buried.';

async function serve(options: ServerOptions = {}) {
  const folder = await mkdtemp(`${tmpdir()}/vivavoce-erasing-`);
  const server = await quickServer({ database: `${folder}/kept.db`, ...options });
  onTestFinished(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });
  /** Whether the sentence is in any file of the database, byte by byte. */
  const onDisk = () =>
    readdirSync(folder).some((file) => readFileSync(`${folder}/${file}`).includes(sentence));
  const erase = async (path: string) =>
    (await fetch(`${server.url}/v0/evi/${path}`, { method: 'DELETE' })).status;
  return { server, folder, onDisk, erase, api: createEviClient({ baseUrl: server.url }) };
}

async function talk(server: Parameters<typeof TestClient.open>[0], query = '') {
  const client = await TestClient.open(server, query);
  const { chat_id: chat, chat_group_id: group } = await client.next('chat_metadata');
  client.send({
    type: 'session_settings',
    metadata: { note: sentence },
    custom_session_id: sentence,
  });
  client.send({ type: 'user_input', text: sentence });
  await client.next('assistant_end');
  return { client, chat, group };
}

it('a Chat that is erased is in no file of the database any more', async () => {
  const { server, onDisk, erase, api } = await serve();
  const { client, chat } = await talk(server);
  await client.close();
  expect(onDisk()).toBe(true);
  await expect.poll(async () => (await api.chats.listEvents(chat)).status).not.toBe('ACTIVE');
  expect(await erase(`chats/${chat}`)).toBe(204);
  expect(onDisk()).toBe(false);
});

it('a Chat Group is erased with all its Chats, but not while one goes on', async () => {
  const { server, onDisk, erase, api } = await serve();
  const first = await talk(server);
  await first.client.close();
  const second = await talk(server, `?resumed_chat_group_id=${first.group}`);
  expect(await erase(`chat_groups/${first.group}`)).toBe(409);
  await second.client.close();
  await expect.poll(() => erase(`chat_groups/${first.group}`)).toBe(204);
  expect(await erase(`chat_groups/${first.group}`)).toBe(404);
  expect((await api.chats.list()).total_pages).toBe(0);
  expect(onDisk()).toBe(false);
});

it('where nothing is kept, nothing that is said is ever on the disk, and a Chat leaves nothing behind', async () => {
  const { server, onDisk, api } = await serve({ keepDays: 0 });
  expect(server.keepsSound).toBe(false);
  const { client, chat } = await talk(server);
  expect(onDisk()).toBe(false);
  expect((await api.chats.listEvents(chat)).events_page).toEqual([]);
  await client.close();
  await expect.poll(async () => (await api.chats.list()).total_pages).toBe(0);
  expect(onDisk()).toBe(false);
});

it('where nothing is kept, nor is what a client says in its address, or has said before it comes back', async () => {
  const { server, onDisk } = await serve({ keepDays: 0 });
  const id = encodeURIComponent(sentence);
  const first = await talk(server, `?session_settings[custom_session_id]=${id}`);
  expect(onDisk()).toBe(false);
  first.client.socket.terminate();
  await first.client.closed;
  const second = await talk(server, `?resumed_chat_group_id=${first.group}`);
  expect(second.client.all('chat_metadata')[0]?.custom_session_id).toBe(sentence);
  expect(onDisk()).toBe(false);
  await second.client.close();
});

it('where nothing is kept, a server that ends leaves nothing of the Chats that it ends', async () => {
  const { server, folder } = await serve({ keepDays: 0 });
  await talk(server);
  await server.close();
  const database = await openDatabase({ address: `${folder}/kept.db`, maxBytes: 10_000_000 });
  onTestFinished(() => database.close());
  expect(await endedBefore(database, Date.now() + 60_000, 10)).toEqual([]);
});

it('Chats are erased so many days after their end, and younger ones stay', async () => {
  const { server, folder } = await serve();
  const { client } = await talk(server);
  await client.close();
  await server.close();
  const again = async (keepDays: number) => {
    const next = await quickServer({ database: `${folder}/kept.db`, keepDays });
    const api = createEviClient({ baseUrl: next.url });
    return { next, count: async () => (await api.chats.list()).chats_page.length };
  };
  const kept = await again(1);
  expect(await kept.count()).toBe(1);
  await kept.next.close();
  // A tenth of a millisecond: as if days had passed.
  const erased = await again(0.1 / 86_400_000);
  await expect.poll(erased.count).toBe(0);
  await erased.next.close();
});
