// `node scripts/pictures.mjs [FOLDER] [PART OF A STORY'S NAME]`: photographs the gallery's stories in the built demo page,
// light and dark, small and large.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { preview } from 'vite';
import { findChromium } from './chromium.mjs';
import { root } from './tools.mjs';

const [folder = '.cache/pictures', part = ''] = process.argv.slice(2);
const server = await preview({
  root: join(root, 'apps/demo'),
  configFile: join(root, 'apps/demo/vite.config.ts'),
  preview: { port: 0, host: '127.0.0.1' },
});
const address = `${server.resolvedUrls?.local[0]}gallery.html`;
const executablePath = findChromium();
const browser = await chromium.launch({
  ...(executablePath !== undefined && { executablePath }),
  args: ['--no-sandbox', '--disable-gpu', '--autoplay-policy=no-user-gesture-required'],
});
try {
  await everyStory(folder);
} finally {
  await browser.close();
  await server.close();
}

/** @param {string} folder */
async function everyStory(folder) {
  mkdirSync(folder, { recursive: true });
  const page = await browser.newPage();
  await page.goto(address);
  const ids = await page
    .locator('[data-story]')
    .evaluateAll((buttons) => buttons.map((button) => button.getAttribute('data-story') ?? ''));
  for (const id of ids.filter((one) => one.includes(part))) {
    for (const scheme of /** @type {const} */ (['light', 'dark'])) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width: scheme === 'light' ? 320 : 640, height: 480 });
      if (scheme === 'light') {
        await page.goto(`${address}?story=${id}`);
        await page
          .locator(':root[data-ready]')
          .waitFor({ state: 'attached', timeout: 10_000 })
          .catch(() => console.error(`${id} never showed its state`));
      }
      await page.screenshot({ animations: 'disabled', path: join(folder, `${id}-${scheme}.png`) });
    }
  }
}
