import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createEviClient } from '@vivavoce/evi';
import { sql } from 'drizzle-orm';
import { build } from 'tsdown';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { readAudio } from '../../src/store/chat-audio.ts';
import { listEvents } from '../../src/store/chat-events.ts';
import { openDatabase } from '../../src/store/database.ts';
import { Documents } from '../../src/store/documents.ts';
import { TestClient } from '../support/client.ts';

// Killed with SIGKILL at random moments, the database opens and holds everything that had been acknowledged. The moments
// come from a seed; what the server is doing at one of them is for the machine to say.
// A busy machine takes its time.
vi.setConfig({ testTimeout: 30_000 });
const kills = process.env['VIVAVOCE_LONG'] ? 50 : 12;
/** Databases side by side: a server that starts leaves the machine idle for half of the time. */
const files = 3;
const root = fileURLToPath(new URL('../..', import.meta.url));
const built = `${root}.cache/killed-server-test`;
let folder = '';
const running: Serving[] = [];

beforeAll(async () => {
  folder = await mkdtemp(`${tmpdir()}/vivavoce-killed-`);
  await build({
    cwd: root,
    outDir: built,
    logLevel: 'error',
    dts: false,
    noExternal: [/^@vivavoce/],
    inputOptions: {
      resolve: { conditionNames: ['vivavoce-source', 'module', 'import', 'default'] },
    },
  });
}, 60_000);
afterEach(async () => {
  for (const server of running.splice(0)) {
    server.kill();
    await server.gone;
  }
});
afterAll(() => rm(folder, { recursive: true }));

/** What a client had been told before the server was killed. */
interface Told {
  chats: { chatId: string; user: string[]; assistant: string[]; interruptions: number }[];
  prompts: string[];
}

it(
  `killed at ${String(kills)} moments, it has kept whatever a client was told, and starts again`,
  { timeout: 60_000 + kills * 6000 },
  async () => {
    const moments = Array.from({ length: kills }, momentsOf(20));
    const all = await Promise.all(
      Array.from({ length: files }, async (_, lane) => {
        const file = `${folder}/${String(lane)}.db`;
        const told: Told = { chats: [], prompts: [] };
        for (const moment of moments.filter((_, i) => i % files === lane)) {
          await live(file, moment, told);
        }
        await expectKept(file, told);
        return told;
      }),
    );
    const chats = all.flatMap((told) => told.chats);
    // A test in which nobody was told anything would say nothing.
    expect(chats.length).toBeGreaterThan(kills / 2);
    expect(chats.flatMap(({ user }) => user).length).toBeGreaterThan(kills / 2);
    expect(chats.flatMap(({ assistant }) => assistant).length).toBeGreaterThan(kills / 2);
    expect(all.flatMap(({ prompts }) => prompts).length).toBeGreaterThan(kills);
  },
);

/**
 * When a server is killed: so many ms after its process was started, or after the client in it got its so-manieth message,
 * which a slow machine reaches as well.
 */
type Moment = { after: 'start'; ms: number } | { after: 'messages'; count: number; ms: number };

function momentsOf(seed: number): () => Moment {
  let state = seed;
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  return () =>
    random() < 0.2
      ? { after: 'start', ms: random() * 800 }
      : { after: 'messages', count: Math.floor(random() * 20), ms: random() * 15 };
}

it('a Chat whose server was killed is over as soon as the next is up on the same file; those of living servers go on', async () => {
  const file = `${folder}/shared.db`;
  const [killed, alive] = [serve(file), serve(file)];
  const open = async (server: Serving) =>
    (await (await TestClient.open({ url: (await server.url) ?? '' })).next('chat_metadata'))
      .chat_id;
  const [lost, going] = [await open(killed), await open(alive)];
  killed.kill();
  await killed.gone;
  const next = serve(file);
  const about = async (chat: string) =>
    createEviClient({ baseUrl: (await next.url) ?? '' }).chats.listEvents(chat, {
      ascendingOrder: false,
    });
  const { status, end_timestamp: end, events_page: events } = await about(lost);
  expect(end).not.toBeNull();
  expect(status).toBe('ERROR');
  expect(events[0]).toMatchObject({
    type: 'CHAT_END_MESSAGE',
    metadata: JSON.stringify({ end_reason: 'ERROR' }),
  });
  expect(await about(going)).toMatchObject({ status: 'ACTIVE' });
  expect(
    (await readdir(folder)).filter((name) => name.startsWith('shared.db-server-')),
  ).toHaveLength(2);
});

