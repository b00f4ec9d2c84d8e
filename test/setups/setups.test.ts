import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { freePort, root } from '../../scripts/tools.mjs';
import { concatenate, silence, writeWav } from '../journeys/support/sound.ts';
import { makeSpeech, speechRate } from '../journeys/support/speech.ts';
import { startBrowser } from '../journeys/support/stage.ts';
import { heard, uncaught, watch } from '../journeys/support/watch.ts';
import { examples } from './support/examples.ts';
import type { Example } from './support/examples.ts';
import { launch, npm } from './support/program.ts';
import { serveRegistry } from './support/registry.ts';
import type { Registry } from './support/registry.ts';
import { Table } from './support/table.ts';
import type { Row } from './support/table.ts';

// Each example as somebody has it who copies it: installed by npm from the packed packages, built, served, and talked to in a browser.
// `scripts/test.mjs` writes the table into `docs/setups.md`.
const folder = mkdtempSync(join(tmpdir(), 'vivavoce-setups-'));
const voice = join(folder, 'voice.wav');
const table = new Table();
const patient = { timeout: 60_000 };
let registry: Registry;

beforeAll(async () => {
  registry = await serveRegistry();
  const [question] = await makeSpeech(['what is two plus two']);
  const pause = (seconds: number): Int16Array => silence(seconds, speechRate);
  // Twice, since a browser plays from when the microphone is opened, whether or not the server listens yet.
  writeWav(voice, concatenate(pause(2), question, pause(12), question, pause(120)), speechRate);
});

