import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/tools.mjs';
import { bringAxe, inEveryLight, violations } from './support/axe.ts';
import { concatenate, silence, writeWav } from './support/sound.ts';
import { makeSpeech, speechRate } from './support/speech.ts';
import { startBrowser, startPage } from './support/stage.ts';
import { heard, uncaught, watch } from './support/watch.ts';

// The built demo page where no server is: its partner lives in the page.

const folder = mkdtempSync(join(tmpdir(), 'vivavoce-'));
const voiceFile = join(folder, 'voice.wav');

let browser: Browser;
let site: Awaited<ReturnType<typeof startPage>>;

beforeAll(async () => {
  const [words] = await makeSpeech(['hello there how are you today']);
  writeWav(
    voiceFile,
    concatenate(
      silence(2.5, speechRate),
      // Again and again, each time into the answer to the last.
      ...Array.from({ length: 20 }, () => [words, silence(2.5, speechRate)]).flat(),
    ),
    speechRate,
  );
  site = await startPage('http://127.0.0.1:9');
  browser = await startBrowser({ plays: voiceFile });
});

afterAll(async () => {
  await browser.close();
  await site.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function openOffline(): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await watch(page);
  await bringAxe(page);
  await page.goto(site.url);
  await page.getByRole('button', { name: 'Try it offline' }).click();
  await page.getByText('Offline, scripted').waitFor();
  return page;
}

test('without a server the page talks: it answers what is typed, and stops for who speaks', async () => {
  const page = await openOffline();
  const log = page.getByRole('log');
  await page.getByRole('button', { name: 'Start talking' }).click();
  await log.getByText('I hum my words, and I understand what you type.').waitFor();
  await expect.poll(async () => loudest((await heard(page)).samples)).toBeGreaterThan(0.03);

  // The words of the microphone cut the greeting short, or on a slow machine an answer, and are answered once they are over.
  await log.getByText('I heard you speak, but without a server').first().waitFor();
  await expect.poll(() => log.innerText()).toMatch(/cut short after \d\.\d s/);
  await expect.poll(() => log.innerText()).toContain('Couldn’t transcribe this');
  await page.getByRole('button', { name: 'Mute microphone' }).click();

  const input = page.getByRole('textbox', { name: 'Message' });
  await input.fill('tell me a joke');
  await input.press('Enter');
  await log.getByText('Nobody had muted it.').waitFor();
  await expect.poll(() => log.innerText()).toMatch(/tell me a joke typed/);
  expect(await page.getByRole('meter').count()).toBeGreaterThan(2);

  // The assistant can be stopped by a button, however much it has to say.
  for (let joke = 0; joke < 4; joke += 1) {
    await input.fill('tell me a joke');
    await input.press('Enter');
  }
  await page.getByRole('button', { name: 'Stop the assistant', disabled: false }).click();
  await expect
    .poll(() => page.getByRole('button', { name: 'Stop the assistant' }).getAttribute('data-state'))
    .toBe('idle');
  await expect.poll(() => log.innerText()).toContain('not played');

  await page.getByRole('button', { name: 'Hang up' }).click();
  await page.getByRole('button', { name: 'Start talking' }).waitFor();
  await expect
    .poll(() =>
      page.evaluate(() => ({
        microphones: window.watched.tracks.filter(({ readyState }) => readyState === 'live').length,
        contexts: window.watched.contexts.filter(({ state }) => state !== 'closed').length,
      })),
    )
    .toEqual({ microphones: 0, contexts: 0 });
  expect(await uncaught(page)).toEqual([]);
  await page.context().close();
});

test('every component stands somewhere on the page, and all of it is accessible', async () => {
  const page = await openOffline();
  const seen = new Set<string>();
  const faults: string[] = [];
  const look = (): Promise<void> =>
    inEveryLight(page, async (light) => {
      const roots = await page
        .locator('[class*="vv-"][data-state]')
        .evaluateAll((found) => found.map(({ className }) => className.match(/vv-\w+(-\w+)*/g)));
      for (const name of roots.flatMap((names) => names ?? [])) seen.add(name);
      faults.push(...(await violations(page)).map((fault) => `${light}: ${fault}`));
      if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth))
        faults.push(`${light}: wider than the screen`);
    });

  await look();
  // The widget has a conversation of its own.
  await page.getByRole('button', { name: 'Open voice assistant' }).click();
  await look();
  const widget = page.getByRole('dialog');
  await widget.getByRole('button', { name: 'Start talking' }).click();
  await widget.getByRole('button', { name: 'Mute microphone' }).waitFor();
  await look();
  await widget.getByRole('button', { name: 'Hang up' }).click();
  await widget.getByRole('button', { name: 'Start talking' }).waitFor();
  await widget.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Start talking' }).click();
  await page.getByRole('button', { name: 'Mute microphone' }).waitFor();
  await page.getByRole('button', { name: 'Show captions' }).click();
  await look();
  await page.getByRole('button', { name: 'Hang up' }).click();
  await page.getByRole('radio', { name: 'Hold to talk' }).check();
  await page.getByRole('button', { name: 'Start talking' }).click();
  await page.getByRole('button', { name: 'Hold to talk' }).waitFor();
  await look();
  expect(faults).toEqual([]);

  const classes: Record<string, string> = {
    AudioVisualizer: 'vv-visualizer',
    CallTimer: 'vv-timer',
    ConnectButton: 'vv-connect',
    ConnectionStatus: 'vv-status',
    ControlBar: 'vv-controls',
    DeviceMenu: 'vv-device-menu',
    DeviceSelect: 'vv-devices',
    EmotionMeter: 'vv-emotions',
    EmotionTimeline: 'vv-timeline',
    InterruptButton: 'vv-interrupt',
    Captions: 'vv-captions',
    LiveCaption: 'vv-caption',
    MicrophoneButton: 'vv-microphone',
    MuteButton: 'vv-mute',
    PushToTalkButton: 'vv-talk',
    SuggestionChips: 'vv-suggestions',
    TextInput: 'vv-text-input',
    Transcript: 'vv-transcript',
    VoicePanel: 'vv-panel',
    VoiceWidget: 'vv-widget',
    VolumeSlider: 'vv-volume',
  };
  const index = readFileSync(join(root, 'packages/react/src/index.ts'), 'utf8');
  const exported = [...index.matchAll(/^export \{ (\w+) \} from '\.\/components\/[A-Z]/gm)];
  const missing = exported
    .map(([, name = '']) => name)
    .filter((name) => !seen.has(classes[name] ?? name));
  expect(missing).toEqual([]);
  await page.context().close();
});

test('language and theme are the reader’s choice, and are kept', async () => {
  const page = await openOffline();
  await page.getByRole('combobox', { name: 'Language' }).selectOption('de');
  await page.getByRole('button', { name: 'Gespräch beginnen' }).waitFor();
  await page.getByRole('heading', { name: 'Sprich mit dieser Seite' }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('de');
  const ground = (): Promise<string> =>
    page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.getByRole('button', { name: 'Systemdesign' }).click();
  await page.getByRole('button', { name: 'Helles Design' }).click();
  await page.getByRole('button', { name: 'Dunkles Design' }).waitFor();
  const dark = await ground();
  expect(dark).not.toBe(light);
  await page.reload();
  await page.getByRole('heading', { name: 'Sprich mit dieser Seite' }).waitFor();
  expect(await ground()).toBe(dark);
  // The gallery is dark as well, and what the page links to is served.
  await page.getByRole('link', { name: 'Galerie' }).click();
  await page.getByRole('heading', { name: 'Components' }).waitFor();
  expect(await ground()).not.toBe(light);
  for (const name of ['Docs', 'Source']) {
    await page.getByRole('link', { name, exact: true }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await page.goBack();
  }
  await page.context().close();
});

test('the keyboard reaches what is to be pressed in the order it is read', async () => {
  const page = await openOffline();
  await page.getByRole('link', { name: 'Docs' }).focus();
  const path = [await focused(page)];
  const phrases = await page.locator('.say .vv-button').allInnerTexts();
  for (let step = 0; step < 7 + phrases.length; step += 1) {
    await page.keyboard.press('Tab');
    path.push(await focused(page));
  }
  expect(path).toEqual([
    'Docs',
    'Gallery',
    'Source',
    'Language',
    'System theme',
    'Start talking',
    'Hands-free',
    ...phrases,
    'Open voice assistant',
  ]);

  // A call by keyboard alone, in the widget: when it closes, the call goes on, and the page is as it was.
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Start talking' }).press('Enter');
  await page.getByRole('dialog').getByText('I hum my words').first().waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => focused(page)).toBe('Open voice assistant');
  await page.locator('.vv-widget__launcher:not([data-activity="idle"])').waitFor();
  await page.getByRole('heading', { name: 'Talk to this page' }).waitFor();
  expect(await page.getByRole('button', { name: 'Start talking' }).count()).toBe(1);
  expect(await page.getByRole('region', { name: 'Conversation' }).count()).toBe(0);
  await page.context().close();
});

test('a suggestion starts the call and says it, and the call opens on the transcript', async () => {
  const page = await openOffline();
  // A phone on its side, and a page enlarged to twice its size.
  for (const [width, height] of [
    [640, 400],
    [844, 390],
  ] as const) {
    await page.setViewportSize({ width, height });
    const start = await page.getByRole('button', { name: 'Start talking' }).boundingBox();
    expect((start?.y ?? height) + (start?.height ?? 0)).toBeLessThan(height);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  }
  const suggestion = page.getByRole('button', { name: 'tell me a joke' });
  await suggestion.scrollIntoViewIfNeeded();
  await suggestion.click();
  const log = page.getByRole('log');
  await log.getByText('tell me a joke').waitFor();
  await log.getByText('Nobody had muted it.').waitFor();
  const shown = await log.boundingBox();
  expect(shown?.y).toBeGreaterThanOrEqual(0);
  expect((shown?.y ?? 0) + (shown?.height ?? 0)).toBeLessThan(390);
  expect(shown?.height).toBeGreaterThan(150);
  // Two columns from 720 px.
  await page.setViewportSize({ width: 720, height: 900 });
  const columns = await Promise.all(
    ['Conversation', 'Sound'].map((name) => page.getByRole('region', { name }).boundingBox()),
  );
  expect(columns[1]?.x).toBeGreaterThan((columns[0]?.x ?? 0) + (columns[0]?.width ?? 720));
  await page.context().close();
});

function focused(page: Page): Promise<string | undefined> {
  return page.evaluate(() => {
    const it = document.activeElement;
    const label = it instanceof HTMLInputElement ? it.labels?.[0]?.innerText : undefined;
    return it?.getAttribute('aria-label') ?? label ?? it?.textContent.trim();
  });
}

function loudest(samples: Float32Array): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}