it('servers that start on a new file at once are all up, whoever makes its tables', async () => {
  const servers = Array.from({ length: 8 }, () => serve(`${folder}/new.db`));
  const urls = await Promise.all(servers.map(({ url }) => url));
  expect(urls.filter((url) => url === undefined)).toEqual([]);
});

it('a server that is killed in mid-answer has kept the sound of both sides, but for the last second', async () => {
  const file = `${folder}/sound.db`;
  const server = serve(file);
  const client = await TestClient.open({ url: (await server.url) ?? '' });
  const { chat_id: chat } = await client.next('chat_metadata');
  client.declareAudio();
  client.send({ type: 'user_input', text: 'tell me a story' });
  await client.next('audio_output');
  const [began, answered] = ['chat_metadata', 'audio_output'].map(
    (type) => client.received.find(({ message }) => message.type === type)?.at ?? NaN,
  ) as [number, number];
  // Sound that comes within 200 ms of the beginning is taken to have begun with it; later it has a place of its own.
  await vi.waitFor(() => expect(performance.now() - began).toBeGreaterThan(500), 2000);
  // No more than a hum, and then the microphone is off.
  await client.speak(new Int16Array(16_000).fill(1));
  const spokenUntil = performance.now() - began;
  await vi.waitFor(() => expect(performance.now() - answered).toBeGreaterThan(4000), 8000);
  const killedAt = performance.now() - began;
  server.kill();
  await server.gone;
  const database = await openDatabase({ address: file, maxBytes: 100_000_000 });
  const pieces = await readAudio(database, chat, 0, 16_000 * 60);
  await database.close();
  const keptUntil = (side: string) =>
    Math.max(...pieces.map((one) => (one.side === side ? one.at + one.samples.length : 0))) / 16;
  expect(Math.abs(keptUntil('user') - spokenUntil)).toBeLessThan(200);
  // The story goes on for far longer than that.
  expect(keptUntil('assistant')).toBeGreaterThan(killedAt - 1000);
});

/** A server in a process of its own. */
interface Serving {
  /** Undefined when it ended before it listened. */
  url: Promise<string | undefined>;
  gone: Promise<NodeJS.Signals | null>;
  /** With SIGKILL. */
  kill: () => void;
}

function serve(file: string): Serving {
  const args = [`${built}/cli.js`, '--port', '0', '--recogniser', 'none', '--database', file];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise<NodeJS.Signals | null>((resolve) => {
    child.once('close', (_, signal) => {
      resolve(signal);
    });
  });
  const url = new Promise<string | undefined>((resolve) => {
    child.stdout.setEncoding('utf8').once('data', (line: string) => {
      resolve(/http:\/\/[\d.]+:\d+/.exec(line)?.[0]);
    });
    void gone.then(() => {
      resolve(undefined);
    });
  });
  const server = { url, gone, kill: () => child.kill('SIGKILL') };
  running.push(server);
  return server;
}

/**
 * One server from its start to its end.
 *
 * @throws Error when that does not come, which says what has been seen of it.
 */
