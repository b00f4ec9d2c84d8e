import { existsSync } from 'node:fs';
import { firefox } from 'playwright';
import type { Browser } from 'playwright';
import { findChromium } from '../../../scripts/chromium.mjs';
import { startBrowser } from '../../journeys/support/stage.ts';
import type { Engine, EnginePage } from './engine.ts';
import { startSoundServer } from './sound-server.ts';

const firefoxPaths = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];
const findFirefox = (): string | undefined => firefoxPaths.find((path) => existsSync(path));

export const chromiumEngine: Engine = {
  name: 'Chromium',
  missing: () => (findChromium() ? [] : ['chromium']),
  start: async () => {
    const browser = await startBrowser('beeps');
    return page(browser, () => browser.close());
  },
};

/** Firefox has no fake loudspeaker: without an audio server its AudioContext stands still. */
export const firefoxEngine: Engine = {
  name: 'Firefox',
  missing: () => [
    ...(findFirefox() ? [] : ['firefox-esr']),
    ...(existsSync('/usr/bin/pulseaudio') ? [] : ['pulseaudio']),
  ],
  start: async () => {
    const sound = await startSoundServer();
    try {
      const executablePath = findFirefox();
      const browser = await firefox.launch({
        channel: 'moz-firefox',
        ...(executablePath !== undefined && { executablePath }),
        env: { ...process.env, ...sound.env },
        firefoxUserPrefs: {
          'media.navigator.streams.fake': true,
          'media.navigator.permission.disabled': true,
          'media.autoplay.default': 0,
          'media.autoplay.blocking_policy': 0,
        },
      });
      return await page(browser, async () => {
        await browser.close();
        await sound.stop();
      });
    } catch (error) {
      await sound.stop();
      throw error;
    }
  },
};

async function page(browser: Browser, close: () => Promise<void>): Promise<EnginePage> {
  const tab = await browser.newPage();
  return {
    version: browser.version(),
    open: async (url) => void (await tab.goto(url)),
    click: () => tab.getByRole('button').click(),
    evaluate: (work, ...given) =>
      tab.evaluate(`(${String(work)})(...${JSON.stringify(given)})`) as Promise<
        Awaited<ReturnType<typeof work>>
      >,
    close,
  };
}
