import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { createClient } from '@libsql/client';
import { expect, it, onTestFinished, vi } from 'vitest';
import { TestClient } from '../support/client.ts';
import { expectUnharmed, whole } from './support/hostile-server.ts';

async function newFile(): Promise<string> {
  const folder = await mkdtemp(`${tmpdir()}/vivavoce-hostile-`);
  onTestFinished(() => rm(folder, { recursive: true }));
  return `${folder}/kept.db`;
}

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
  const file = await newFile();
  await expectUnharmed(400, { args: ['--database', file] }, async (server) => {
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
      const began = performance.now();
      expect((await server.ask(`chats/${chat}`)).status).toBe(200);
      expect(performance.now() - began).toBeLessThan(1000);
      asked.push(server.ask('prompts', { name: 'late', text: 'x' }).then(({ status }) => status));
      await pause(100);
    }
    await unlock();
    const statuses = await Promise.all(asked);
    expect(new Set(statuses)).toEqual(new Set(whole ? [201, 503] : statuses));
    expect((await server.ask('prompts', { name: 'after', text: 'x' })).status).toBe(201);
    const kept = async () => {
      const page = await server.ask(`chats/${chat}?page_size=100`);
      const { events_page: events } = (await page.json()) as {
        events_page: { type: string; message_text: string }[];
      };
      return events.flatMap((event) => (event.type === 'USER_MESSAGE' ? event.message_text : []));
    };
    await vi.waitFor(async () => expect(await kept()).toEqual(texts.slice(0, 100)), 8000);
    await client.close();
  });
});
