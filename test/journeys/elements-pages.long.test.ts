import { createRequire } from 'node:module';
import { createReadStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/tools.mjs';
import { unpack } from './support/installed.ts';
import { startBrowser, startServer } from './support/stage.ts';
import type { Running } from './support/stage.ts';

// Pages of others, without React of their own: the tarball's one file, a strict policy, a real server and a real microphone.
const folder = mkdtempSync(join(tmpdir(), 'vivavoce-'));
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws://127.0.0.1:*";
const vue = join(
  createRequire(join(root, 'packages/elements/package.json')).resolve('vue/package.json'),
  '../dist/vue.runtime.esm-browser.prod.js',
);

const pages: Readonly<Record<string, string>> = {
  '/plain.html': `<!doctype html><html lang="en"><body>
    <viva-voice-panel id="call" assets="/vivavoce/assets"></viva-voice-panel>
    <viva-voice-transcript for="call"></viva-voice-transcript>
    <script src="/set-early.js"></script>
    <script type="module" src="/vivavoce/dist/index.js"></script></body></html>`,
  // Before the elements are defined.
  '/set-early.js':
    "document.querySelector('viva-voice-panel').url = new URLSearchParams(location.search).get('server');",
  '/vue.html': `<!doctype html><html lang="de"><body><div id="app"></div>
    <script type="module" src="/vue-app.js"></script></body></html>`,
  '/vue-app.js': `
    import '/vivavoce/dist/index.js';
    import { createApp, h, ref } from '/vue.js';
    const [status, shown] = [ref('none'), ref(true)];
    createApp({ render: () => [
      h('p', { id: 'status' }, status.value),
      h('button', { id: 'leave', onClick: () => (shown.value = false) }, 'Leave'),
      shown.value && h('viva-voice-panel', {
        url: new URLSearchParams(location.search).get('server'),
        suggestions: ['Guten Morgen'],
        options: { assets: undefined },
        assets: '/vivavoce/assets',
        onConnect: ({ detail }) => (status.value = detail.status),
        onDisconnect: ({ detail }) => (status.value = detail.status),
      }),
    ] }).mount('#app');`,
};

const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.html': 'text/html' };

let server: Running;
let browser: Browser;
let host: Server;

beforeAll(async () => {
  const elements = unpack(folder, 'elements');
  host = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page.test');
    const headers = {
      'content-type': types[extname(pathname)] ?? 'text/plain',
      'content-security-policy': policy,
    };
    const page = pages[pathname];
    const file =
      pathname === '/vue.js' ? vue : join(elements, pathname.replace(/^\/vivavoce\//, ''));
    if (page === undefined && !(pathname !== '/' && existsSync(file))) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, headers);
    if (page === undefined) createReadStream(file).pipe(response);
    else response.end(page);
  }).listen(0, '127.0.0.1');
  await once(host, 'listening');
  server = await startServer();
  browser = await startBrowser('beeps', ['--autoplay-policy=no-user-gesture-required']);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  host?.closeAllConnections();
  host?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(path: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage({ reducedMotion: 'reduce' });
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  const { port } = host.address() as AddressInfo;
  await page.goto(`http://127.0.0.1:${port}${path}?server=${encodeURIComponent(server.url)}`);
  return { page, complaints };
}

const patient = { timeout: 60_000 };

test('a plain page under a strict policy talks, shows the words in two elements, and hangs up', async () => {
  const { page, complaints } = await open('/plain.html');
  expect(await page.evaluate(() => 'React' in window)).toBe(false);
  const panel = page.locator('viva-voice-panel');
  await panel.getByRole('button', { name: 'Start talking' }).click(patient);
  await panel.getByRole('button', { name: 'Hang up' }).waitFor(patient);
  await page.evaluate(() => {
    (
      document.querySelector('viva-voice-transcript') as unknown as { sendText(text: string): void }
    ).sendText('Hello there');
  });
  await page.locator('viva-voice-transcript').getByText('Hello there').waitFor(patient);
  await panel.getByText('Hello there').waitFor(patient);
  await panel.locator('.vv-turn[data-role="assistant"]').first().waitFor(patient);
  // The session is in its Worker, as the policy lets it be one.
  expect(page.workers()).toHaveLength(1);
  await panel.getByRole('button', { name: 'Hang up' }).click(patient);
  await panel.getByRole('button', { name: 'Start talking' }).waitFor(patient);
  expect(complaints).toEqual([]);
  await page.close();
});

test('a Vue app sets properties, hears events, and hangs up with the element', async () => {
  const { page, complaints } = await open('/vue.html');
  await page.getByRole('button', { name: 'Guten Morgen' }).click(patient);
  await page.locator('#status', { hasText: 'connected' }).waitFor(patient);
  await page.locator('viva-voice-panel').getByText('Guten Morgen').waitFor(patient);
  await page.locator('#leave').click(patient);
  await page.locator('#status', { hasText: 'closed' }).waitFor(patient);
  await expect.poll(() => page.workers().length, patient).toBe(0);
  expect(complaints).toEqual([]);
  await page.close();
});
