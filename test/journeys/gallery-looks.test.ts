import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/tools.mjs';
import { bringAxe, inEveryLight, violations } from './support/axe.ts';
import { bringIbm, ibmViolations } from './support/ibm.ts';
import { startBrowser, startPage } from './support/stage.ts';

// Every story of the built gallery, as a page with a strict policy shows it.

const policy =
  "default-src 'self'; script-src 'self' blob:; worker-src 'self' blob:; style-src 'self'; connect-src 'self' ws:";

/** Whether each story is looked at in every light, and not every sixth in one of them, another from story to story. */
const long = process.env['VIVAVOCE_LONG'] !== undefined;

/** Rules of IBM's engine that are left out, and why. */
const ibmExceptions = {
  element_tabbable_role_valid:
    'A transcript is a log, and scrolls: without a tab stop nobody could scroll it by keyboard, as axe demands (scrollable-region-focusable).',
};

/** ms in which a page is there, and in its state, even on a machine that is busy with other things. */
const patience = 60_000;

let browser: Browser;
let site: Awaited<ReturnType<typeof startPage>>;
let context: BrowserContext;

beforeAll(async () => {
  site = await startPage('http://127.0.0.1:9');
  browser = await startBrowser('beeps', ['--autoplay-policy=no-user-gesture-required']);
  // A colour half-way between two others is none that was chosen.
  context = await browser.newContext({ reducedMotion: 'reduce' });
  await context.route('**/gallery.html*', async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers(), 'content-security-policy': policy };
    await route.fulfill({ response, headers });
  });
});

afterAll(async () => {
  await browser.close();
  await site.stop();
});

async function show(page: Page, story: string): Promise<void> {
  await page.goto(`${site.url}/gallery.html?story=${story}`, { timeout: patience });
  await page.locator(':root[data-ready]').waitFor({ state: 'attached', timeout: patience });
}

async function open(story: string): Promise<Page> {
  const page = await context.newPage();
  await show(page, story);
  return page;
}

/** The gallery's own list. */
async function listed(): Promise<{ components: string[]; ids: string[] }> {
  const page = await context.newPage();
  await page.goto(`${site.url}/gallery.html`);
  // React renders after the page has loaded.
  await page.locator('[data-story]').first().waitFor({ state: 'attached' });
  const components = await page.locator('nav h2').allTextContents();
  const ids = await page
    .locator('[data-story]')
    .evaluateAll((buttons) => buttons.map((button) => button.getAttribute('data-story') ?? ''));
  await page.close();
  return { components, ids };
}

