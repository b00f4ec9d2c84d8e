import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer as createReceiver } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createEviClient } from '@vivavoce/evi';
import { build } from 'tsdown';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { readAudio } from '../../src/store/chats/chat-audio.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { beBusy, eventOf, expectKept, toldNothing } from '../support/busy-client.ts';
import type { Told } from '../support/busy-client.ts';
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

it(
  `killed at ${String(kills)} moments, it has kept whatever a client was told, and starts again`,
  { timeout: 60_000 + kills * 6000 },
  async () => {
    const arrived = new Set<string>();
    const receiver = createReceiver((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.once('end', () => {
        arrived.add(eventOf(body));
        response.end();
      });
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const webhook = `http://127.0.0.1:${String((receiver.address() as AddressInfo).port)}/`;
    const moments = Array.from({ length: kills }, momentsOf(20));
    let lives = 0;
    const all = await Promise.all(
      Array.from({ length: files }, async (_, lane) => {
        const file = `${folder}/${String(lane)}.db`;
        const told = toldNothing();
        for (const moment of moments.filter((_, i) => i % files === lane)) {
          await live(file, moment, told, webhook);
          lives++;
        }
        // One more ends the Chats of the last.
        const last = serve(file);
        expect(await last.url).toBeDefined();
        last.kill();
        await last.gone;
        await expectKept(file, told, arrived);
        return told;
      }),
    );
    receiver.closeAllConnections();
    receiver.close();
    // A test in which nobody was told anything would say nothing.
    expect(lives).toBe(kills);
    const chats = all.flatMap((told) => told.chats);
    const count = (most: (told: Told) => number) => all.reduce((sum, told) => sum + most(told), 0);
    const counted = {
      chats: chats.length,
      userMessages: chats.flatMap(({ user }) => user).length,
      assistantMessages: chats.flatMap(({ assistant }) => assistant).length,
      toolAnswers: chats.flatMap(({ toolAnswers }) => toolAnswers).length,
      prompts: count(({ prompts }) => prompts.size),
      renames: count(({ renames }) => renames),
      deletedPrompts: count(({ deletedPrompts }) => deletedPrompts.length),
      deletedChats: count(({ deletedChats }) => deletedChats.length),
      webhooks: arrived.size,
    };
    const least = {
      chats: files,
      userMessages: kills / 2,
      assistantMessages: kills / 4,
      toolAnswers: kills / 4,
      prompts: kills,
      renames: kills / 2,
      deletedPrompts: kills / 2,
      deletedChats: kills / 12,
      webhooks: kills,
    };
    process.stdout.write(`  killed ${String(lives)} times: ${JSON.stringify(counted)}\n`);
    for (const [name, number] of Object.entries(least)) {
      expect(counted[name as keyof typeof least], name).toBeGreaterThanOrEqual(number);
    }
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
      : { after: 'messages', count: Math.floor(random() * 30), ms: random() * 15 };
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
  // On a busy machine the hum takes its time to arrive; a second is what may be lost.
  expect(Math.abs(keptUntil('user') - spokenUntil)).toBeLessThan(600);
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
  const child = spawn(process.execPath, [...args, '--allow-private-webhooks'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, VIVAVOCE_WEBHOOK_KEY: 'signs' },
  });
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
async function live(file: string, moment: Moment, told: Told, webhook: string): Promise<void> {
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
      await beBusy(url, told, webhook, async (client) => {
        client.socket.on('message', () => seen.push(client.types.at(-1) ?? ''));
        void client.closed.then(() => seen.push('closed'));
        if (moment.after === 'start') return;
        await client.until(() => client.types.length >= moment.count, 'messages').finally(kill);
      });
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
