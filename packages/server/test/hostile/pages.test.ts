import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { insertAudio, longestPiece } from '../../src/store/chats/chat-audio.ts';
import { ChatStore } from '../../src/store/chats/chat-store.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { TestClient } from '../support/client.ts';
import { expectUnharmed, whole } from './support/hostile-server.ts';
import { newFile } from './support/new-file.ts';

async function idOf(answer: Promise<Response>): Promise<string> {
  const { id } = (await (await answer).json()) as { id: string };
  return id;
}

/** Asks for the same again and again, on connections of which nobody reads an answer. */
function askWithoutReading(url: string, times: number): () => void {
  const requests = Array.from({ length: times }, () =>
    request(url, { agent: false }, (response) => response.pause())
      .on('error', () => undefined)
      .end(),
  );
  return () => {
    for (const asked of requests) asked.destroy();
  };
}

/** Asks five times, one after the other, as somebody else, and reads all of it. Other systems than Linux have one such address. */
async function readAsAnother(url: string): Promise<(number | undefined)[]> {
  const localAddress = process.platform === 'linux' ? '127.0.0.3' : '127.0.0.1';
  const statuses: (number | undefined)[] = [];
  for (let i = 0; i < 5; i++) {
    const asked = request(url, { agent: false, localAddress }).end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    for await (const _ of response);
    statuses.push(response.statusCode);
  }
  return statuses;
}

it('Configs with as many and as large tools as there may be are read, listed and used without delay', async () => {
  const tool = {
    parameters: JSON.stringify({ x: 'x'.repeat(31_000) }),
    description: 'x'.repeat(4000),
    fallback_content: 'x'.repeat(4000),
  };
  await expectUnharmed(600, {}, async (server) => {
    const { ask } = server;
    const tools = [];
    // Half a megabyte, as much as there may be.
    for (let i = 0; i < 13; i++) {
      tools.push({ id: await idOf(ask('tools', { name: `tool ${String(i)}`, ...tool })) });
    }
    const made = [];
    for (let i = 0; i < (whole ? 100 : 20); i++) {
      made.push(await idOf(ask('configs', { evi_version: '3', name: 'large', tools })));
    }
    const chats = await Promise.all(
      made.slice(0, 20).map((id) => TestClient.open(server, `?config_id=${id}`)),
    );
    await Promise.all([
      ...chats.map((chat) => chat.close()),
      ...made.map(async (id) => (await ask(`configs/${id}`)).arrayBuffer()),
      ...Array.from({ length: 8 }, async () => {
        const all = await ask('configs?page_size=100');
        expect(((await all.json()) as { code: string }).code).toBe('page_too_large');
      }),
      ...Array.from({ length: 20 }, async () => {
        const some = await ask('configs?page_size=8');
        expect(((await some.json()) as { configs_page: unknown[] }).configs_page).toHaveLength(8);
      }),
    ]);
    const too = tools.concat({ id: await idOf(ask('tools', { name: 'one more', ...tool })) });
    const larger = await ask('configs', { evi_version: '3', name: 'larger', tools: too });
    expect(await larger.text()).toContain('tools: together they may have no more than');
  });
});

it('pages of the events of a Chat that typed the longest texts delay nobody', async () => {
  await expectUnharmed(500, {}, async (server) => {
    const client = await TestClient.open(server);
    const { chat_id } = await client.next('chat_metadata');
    for (let i = 0; i < 60; i++) {
      client.send({ type: 'session_settings', system_prompt: 'x'.repeat(100_000) });
    }
    client.send({ type: 'user_input', text: 'Hello.' });
    await client.next('assistant_end');
    const statuses = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const answer = await server.ask(`chats/${chat_id}?page_size=100`);
        await answer.arrayBuffer();
        return answer.status;
      }),
    );
    expect(new Set(statuses)).toEqual(new Set([400]));
    await client.close();
  });
});

it('pages of the largest prompts delay nobody, whether they are read or not', async () => {
  let made = 0;
  let readAlone = false;
  await expectUnharmed(600, { calm: true }, async ({ ask, url, afterwards }) => {
    // The attack may come again.
    for (; made < 100; made++) {
      await (await ask('prompts', { name: 'large', text: 'x'.repeat(100_000) })).arrayBuffer();
    }
    const page = await ask('prompts?page_size=100');
    expect(page.status).toBe(400);
    expect(await page.json()).toMatchObject({ code: 'page_too_large' });
    const smaller = await ask('prompts');
    expect(((await smaller.json()) as { prompts_page: unknown[] }).prompts_page).toHaveLength(10);
    const read = () =>
      Promise.all(
        Array.from({ length: whole ? 50 : 8 }, async () => {
          const answer = await ask('prompts?page_size=40');
          await answer.arrayBuffer();
          return answer.status;
        }),
      );
    // Whoever reads is answered, however much it is; beside what the same client leaves unread, as long as that is not too much.
    if (!readAlone) expect(new Set(await read())).toEqual(new Set([200]));
    readAlone = true;
    afterwards(askWithoutReading(`${url}/v0/evi/prompts?page_size=40`, whole ? 400 : 20));
    const [answers, others] = await Promise.all([
      read(),
      readAsAnother(`${url}/v0/evi/prompts?page_size=40`),
    ]);
    // The one that leaves so much unread may be told to read first.
    expect(answers.filter((status) => status !== 200 && status !== 503)).toEqual([]);
    // Nobody else is.
    expect(others).toEqual([200, 200, 200, 200, 200]);
  });
});

it('recordings that nobody reads delay nobody', async () => {
  const { file, remove } = await newFile();
  const database = await openDatabase({ address: file, maxBytes: 1_000_000_000 });
  const store = new ChatStore(database);
  const opened = await store.open({
    webhooks: [],
    events: [{ type: 'CHAT_START_MESSAGE', role: 'SYSTEM' }],
  });
  const chatId = opened?.chatId ?? '';
  const pieces = whole ? 60 : 15;
  const samples = new Int16Array(longestPiece).fill(1000);
  await insertAudio(
    database,
    Array.from({ length: pieces }, (_, i) => ({
      chatId,
      side: 'user',
      at: i * longestPiece,
      samples,
    })),
  );
  await store.end(chatId, 'USER_ENDED');
  await store.close();
  await database.close();
  await expectUnharmed(500, { args: ['--database', file] }, async ({ ask, afterwards }) => {
    afterwards(remove);
    const told = (await (await ask(`chats/${chatId}/audio`)).json()) as {
      signed_audio_url: string;
    };
    const address = told.signed_audio_url;
    afterwards(askWithoutReading(address, whole ? 400 : 20));
    const sizes = await Promise.all(
      Array.from({ length: whole ? 20 : 2 }, async () => {
        const answer = await fetch(address);
        return (await answer.arrayBuffer()).byteLength;
      }),
    );
    // Two sides.
    expect(new Set(sizes)).toEqual(new Set([44 + pieces * longestPiece * 4]));
  });
});