test('every component that the package exports has stories', async () => {
  const index = readFileSync(join(root, 'packages/react/src/index.ts'), 'utf8');
  const exported = [...index.matchAll(/^export \{ (\w+) \} from '\.\/components\/[A-Z]/gm)].map(
    ([, name]) => name,
  );
  expect(exported.length).toBeGreaterThan(13);
  const { components } = await listed();
  expect(components.toSorted()).toEqual(exported.toSorted());
});

test(
  `${long ? 'every story' : 'a sixth of the stories'}: each reaches its state, is accessible, fits and makes no style element, in ${long ? 'every' : 'one'} light`,
  { timeout: 1_800_000 },
  async () => {
    const { ids } = await listed();
    expect(ids.length).toBeGreaterThan(80);
    const faults: string[] = [];
    const stories = ids
      .filter((_, index) => long || index % 6 === 0)
      .map((id, index) => ({ id, light: long ? undefined : index }));
    // A few at once: most of the time is spent on waiting for a state.
    await Promise.all(Array.from({ length: 3 }, () => lookAt(stories, faults)));
    expect(faults).toEqual([]);
  },
);

/** Takes one story after the other, on one page; no more once there are plenty of faults, or a hang would eat up the test's time, and its words. */
async function lookAt(
  stories: { id: string; light: number | undefined }[],
  faults: string[],
): Promise<void> {
  const page = await context.newPage();
  await bringAxe(page);
  await bringIbm(page);
  let id = '';
  const said: string[] = [];
  page.on('pageerror', ({ message, stack }) => faults.push(`${id}: ${stack ?? message}`));
  page.on('console', (message) => {
    said.push(message.text());
    if (message.text().includes('Content Security Policy')) faults.push(`${id}: ${message.text()}`);
  });
  for (let next = stories.shift(); next && faults.length < 20; next = stories.shift()) {
    id = next.id;
    said.length = 0;
    let where = 'on its way to its state';
    try {
      await show(page, id);
      const look = async (light: string): Promise<void> => {
        where = light;
        const found = await violations(page);
        found.push(...(await ibmViolations(page, ibmExceptions)));
        const { styles, wide } = await page.evaluate(() => ({
          styles: document.querySelectorAll('style').length,
          wide: document.documentElement.scrollWidth > innerWidth,
        }));
        if (styles > 0) found.push('a style element');
        if (wide) found.push('wider than the screen');
        faults.push(...found.map((fault) => `${id}, ${light}: ${fault}`));
      };
      await inEveryLight(page, look, next.light);
    } catch (error) {
      faults.push(`${id}, ${where}: ${String(error)}\n${await whatStands(page, said)}`);
    }
  }
  await page.close();
}

/** What a story waits for, what it shows instead, and what was said on the console last. */
async function whatStands(page: Page, said: readonly string[]): Promise<string> {
  const shown = await page
    .evaluate(() => {
      const { awaits, ready, assistant } = document.documentElement.dataset;
      const marked = document.querySelectorAll('[data-state], [data-activity], [data-reason]');
      return {
        awaits,
        ready: ready !== undefined,
        assistant,
        secondsOpen: performance.now() / 1000,
        states: [...marked].map((it) => (it.cloneNode() as Element).outerHTML),
        words: document.body.innerText,
      };
    })
    .catch(String);
  return JSON.stringify({ shown, console: said.slice(-5) }, null, 2);
}

test.each(['connectionstatus-connecting', 'connectionstatus-speaking', 'transcript-tools'])(
  'with reduced motion nothing moves (%s)',
  async (story) => {
    const page = await open(story);
    const moving = await page.evaluate(() =>
      document
        .getAnimations()
        .filter(({ playState, effect }) => {
          const { duration, iterations } = effect?.getComputedTiming() ?? {};
          return playState === 'running' && (iterations === Infinity || Number(duration) > 10);
        })
        .map((animation) => (animation as CSSAnimation).animationName),
    );
    expect(moving).toEqual([]);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    await expect
      .poll(() => page.evaluate(() => document.getAnimations().length))
      .toBeGreaterThan(0);
    await page.close();
  },
);

test('in forced colours a bar is told from its ground, and a pressed button from one that is not', async () => {
  const meter = await open('emotionmeter-the-user');
  await meter.emulateMedia({ forcedColors: 'active' });
  const bar = await meter
    .getByRole('meter')
    .first()
    .evaluate((it) => ({
      ground: getComputedStyle(it).backgroundColor,
      filled: getComputedStyle(it, '::before').backgroundColor,
      edge: getComputedStyle(it).borderTopWidth,
    }));
  expect(bar.filled).not.toBe(bar.ground);
  expect(bar.edge).toBe('1px');
  await meter.close();

  const grounds = [];
  for (const story of ['mutebutton-live', 'mutebutton-muted']) {
    const page = await open(story);
    await page.emulateMedia({ forcedColors: 'active' });
    grounds.push(
      await page.getByRole('button').evaluate((it) => getComputedStyle(it).backgroundColor),
    );
    await page.close();
  }
  expect(grounds[0]).not.toBe(grounds[1]);
});

test.each([
  ['a transcript', 'transcript-scrolled-up'],
  ['the widget', 'voicewidget-a-conversation'],
])('on paper %s is whole, black on white, without what is to be pressed', async (_, story) => {
  const page = await open(story);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const log = page.getByRole('log');
  const looks = await log.evaluate((it) => ({
    hidden: it.scrollHeight - it.clientHeight,
    overflow: getComputedStyle(it).overflowY,
    color: getComputedStyle(it).color,
    ground: getComputedStyle(it).backgroundColor,
  }));
  expect(looks).toEqual({
    hidden: 0,
    overflow: 'visible',
    color: 'rgb(0, 0, 0)',
    ground: 'rgb(255, 255, 255)',
  });
  expect(await page.getByRole('button').count()).toBe(0);
  expect(await page.getByRole('textbox').count()).toBe(0);
  const first = log.getByText('Hi! I moved to a new city last week.').first();
  expect((await first.boundingBox())?.y).toBeGreaterThanOrEqual(0);
  await page.close();
});
