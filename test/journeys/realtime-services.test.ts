import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { scriptedGemini } from '../../packages/testing/src/gemini-live.ts';
import { scriptedOpenAI } from '../../packages/testing/src/openai-realtime.ts';
import { serve } from '../../packages/testing/src/serve.ts';
import type { Served } from '../../packages/testing/src/serve.ts';
import type { Browser, Page } from 'playwright';
import { build } from 'vite';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { installFrom, linkBuilt } from './support/installed.ts';
import { concatenate, silence, writeWav } from './support/sound.ts';
import { makeSpeech, speechRate } from './support/speech.ts';
import { startBrowser } from './support/stage.ts';
import { heard, tapScript, uncaught, watch } from './support/watch.ts';

// OpenAI Realtime and Gemini Live as a user has them: somebody else's app of the built packages, a strict policy, a real browser, a voice
// that is played into its microphone, and sound that is counted on its way to the speaker.
const folder = mkdtempSync(join(tmpdir(), 'vivavoce-realtime-'));
const out = join(folder, 'out');
const voiceFile = join(folder, 'voice.wav');
/** One service's page serves each script as a file; on the other's the voice thread travels within the package. */
const policyOf = (workers: string): string =>
  `default-src 'self'; script-src 'self'; worker-src 'self' ${workers}; connect-src 'self' ws://127.0.0.1:*`;

/** What is said, and when it begins and ends in the file, in s. */
const questions = ['hello there how are you today', 'tell me a long story', 'please stop'] as const;
const said = ['Hello there.', 'Tell me a story.', 'Please stop.'];
const story = 'A story that is so long that nobody has ever heard the end of it.';

let browser: Browser;
let site: Server;
let tokens = 0;

beforeAll(async () => {
  const [first, second, third] = await makeSpeech(questions);
  const pause = (seconds: number): Int16Array => silence(seconds, speechRate);
  writeWav(
    voiceFile,
    concatenate(pause(1), first, pause(3), second, pause(2.5), third, pause(40)),
    speechRate,
  );
  const app = join(folder, 'app');
  cpSync(join(import.meta.dirname, 'realtime-app'), app, { recursive: true });
  linkBuilt(app, ['core', 'react', 'realtime']);
  installFrom(app, 'packages/react', ['react', 'react-dom']);
  await build({
    root: app,
    configFile: false,
    logLevel: 'error',
    resolve: { dedupe: ['react', 'react-dom'] },
    build: { outDir: out, emptyOutDir: true },
  });
  site = createServer((request, response) => {
    const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://site');
    const file = join(out, path === '/' ? 'index.html' : path);
    const made =
      path === '/tap.js' ? tapScript : path === '/token' ? `ek_${(tokens += 1)}` : undefined;
    const body = made ?? (existsSync(file) ? readFileSync(file) : undefined);
    const type = extname(path) === '.js' ? 'text/javascript' : 'text/html';
    response
      .writeHead(body === undefined ? 404 : 200, {
        'content-type': type,
        'content-security-policy': policyOf(
          searchParams.get('service') === 'gemini' ? 'blob:' : '',
        ),
      })
      .end(body);
  }).listen(0, '127.0.0.1');
  await once(site, 'listening');
  browser = await startBrowser({ plays: voiceFile });
});

afterAll(async () => {
  await browser.close();
  site.close();
  rmSync(folder, { recursive: true, force: true });
});

async function call(service: 'openai' | 'gemini', { url }: Served): Promise<Page> {
  const page = await browser.newPage();
  onTestFinished(() => page.close());
  await watch(page, '/tap.js');
  const { port } = site.address() as AddressInfo;
  await page.goto(`http://127.0.0.1:${port}/?service=${service}&url=${url}`);
  await page.getByRole('button', { name: 'Start talking' }).click();
  return page;
}

/** Stretches of sound on their way to the speaker so far, in ms, with less than 150 ms of silence within. */
async function stretches(page: Page): Promise<number[]> {
  const { samples, sampleRate } = await heard(page);
  const found: number[] = [];
  let [begin, last] = [-1, -1];
  const ms = (count: number): number => (count / sampleRate) * 1000;
  samples.forEach((sample, at) => {
    if (Math.abs(sample) < 0.001) return;
    if (begin >= 0 && ms(at - last) > 150) {
      found.push(ms(last - begin));
      begin = at;
    }
    if (begin < 0) begin = at;
    last = at;
  });
  return begin < 0 ? [] : [...found, ms(last - begin)];
}

/** What the page has written down so far, without notes and buttons. */
function log(page: Page): Promise<string> {
  return page.getByRole('log').innerText();
}

