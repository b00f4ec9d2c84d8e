import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { preview } from 'vite';
import type { PreviewServer } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { program, root } from '../../scripts/tools.mjs';
import { bringAxe, violations } from './support/axe.ts';
import { startBrowser } from './support/stage.ts';

// The site of the docs as it is built, in a real browser.
const home = join(root, 'apps/docs');
const dist = join(home, 'dist');
let browser: Browser;
let site: PreviewServer;
let url: string;

beforeAll(async () => {
  // Its own check of links is on: one that leads nowhere fails the build.
  execFileSync(process.execPath, [program('apps/docs', 'vitepress/bin/vitepress.js'), 'build'], {
    cwd: home,
    stdio: 'pipe',
  });
  site = await preview({
    root: home,
    configFile: false,
    appType: 'mpa',
    logLevel: 'silent',
    build: { outDir: dist },
    preview: { port: 0, host: '127.0.0.1' },
  });
  url = site.resolvedUrls?.local[0] ?? '';
  browser = await startBrowser('beeps');
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** A page, what it asks of others than the site, and what it complains of. */
async function visit(
  path: string,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<{ page: Page; foreign: string[]; said: string[] }> {
  const context = await browser.newContext({ colorScheme });
  const page = await context.newPage();
  const foreign: string[] = [];
  const said: string[] = [];
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(url))
      foreign.push(request.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error') said.push(message.text());
  });
  page.on('pageerror', (error) => said.push(error.message));
  await bringAxe(page);
  await page.goto(`${url}${path}`);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  return { page, foreign, said };
}

test('every link between the built pages leads to a page, and to an element that is on it', () => {
  const pages = new Map(
    readdirSync(dist, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.html'))
      .map((name) => [`/${name}`, readFileSync(join(dist, name), 'utf8')]),
  );
  const broken: string[] = [];
  let links = 0;
  for (const [from, text] of pages) {
    if (from.startsWith('/gallery/')) continue;
    for (const [, to = ''] of text.matchAll(/<a [^>]*?href="([/#][^"]*)"/g)) {
      links += 1;
      const [path = '', anchor] = to.split('#');
      const target = path === '' ? from : path.replace(/\/$/, '/index.html');
      const there = pages.get(/\.\w+$/.test(target) ? target : `${target}.html`);
      const has = !anchor || there?.includes(`id="${decodeURIComponent(anchor)}"`);
      if (there === undefined || !has) broken.push(`${from}: ${to}`);
    }
  }
  expect(links).toBeGreaterThan(1000);
  expect([...new Set(broken)]).toEqual([]);
});

test.each([
  ['', 'light'],
  ['start/vite.html', 'dark'],
  ['guides/troubleshooting.html', 'light'],
  ['reference/components/MuteButton.html', 'dark'],
  ['reference/hooks/useTool.html', 'light'],
] as const)('axe has nothing against /%s in the %s', async (path, scheme) => {
  const { page, foreign, said } = await visit(path, scheme);
  expect(await page.evaluate(() => document.documentElement.classList.contains('dark'))).toBe(
    scheme === 'dark',
  );
  expect(await violations(page)).toEqual([]);
  // A narrow phone scrolls no page sideways.
  await page.setViewportSize({ width: 320, height: 640 });
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth))
    .toBeLessThanOrEqual(320);
  expect(said).toEqual([]);
  expect(foreign).toEqual([]);
  await page.context().close();
});

test('the search finds a hook and goes to its page', async () => {
  const { page, foreign, said } = await visit('');
  await page.keyboard.press('Control+k');
  await page.locator('input[type=search]').fill('usePushToTalk');
  await page.locator('a[href*="hooks/usePushToTalk"]').first().click();
  await page.getByRole('heading', { level: 1, name: 'usePushToTalk' }).waitFor();
  expect(said).toEqual([]);
  expect(foreign).toEqual([]);
  await page.context().close();
});

test('a component’s page shows it at work, in the state that is chosen', async () => {
  const { page, foreign, said } = await visit('reference/components/MuteButton.html');
  await page.getByLabel('State', { exact: true }).selectOption('muted');
  const example = page.frameLocator('iframe[title="MuteButton: muted"]');
  await example.getByRole('button', { name: 'Mute microphone', pressed: true }).waitFor();
  expect(said).toEqual([]);
  expect(foreign).toEqual([]);
  await page.context().close();
});
