import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { build } from 'tsdown';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listEvents } from '../../src/store/chat-events.ts';
import { openDatabase } from '../../src/store/database.ts';
import { TestClient } from '../support/client.ts';

// Killed with SIGKILL at random moments, the database opens and holds every event that had been acknowledged.
const kills = Number(process.env['VIVAVOCE_KILLS'] ?? 8);
const root = fileURLToPath(new URL('../..', import.meta.url));
const built = `${root}.cache/killed-server-test`;
let folder = '';

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
afterAll(() => rm(folder, { recursive: true }));

async function start(file: string) {
  const args = [`${built}/cli.js`, '--port', '0', '--database', file];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => {
      resolve();
    });
  });
  const line = await new Promise<string>((resolve) => {
    child.stdout.setEncoding('utf8').once('data', resolve);
  });
  return { child, gone, url: /http:\/\/[\d.]+:\d+/.exec(line)?.[0] ?? '' };
}

it(
  `killed ${String(kills)} times, it has kept whatever a client was told`,
  { timeout: 60_000 + kills * 15_000 },
  async () => {
    const file = `${folder}/kept.db`;
    const told: { chatId: string; texts: string[] }[] = [];
    for (let i = 0; i < kills; i++) {
      const { child, gone, url } = await start(file);
      const client = await TestClient.open({ url });
      const words = setInterval(() => {
        client.send({ type: 'user_input', text: `word ${String(Math.random())}` });
      }, 7);
      await new Promise((resolve) => setTimeout(resolve, 30 + Math.random() * 400));
      child.kill('SIGKILL');
      clearInterval(words);
      await gone;
      await client.closed;
      const { chat_id: chatId } = await client.next('chat_metadata');
      const texts = [...client.all('user_message'), ...client.all('assistant_message')];
      told.push({ chatId, texts: texts.map(({ message }) => message.content ?? '') });
    }
    expect(told.some(({ texts }) => texts.length > 0)).toBe(true);
    const database = await openDatabase({ address: file, maxBytes: 100_000_000 });
    for (const { chatId, texts } of told) {
      const page = { number: 0, size: 10_000 };
      const { items } = await listEvents(database, { chatId }, page, true);
      const kept = items.map(({ messageText }) => messageText);
      expect(texts.filter((text) => !kept.includes(text))).toEqual([]);
    }
    await database.close();
  },
);