test('a spoken conversation with OpenAI Realtime, over the end of its session', async () => {
  const service = scriptedOpenAI({
    patience: 20_000,
    pace: 40,
    transcriptDelay: 500,
    lifetime: 16,
    onSpeech: (utterance) => ({ transcript: said[utterance - 1] ?? null }),
    onAnswer: ({ items, turn }) => {
      if (items.at(-1)?.type === 'function_call_output')
        return { items: [{ say: 'It is sunny in Bern.', duration: 600 }] };
      if (turn === 1) return { items: [{ say: 'Hello to you.', duration: 800 }] };
      if (turn === 2) return { items: [{ say: story, duration: 12_000 }] };
      return { items: [{ call: 'weather', arguments: { city: 'Bern' } }] };
    },
  });
  const served = await serve(service);
  onTestFinished(() => served.stop());
  const page = await call('openai', served);
  const first = await service.nextSession();
  expect(first.secret).toMatch(/^ek_\d+$/);

  // A voice, its words in the page, and an answer that is heard.
  await expect.poll(() => log(page)).toMatch(/Hello there\.[^]*Hello to you\./);
  await expect.poll(async () => (await stretches(page))[0]).toBeGreaterThan(700);

  // The story stops for the voice, and the model is told what was heard of it.
  const truncated = (await first.next('conversation.item.truncate'))['audio_end_ms'] as number;
  await expect.poll(() => log(page)).toMatch(/Tell me a story\.[^]*cut short after/);
  await expect.poll(async () => (await stretches(page)).length).toBeGreaterThanOrEqual(3);
  expect(Math.abs(((await stretches(page))[1] ?? 0) - truncated)).toBeLessThan(60);

  // A tool of the page.
  await expect.poll(() => page.getByLabel('Asked for').innerText()).toBe('Bern');
  await expect.poll(() => log(page)).toMatch(/Please stop\.[^]*It is sunny in Bern\./);

  // Another session takes over with another secret and the words so far, and the conversation goes on.
  const second = await service.nextSession();
  expect(second.secret).not.toBe(first.secret);
  await page.getByRole('textbox').fill('And tomorrow?');
  await page.getByRole('textbox').press('Enter');
  await expect.poll(() => log(page)).toMatch(/And tomorrow\?[^]*Hello to you\./);
  const told = JSON.stringify(second.items);
  for (const words of [
    ...said.slice(0, 2),
    'Hello to you.',
    'It is sunny in Bern.',
    'Sunny in Bern.',
  ])
    expect(told).toContain(words);
  expect(told).not.toContain('the end of it');
  await expectWell(page, [first, second]);
});

test('a spoken conversation with Gemini Live, over a goAway', async () => {
  const service = scriptedGemini({
    patience: 20_000,
    pace: 40,
    playback: true,
    onSpeech: (utterance) => said[utterance - 1] ?? '',
    onTurn: ({ turn, to, text }) => {
      if (to === 'tools') return { parts: [{ say: 'It is sunny in Bern.', duration: 600 }] };
      if (to === 'text') return { parts: [{ say: `You said ${text}`, duration: 400 }] };
      if (turn === 1) return { parts: [{ say: 'Hello to you.', duration: 800 }] };
      if (turn === 2) return { parts: [{ say: story, duration: 12_000 }] };
      return { parts: [{ calls: [{ name: 'weather', args: { city: 'Bern' } }] }] };
    },
  });
  const served = await serve(service);
  onTestFinished(() => served.stop());
  const page = await call('gemini', served);
  const first = await service.nextSession();

  await expect.poll(() => log(page)).toMatch(/Hello there\.[^]*Hello to you\./);
  await expect.poll(async () => (await stretches(page))[0]).toBeGreaterThan(700);

  await expect.poll(() => log(page)).toMatch(/Tell me a story\.[^]*cut short after/);
  await expect.poll(() => page.getByLabel('Asked for').innerText()).toBe('Bern');
  await expect.poll(async () => (await stretches(page)).length).toBeGreaterThanOrEqual(3);
  expect((await stretches(page))[1]).toBeLessThan(6000);
  await expect.poll(() => log(page)).toMatch(/Please stop\.[^]*It is sunny in Bern\./);

  first.goAway();
  const second = await service.nextSession();
  await second.next('setup');
  expect(second.handle).toBeTruthy();
  await page.getByRole('textbox').fill('And tomorrow?');
  await page.getByRole('textbox').press('Enter');
  await expect.poll(() => log(page)).toMatch(/And tomorrow\?[^]*You said And tomorrow\?/);
  await expectWell(page, [first, second]);
});

/** Nothing was refused, nothing was warned of, and nothing is left open. */
async function expectWell(
  page: Page,
  sessions: readonly { readonly refusals: readonly unknown[] }[],
): Promise<void> {
  expect(sessions.flatMap(({ refusals }) => refusals)).toEqual([]);
  expect(await page.getByLabel('Faults').innerText()).toBe('');
  expect(page.workers()).toHaveLength(1);
  await page.getByRole('button', { name: 'Hang up' }).click();
  await expect.poll(() => page.workers()).toEqual([]);
  await expect
    .poll(() =>
      page.evaluate(() => window.watched.tracks.every(({ readyState }) => readyState === 'ended')),
    )
    .toBe(true);
  expect(await uncaught(page)).toEqual([]);
}
