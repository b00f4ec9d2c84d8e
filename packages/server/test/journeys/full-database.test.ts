import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { LogEntry, RunningServer } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import { quickServer } from '../support/quick-server.ts';

// A busy machine takes its time.
vi.setConfig({ testTimeout: 30_000 });

let folder = '';
const log: LogEntry[] = [];
let server: RunningServer;
beforeEach(async () => {
  folder = await mkdtemp(`${tmpdir()}/vivavoce-full-`);
  log.length = 0;
  server = await quickServer({
    database: `${folder}/full.db`,
    maxDatabaseMb: 1,
    // More than there is.
    maxChatMb: 10,
    maxPairMb: 10,
    log: (entry) => log.push(entry),
  });
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

async function post(bytes: number): Promise<Response> {
  return fetch(`${server.url}/v0/evi/prompts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'filler', text: 'x'.repeat(bytes) }),
  });
}

/** Writes until nothing more goes in; gives the ids of what did. */
async function fill(): Promise<string[]> {
  const ids: string[] = [];
  for (const bytes of [100_000, 3000, 10]) {
    let answer = await post(bytes);
    for (; answer.status === 201; answer = await post(bytes)) {
      ids.push(((await answer.json()) as { id: string }).id);
    }
    expect(answer.status).toBe(507);
    expect(await answer.json()).toMatchObject({ code: 'storage_full' });
  }
  return ids;
}

it('a full database is 507 to requests that write, and those that read go on', async () => {
  await fill();
  const list = await fetch(`${server.url}/v0/evi/prompts?name=filler`);
  expect(list.status).toBe(200);
  expect(log.map(({ level }) => level)).toEqual(['warning']);
  expect((await stat(`${folder}/full.db`)).size).toBeLessThanOrEqual(1_000_000);
});

it('a full database closes a Chat with 4507, and a new one before it begins', async () => {
  const client = await TestClient.open(server);
  await fill();
  // Events are small: the last page may have room for some.
  const words = setInterval(() => {
    if (client.socket.readyState === client.socket.OPEN) {
      client.send({ type: 'user_input', text: 'x'.repeat(5000) });
    }
  }, 20);
  expect(await client.closed).toEqual({ code: 4507, reason: 'storage_full' });
  clearInterval(words);
  expect(client.all('error').at(-1)).toMatchObject({ code: 'E0305', slug: 'storage_full' });
  // A last row may find room where the Chat before left some.
  let next = new TestClient(server);
  while ('chat_id' in (await Promise.race([next.next('chat_metadata'), next.closed]))) {
    next = new TestClient(server);
  }
  expect(await next.closed).toEqual({ code: 4507, reason: 'storage_full' });
  expect(next.types).toEqual(['error']);
});

it('once something was deleted, there is room again', async () => {
  const [first] = await fill();
  const deleted = await fetch(`${server.url}/v0/evi/prompts/${first ?? ''}`, { method: 'DELETE' });
  expect(deleted.ok).toBe(true);
  expect((await post(50_000)).status).toBe(201);
  const client = await TestClient.open(server);
  client.send({ type: 'user_input', text: 'hello' });
  await client.next('assistant_end');
  await client.close();
});
