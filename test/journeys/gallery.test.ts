import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bringAxe, violations } from './support/axe.ts';
import { startBrowser, startPage } from './support/stage.ts';

// The widget's stories in the built gallery, by keyboard and by size.

let browser: Browser;
let site: Awaited<ReturnType<typeof startPage>>;

beforeAll(async () => {
  site = await startPage('http://127.0.0.1:9');
  browser = await startBrowser('beeps', ['--autoplay-policy=no-user-gesture-required']);
});

afterAll(async () => {
  await browser.close();
  await site.stop();
});

async function openStory(story: string): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${site.url}/gallery.html?story=${story}`);
  await page.locator(':root[data-ready]').waitFor({ state: 'attached', timeout: 30_000 });
  return page;
}

test('on a phone the widget keeps the keyboard inside, closes by Escape and gives the focus back', async () => {
  const page = await openStory('voicewidget-closed');
  await page.setViewportSize({ width: 390, height: 844 });
  const launcher = page.getByRole('button', { name: 'Open voice assistant' });
  await page.keyboard.press('Tab');
  await expect.poll(() => launcher.evaluate((it) => it === document.activeElement)).toBe(true);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Voice assistant' });
  await dialog.waitFor();
  const start = page.getByRole('button', { name: 'Start talking' });
  await expect.poll(() => start.evaluate((it) => it === document.activeElement)).toBe(true);
  for (let step = 0; step < 6; step += 1) {
    await page.keyboard.press('Tab');
    const outside = await dialog.evaluate(
      (it) => document.activeElement !== document.body && !it.contains(document.activeElement),
    );
    expect(outside).toBe(false);
  }
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await expect.poll(() => launcher.evaluate((it) => it === document.activeElement)).toBe(true);
  await page.context().close();
});

test('a call in the widget is held by keyboard alone', async () => {
  const page = await openStory('voicewidget-open');
  await page.getByRole('button', { name: 'Start talking' }).press('Enter');
  await page.getByRole('button', { name: 'Hang up' }).waitFor();
  await page.getByRole('button', { name: 'Mute microphone' }).press('Space');
  await page.getByRole('button', { name: 'Mute microphone', pressed: true }).waitFor();
  await page.getByRole('textbox', { name: 'Message' }).fill('Hello');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('');
  await page.getByRole('button', { name: 'Hang up' }).press('Enter');
  await page.getByRole('button', { name: 'Start talking' }).waitFor();
  await page.context().close();
});

test('on a phone the panel is a sheet at the lower edge, on a desk a card in the corner', async () => {
  const page = await openStory('voicewidget-open');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const dialog = page.getByRole('dialog');
  await page.setViewportSize({ width: 360, height: 720 });
  await expect.poll(() => dialog.boundingBox()).toMatchObject({ x: 0, width: 360 });
  // It may still be on its way up when the motion is reduced.
  await expect
    .poll(async () => {
      const sheet = await dialog.boundingBox();
      return Math.round((sheet?.y ?? 0) + (sheet?.height ?? 0));
    })
    .toBe(720);
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect.poll(async () => (await dialog.boundingBox())?.width).toBeLessThan(480);
  await page.context().close();
});

test('what copies a transcript, when the page is offline, is fetched by another press once it is back', async () => {
  const page = await openStory('transcript-tools');
  const chunk = '**/TranscriptMenu-*.js';
  await page.route(chunk, (route) => route.abort('internetdisconnected'));
  await page.getByRole('button', { name: 'Copy or save the transcript' }).click();
  const alert = page.getByRole('alert').filter({ hasText: 'Couldn’t load.' });
  await alert.waitFor();
  const again = page.getByRole('button', { name: 'Retry now' });
  await again.click();
  await alert.waitFor();
  await page.unroute(chunk);
  await again.click();
  await page.getByRole('button', { name: 'Save as WebVTT' }).waitFor();
  expect(await alert.count()).toBe(0);
  await page.context().close();
});

test('the gallery opens on an overview, and shows of each component code, props and how it looks elsewhere', async () => {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  await bringAxe(page);
  await page.goto(`${site.url}/gallery.html`);
  await page.getByRole('heading', { name: 'Components' }).waitFor();
  // Each is shown as it looks, and stands in nobody's way: one tab stop is a link, and not what is in a frame.
  const preview = page.frameLocator('iframe[title^="CallTimer"]');
  await preview.getByText(/\d:\d\d/).waitFor();
  await page.locator('.card__preview').last().scrollIntoViewIfNeeded();
  await page.frameLocator('iframe >> nth=-1').locator('main').waitFor();
  await page.getByRole('main').getByRole('link').first().focus();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('A');
  expect(await violations(page)).toEqual([]);
  await page.getByRole('main').getByRole('link', { name: 'VolumeSlider', exact: true }).click();
  await page.getByText("import { VolumeSlider } from '@vivavoce/react';").waitFor();
  await page.getByRole('row', { name: /^defaultValue number/ }).waitFor();
  await page.getByLabel('State').selectOption('right to left');
  await page.getByLabel('Width').selectOption('320 px');
  await page.getByLabel('Theme').selectOption('Dark');
  await page.getByLabel('Language').selectOption('German');
  await page.getByLabel('Text size').selectOption('200 %');
  const story = page.frameLocator('.gallery__stage iframe');
  await story.locator('main[lang="de"][dir="ltr"]').waitFor();
  await story.getByRole('slider', { name: 'Lautstärke' }).waitFor();
  const look = await story.locator(':root').evaluate((root) => ({
    width: innerWidth,
    text: getComputedStyle(root).fontSize,
    scheme: getComputedStyle(root).colorScheme,
  }));
  expect(look).toEqual({ width: 320, text: '32px', scheme: 'dark' });
  expect(await violations(page)).toEqual([]);
  // The address says what is shown, and the way back leads through it.
  expect(new URL(page.url()).hash).toBe('#volumeslider-right-to-left');
  await page.goBack();
  await page.goBack();
  await page.getByRole('heading', { name: 'Components' }).waitFor();

  await context.close();
});
