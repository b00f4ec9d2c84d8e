import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from 'vite';
import { findExecutable } from '../../packages/server/src/base/processes/find-executable.ts';
import { root } from '../../scripts/tools.mjs';
import { concatenate, firstAbove, silence, writeWav } from './support/sound.ts';
import { makeSpeech, speechRate } from './support/speech.ts';
import { startBrowser, startServer } from './support/stage.ts';
import { heard, watch } from './support/watch.ts';

// Hume's own packages in a page against the built server: @humeai/voice-react, whose microphone sends WebM with Opus, and the REST
// client of the SDK, whose headers need a preflight.

const folder = mkdtempSync(join(tmpdir(), 'vivavoce-official-'));
const voiceFile = join(folder, 'voice.wav');
const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' };
const http = createServer((request, response) => {
  const path = request.url === '/' ? '/index.html' : (request.url ?? '');
  readFile(join(folder, 'site', path)).then(
    (file) => response.setHeader('content-type', types[extname(path)] ?? '').end(file),
    () => response.writeHead(404).end(),
  );
});

beforeAll(async () => {
  const [question] = await makeSpeech(['What is seven plus five?']);
  const pause = (seconds: number) => silence(seconds, speechRate);
  writeWav(voiceFile, concatenate(pause(6), question, pause(60)), speechRate);
  await build({
    root: join(root, 'apps/bench/src/official'),
    configFile: false,
    logLevel: 'error',
    build: { outDir: join(folder, 'site'), target: 'es2022', chunkSizeWarningLimit: 2000 },
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
}, 120_000);
afterAll(() => {
  http.close();
  http.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

const decodes = (await findExecutable('ffmpeg')) !== undefined;

test(
  `the SDK asks the REST routes, voice-react connects, talks by text and hears the reply${decodes ? ', and is understood when it speaks' : ''}`,
  { timeout: 120_000 },
  async () => {
    const server = await startServer(['--recogniser', 'soundswallower']);
    const browser = await startBrowser({ plays: voiceFile });
    try {
      const page = await browser.newPage();
      await watch(page);
      const { port } = http.address() as AddressInfo;
      await page.goto(`http://127.0.0.1:${String(port)}/#${server.url}`);
      const patience = { timeout: 30_000 };
      await page.getByRole('button', { name: 'REST' }).click();
      await page.getByTestId('rest').getByText('Of a page 404').waitFor(patience);
      await page.getByRole('button', { name: 'Connect', exact: true }).click();
      await page.getByTestId('status').getByText('connected', { exact: true }).waitFor(patience);

      await page.getByLabel('Text').fill('what is two plus two');
      await page.getByLabel('Text').press('Enter');
      await page.getByText('user: what is two plus two').waitFor(patience);
      await page.getByText('assistant: 2 plus 2 is 4.').waitFor(patience);
      await expect
        .poll(async () => firstAbove((await heard(page)).samples, 0.05), patience)
        .toBeGreaterThan(0);

      if (decodes) {
        // Its microphone began when it connected.
        await page.getByText('user: what is seven plus five').waitFor(patience);
        await page.getByText('assistant: 7 plus 5 is 12.').waitFor(patience);
      }
      const complaint = await page.locator('body').getAttribute('data-error');
      if (decodes) expect(complaint).toBeNull();
      else expect(complaint).toMatch(/need ffmpeg/);
      await page.getByRole('button', { name: 'Disconnect' }).click();
      await page.getByTestId('status').getByText('disconnected').waitFor(patience);
    } finally {
      await browser.close();
      await server.stop();
    }
  },
);
