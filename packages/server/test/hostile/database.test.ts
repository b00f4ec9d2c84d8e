import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { createClient } from '@libsql/client';
import { sql } from 'drizzle-orm';
import { expect, it, vi } from 'vitest';
import { openDatabase } from '../../src/store/open-database.ts';
import { TestClient } from '../support/client.ts';
import { expectUnharmed, msOf, whole } from './support/hostile-server.ts';
import { newFile } from './support/new-file.ts';

/** Another process that writes and does not come to an end. @returns its end. */
async function lock(file: string): Promise<() => Promise<void>> {
  const client = createClient({ url: pathToFileURL(file).href, timeout: 5000 });
  const transaction = await client.transaction('write');
  await transaction.execute("insert into secrets (name, value) values ('other', 'process')");
  return async () => {
    await transaction.rollback();
    client.close();
  };
}

it('a neighbour that locks the database delays nobody, and costs nothing that was said', async () => {
  const { file, remove } = await newFile();
  const options = { args: ['--database', file], calm: true };
  await expectUnharmed(500, options, async (server) => {
    server.afterwards(remove);
    const client = await TestClient.open(server);
    const { chat_id: chat } = await client.next('chat_metadata');
    const texts: string[] = [];
    const say = async () => {
      texts.push(`word ${String(texts.length)}`);
      client.send({ type: 'user_input', text: texts.at(-1) });
      await client.next('user_message', texts.length);
    };
    await say();
    const unlock = await lock(file);
    const until = performance.now() + (whole ? 12_000 : 1500);
    const asked = [];
    while (performance.now() < until) {
      await say();
      // Reading goes on; what is to be written is refused after a while.
      const read = async () => {
        expect((await server.ask(`chats/${chat}`)).status).toBe(200);
      };
      expect(await msOf(server, read)).toBeLessThan(1000);
      asked.push(server.ask('prompts', { name: 'late', text: 'x' }).then(({ status }) => status));
      await pause(100);
    }
    await unlock();
    const statuses = await Promise.all(asked);
    expect(statuses.length).toBeGreaterThan(0);
    expect(statuses.filter((status) => status !== 201 && status !== 503)).toEqual([]);
    if (whole) expect(new Set(statuses)).toEqual(new Set([201, 503]));
    expect((await server.ask('prompts', { name: 'after', text: 'x' })).status).toBe(201);
    const kept = async () => {
      const all: string[] = [];
      for (let number = 0, pages = 1; number < pages; number++) {
        const page = await server.ask(`chats/${chat}?page_size=100&page_number=${String(number)}`);
        const told = (await page.json()) as {
          total_pages: number;
          events_page: { type: string; message_text: string }[];
        };
        pages = told.total_pages;
        const users = told.events_page.filter(({ type }) => type === 'USER_MESSAGE');
        all.push(...users.map(({ message_text }) => message_text));
      }
      return all;
    };
    await vi.waitFor(async () => expect(await kept()).toEqual(texts), 8000);
    await client.close();
  });
});

it('lists of a hundred thousand Chats, groups and prompts cost no more than those of ten', async () => {
  const { file, remove } = await newFile();
  const database = await openDatabase({ address: file, maxBytes: 1_000_000_000 });
  const many = sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${whole ? 100_000 : 5000})`;
  for (const table of [
    sql`chats (id, group_id, status, start_ms, end_ms, config_id, config_version, webhooks, alive_until_ms)
      ${many} select 'chat ' || i, 'group ' || (i / 2), 'USER_ENDED', i, i, 'config', 0, '[]', 0 from n`,
    sql`documents (id, kind, name, next_version, created_on)
      ${many} select 'prompt ' || i, 'prompt', 'name', 1, 0 from n`,
    sql`document_versions (document_id, version, body, modified_on)
      ${many} select 'prompt ' || i, 0, '{"text":"x"}', 0 from n`,
  ]) {
    await database.orm.run(sql`insert into ${table}`);
  }
  await database.close();
  const lists = [
    'chat_groups?page_size=100',
    'chat_groups?page_number=40&ascending_order=false',
    'chat_groups?config_id=config&page_size=100',
    'chats?page_size=100&page_number=50',
    'chats?config_id=config',
    'prompts?name=name&page_size=100&page_number=50',
    'prompts?restrict_to_most_recent=false&page_number=999999999',
    'chat_groups/group%206',
  ];
  await expectUnharmed(600, { args: ['--database', file] }, async (server) => {
    const { ask, afterwards } = server;
    afterwards(remove);
    // A machine that has much else to do is slow now and then; a list that looks at all there is, is so every time.
    const took = lists.map(() => Infinity);
    for (let round = 0; round < 3; round++) {
      for (const [i, list] of lists.entries()) {
        const ms = await msOf(server, async () => {
          const answer = await ask(list);
          expect(answer.status).toBe(200);
          await answer.arrayBuffer();
        });
        took[i] = Math.min(took[i] ?? Infinity, ms);
      }
    }
    expect(Math.max(...took), JSON.stringify(took)).toBeLessThan(250);
    await Promise.all(
      Array.from({ length: whole ? 100 : 20 }, async (_, i) =>
        (await ask(lists[i % lists.length] ?? '')).arrayBuffer(),
      ),
    );
  });
});

it('what has very much in it is deleted without anybody waiting for that', async () => {
  const { file, remove } = await newFile();
  const database = await openDatabase({ address: file, maxBytes: 1_000_000_000 });
  const some = sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${whole ? 80_000 : 20_000})`;
  for (const rows of [
    sql`chats (id, group_id, status, start_ms, end_ms, webhooks, alive_until_ms)
      values ('long', 'group', 'USER_ENDED', 1, 2, '[]', 0)`,
    sql`chat_events (id, chat_id, group_id, timestamp_ms, type, role, message_text)
      ${some} select 'event ' || i, 'long', 'group', i, 'USER_MESSAGE', 'USER', 'words' from n`,
    sql`documents (id, kind, name, next_version, created_on) values ('old', 'prompt', 'name', 80001, 0)`,
    sql`document_versions (document_id, version, body, modified_on)
      ${some} select 'old', i, '{"text":"x"}', 0 from n`,
  ]) {
    await database.orm.run(sql`insert into ${rows}`);
  }
  await database.close();
  await expectUnharmed(500, { args: ['--database', file] }, async ({ url, ask, afterwards }) => {
    afterwards(remove);
    for (const path of ['chats/long', 'prompts/old']) {
      let over = false;
      const deleted = fetch(`${url}/v0/evi/${path}`, { method: 'DELETE' }).finally(
        () => (over = true),
      );
      do {
        const made = await ask('prompts', { name: 'meanwhile', text: 'x' });
        await made.arrayBuffer();
        expect(made.status).toBe(201);
      } while (!over);
      expect([204, 404]).toContain((await deleted).status);
      expect((await ask(path)).status).toBe(404);
    }
  });
});
