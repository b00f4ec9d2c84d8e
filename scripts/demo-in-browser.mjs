import { join } from 'node:path';
import { chromium } from 'playwright';
import { preview } from 'vite';
import { findChromium } from './chromium.mjs';
import { root } from './tools.mjs';

/**
 * Opens a browser, and the built demo page for it.
 * @param {string} [at] address of a running development server, to be taken in place of the built page
 */
export async function openDemo(at) {
  const server = at
    ? undefined
    : await preview({
        root: join(root, 'apps/demo'),
        configFile: join(root, 'apps/demo/vite.config.ts'),
        preview: { port: 0, host: '127.0.0.1' },
      });
  const executablePath = findChromium();
  const browser = await chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-audio-output',
      '--autoplay-policy=no-user-gesture-required',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
    ],
  });
  return {
    address: at ?? server?.resolvedUrls?.local[0] ?? '',
    browser,
    close: async () => {
      await browser.close();
      await server?.close();
    },
  };
}