afterAll(async () => {
  table.write(join(root, '.cache/setups.json'));
  await registry[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** Whatever of others an install needs comes from npm's registry. */
const npmsRegistry = await npm(root, ['view', 'react', 'version'], { limit: 60_000 }).then(
  () => true,
  () => false,
);

test.for(Object.entries(examples))('%s', async ([name, example], { skip }) => {
  if (!npmsRegistry) skip('npm reaches no registry from here');
  await table.row(name, async (row) => {
    const app = mkdtempSync(join(folder, `${name}-`));
    cpSync(join(root, 'examples', name), app, { recursive: true });
    await talkTo(app, example, row);
  });
});

test.for([
  ['vite', 'local'],
  ['nextjs', 'gemini'],
] as const)('npm create @vivavoce: %s, %s', async ([template, answers], { skip }) => {
  if (!npmsRegistry) skip('npm reaches no registry from here');
  await table.row(`npm create @vivavoce (${template}, ${answers})`, async (row) => {
    const home = mkdtempSync(join(folder, 'create-'));
    writeFileSync(join(home, '.npmrc'), registry.npmrc);
    const flags = ['my-app', '--template', template, '--answers', answers];
    await npm(home, ['create', '--yes', '@vivavoce@latest', '--', ...flags]);
    const example = examples[answers === 'local' ? template : `${template}-${answers}`];
    if (!example) throw new Error('There is no such example.');
    await talkTo(join(home, 'my-app'), example, row);
  });
});

/** From an empty `node_modules` to a conversation that has ended. */
async function talkTo(app: string, example: Example, row: Row): Promise<void> {
  // Hundreds of megabytes.
  onTestFinished(() => rm(app, { recursive: true, force: true }));
  writeFileSync(join(app, '.npmrc'), registry.npmrc);
  const { scripts } = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const answering = await freePort(23_000 + Math.floor(Math.random() * 1000));
  const showing = await freePort(24_000 + Math.floor(Math.random() * 1000));
  settle(app, example, answering);

  row.took('install', await npm(app, ['install', '--no-audit', '--no-fund']));
  row.made(example.made.map((module) => `${module} ${versionOf(app, module)}`));
  if (scripts['build']) row.took('build', await npm(app, ['run', 'build']));
  await ready(app, example, answering);
  const { args, env } = example.show(showing);
  const site = `http://127.0.0.1:${showing}`;
  const page = await launch(app, args, site, env);
  onTestFinished(() => page[Symbol.asyncDispose]());
  await converse(site + (example.path ?? '/'), example, answering, row);
}

/** What the README has its reader write: the environment, with who answers at a port of this run. */
function settle(app: string, { address }: Example, port: number): void {
  const sample = join(app, '.env.example');
  if (!existsSync(sample) || address === undefined) return;
  const text = readFileSync(sample, 'utf8')
    .replace(new RegExp(`^# (${address}=.*):\\d+$`, 'm'), `$1:${port}`)
    .replace(/^(\w+_API_KEY=)$/m, '$1any');
  expect(text).toContain(`:${port}`);
  writeFileSync(join(app, '.env.local'), text);
}

function versionOf(app: string, module: string): string {
  const manifest = join(app, 'node_modules', module, 'package.json');
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

/** Starts who answers, by the app's own script. */
async function ready(app: string, { answers }: Example, port: number): Promise<void> {
  if (answers === 'scripted') return;
  const local = answers === 'local';
  const args = local ? ['run', 'server', '--', '--port', String(port)] : ['run', 'stand-in'];
  const env = local ? {} : { PORT: String(port) };
  const partner = await launch(app, args, `http://127.0.0.1:${port}/health`, env);
  onTestFinished(() => partner[Symbol.asyncDispose]());
}

/** What is understood, and what is answered. */
const words: Record<Example['answers'], readonly [RegExp, RegExp]> = {
  local: [/two plus two|2 plus 2/i, /is (4|four)/i],
  openai: [/Words \d/, /You are talking to a stand-in/],
  gemini: [/Words \d/, /You are talking to a stand-in/],
  scripted: [/Hello there/, /You wrote: Hello there/],
};

/** Calls, speaks, is answered aloud, and hangs up. */
async function converse(url: string, example: Example, port: number, row: Row): Promise<void> {
  const { answers } = example;
  // Where the page of an example has the usual address, the browser is led to the port of this run.
  const led = example.address === undefined && answers === 'local';
  const browser = await startBrowser(
    { plays: voice },
    led ? [`--host-resolver-rules=MAP 127.0.0.1:8788 127.0.0.1:${port}`] : [],
  );
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ reducedMotion: 'reduce' });
  await watch(page);
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  row.onFailure(async () => `${await page.locator('body').innerText()}\n${said.join('\n')}`);
  await page.goto(url);
  const call = page.getByRole('button', { name: 'Start talking' });
  const hangUp = page.getByRole('button', { name: 'Hang up' });
  // A page that was rendered on a server listens once its scripts run.
  await expect
    .poll(async () => {
      if (await call.isVisible()) await call.click();
      return hangUp.isVisible();
    }, patient)
    .toBe(true);
  if (answers === 'scripted') {
    await page.getByRole('textbox').fill('Hello there');
    await page.getByRole('textbox').press('Enter');
  }
  const [understood, answered] = words[answers];
  const log = page.getByRole('log');
  await expect.poll(() => log.innerText(), patient).toMatch(understood);
  row.passed('understands');
  await expect.poll(() => log.innerText(), patient).toMatch(answered);
  row.passed('answers');
  await expect.poll(() => loudness(page), patient).toBeGreaterThan(0.01);
  row.passed('heard');
  await hangUp.click();
  await expect.poll(() => openThings(page), patient).toEqual([]);
  await call.waitFor();
  expect(await uncaught(page)).toEqual([]);
  row.passed('hangs up');
}

/** Root mean square of the loudest tenth of a second on its way to the speaker. */
async function loudness(page: Page): Promise<number> {
  const { samples, sampleRate } = await heard(page);
  const length = Math.round(sampleRate / 10);
  let loudest = 0;
  for (let at = 0; at + length <= samples.length; at += length) {
    const sum = samples.subarray(at, at + length).reduce((whole, one) => whole + one * one, 0);
    loudest = Math.max(loudest, Math.sqrt(sum / length));
  }
  return loudest;
}

async function openThings(page: Page): Promise<string[]> {
  const workers = page.workers().map(() => 'worker');
  const others = await page.evaluate(() => [
    ...window.watched.tracks.filter(({ readyState }) => readyState === 'live').map(() => 'track'),
    ...window.watched.contexts.filter(({ state }) => state !== 'closed').map(() => 'context'),
  ]);
  return [...workers, ...others];
}

test('each folder of the examples is tried', () => {
  const folders = readdirSync(join(root, 'examples'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  expect(Object.keys(examples).toSorted()).toEqual(folders.toSorted());
});