async function live(file: string, moment: Moment, told: Told): Promise<void> {
  const server = serve(file);
  const seen: string[] = [];
  let late: NodeJS.Timeout | undefined;
  const kill = () => {
    setTimeout(() => {
      seen.push('killed');
      server.kill();
    }, moment.ms);
  };
  const end = async () => {
    if (moment.after === 'start') kill();
    void server.gone.then(() => seen.push('gone'));
    const url = await server.url;
    seen.push(`listens: ${String(url)}`);
    if (url !== undefined) {
      const client = new TestClient({ url });
      client.socket.on('message', () => seen.push(client.types.at(-1) ?? ''));
      void client.closed.then(() => seen.push('closed'));
      const reached =
        moment.after === 'messages' &&
        client.until(() => client.types.length >= moment.count, 'messages').finally(kill);
      await Promise.all([reached, beBusy(client, told)]);
    }
    // Any other end would be a server that did not start on what was left of the one before.
    expect(await server.gone).toBe('SIGKILL');
  };
  const never = new Promise<never>((_, reject) => {
    late = setTimeout(() => {
      reject(new Error(`${JSON.stringify(moment)} is not over after a minute: ${seen.join(', ')}`));
    }, 60_000);
  });
  await Promise.race([end(), never]).finally(() => {
    clearTimeout(late);
  });
}

/** Talks and writes until the server is gone. */
async function beBusy(client: TestClient, told: Told): Promise<void> {
  const url = client.socket.url.replace(/^ws(.*)\/v0.*$/, 'http$1');
  let answered = -1;
  const words = setInterval(() => {
    // As soon as there was an answer, and now and then over it.
    const answers = client.all('assistant_end').length;
    const isItsTurn = answers > answered || Math.random() < 0.02;
    if (client.types.length === 0 || !isItsTurn) return;
    answered = answers;
    client.send({ type: 'user_input', text: anyText() });
  }, 7);
  await Promise.all([client.closed, writePrompts(url, told.prompts)]);
  clearInterval(words);
  const [metadata] = client.all('chat_metadata');
  if (metadata === undefined) return;
  told.chats.push({
    chatId: metadata.chat_id,
    user: client.all('user_message').map(({ message }) => message.content ?? ''),
    assistant: client.all('assistant_message').map(({ message }) => message.content ?? ''),
    interruptions: client.all('user_interruption').length,
  });
}

async function writePrompts(url: string, stored: string[]): Promise<void> {
  for (;;) {
    const name = anyText();
    const body = JSON.stringify({ name, text: 'Be brief.' });
    const headers = { 'content-type': 'application/json' };
    try {
      const answer = await fetch(`${url}/v0/evi/prompts`, { method: 'POST', headers, body });
      if (answer.status !== 201) throw new Error(`answered ${String(answer.status)}`);
      stored.push(name);
      // An answer that is not read keeps its connection, and the next prompt opens another.
      await answer.arrayBuffer();
    } catch (error) {
      if (error instanceof TypeError) return;
      throw error;
    }
    // The Chat is to have its turn.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function expectKept(file: string, told: Told): Promise<void> {
  const database = await openDatabase({ address: file, maxBytes: 100_000_000 });
  expect(await database.orm.all(sql.raw('PRAGMA integrity_check'))).toEqual([
    { integrity_check: 'ok' },
  ]);
  for (const { chatId, user, assistant, interruptions } of told.chats) {
    const { items } = await listEvents(database, { chatId }, { number: 0, size: 10_000 }, true);
    const kept = (type: string) =>
      items.filter((item) => item.type === type).map(({ messageText }) => messageText);
    expect(items[0]?.type).toBe('CHAT_START_MESSAGE');
    expect(kept('USER_MESSAGE').slice(0, user.length)).toEqual(user);
    expect(kept('AGENT_MESSAGE').slice(0, assistant.length)).toEqual(assistant);
    expect(kept('USER_INTERRUPTION').length).toBeGreaterThanOrEqual(interruptions);
  }
  const prompts = new Documents(database, 'prompt');
  const { items } = await prompts.list({ latestOnly: true }, { number: 0, size: 100_000 });
  const kept = items.map(({ name }) => name);
  expect(told.prompts.filter((name) => !kept.includes(name))).toEqual([]);
  await database.close();
}

let texts = 0;
/** A text that no other is. */
function anyText(): string {
  return `word ${String(texts++)}`;
}
