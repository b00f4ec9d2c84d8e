import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { uncaught } from '../journeys/support/watch.ts';
import { rig } from './support/rig.ts';
import type { Rig } from './support/rig.ts';

async function call({ page, proxy }: Rig): Promise<void> {
  await page.getByRole('button').click();
  await page.evaluate((url) => window.rig.make({ url }), proxy.url);
  expect(await page.evaluate(() => window.rig.connect())).toBe('');
  expect(proxy.open).toBe(1);
}

/** The conversation was ended, nothing of it is open, and another one can be begun in the same page. */
async function expectGone({ page, proxy }: Rig): Promise<void> {
  await expect
    .poll(() => page.evaluate(() => window.rig.client.state.connection))
    .toEqual({ status: 'closed', reason: 'page' });
  await expect.poll(() => openIn(page)).toEqual({ microphones: 0, contexts: 0 });
  await expect.poll(() => page.workers().length).toBe(0);
  expect(await page.evaluate(() => window.rig.connect())).toBe('');
  expect(proxy.open).toBe(1);
  expect(await uncaught(page)).toEqual([]);
}

const openIn = (page: Page): Promise<{ microphones: number; contexts: number }> =>
  page.evaluate(() => ({
    microphones: window.watched.tracks.filter(({ readyState }) => readyState === 'live').length,
    contexts: window.watched.contexts.filter(({ state }) => state !== 'closed').length,
  }));

test('a tab in the background that the browser freezes has hung up, and can call again when it is awake', async () => {
  await using stage = await rig({ tab: true });
  const { page, proxy } = stage;
  await call(stage);
  const other = await page.context().newPage();
  await other.bringToFront();
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('hidden');
  const browser = await page.context().newCDPSession(page);
  await browser.send('Page.setWebLifecycleState', { state: 'frozen' });
  await expect.poll(() => proxy.open).toBe(0);
  await browser.send('Page.setWebLifecycleState', { state: 'active' });
  await page.bringToFront();
  await expectGone(stage);
});

test('a page that comes back from the back-forward cache has hung up, and can call again', async () => {
  await using stage = await rig({ tab: true });
  const { page, proxy } = stage;
  await call(stage);
  await page.evaluate(() => {
    addEventListener('pageshow', ({ persisted }) => {
      document.title = persisted ? 'restored' : 'loaded anew';
    });
  });
  await page.goto(`${page.url()}?elsewhere`);
  await expect.poll(() => proxy.open).toBe(0);
  await page.evaluate(() => history.back());
  await expect.poll(() => page.title().catch(() => '')).toBe('restored');
  await expectGone(stage);
});
