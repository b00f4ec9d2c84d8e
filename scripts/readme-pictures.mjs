// `node scripts/readme-pictures.mjs`: makes the pictures of the README from the built demo page and its gallery: the page in a
// conversation, and a sheet of components, both light and dark. The browser itself writes them as WebP.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openDemo } from './demo-in-browser.mjs';
import { root } from './tools.mjs';

/** A story's place on the sheet: CSS px. */
const sheet = [
  { story: 'voicewidget-a-conversation', x: 20, y: 20, width: 376, height: 560 },
  { story: 'deviceselect-in-a-call', x: 20, y: 596, width: 376, height: 112 },
  { story: 'audiovisualizer-wave-speaking', x: 20, y: 724, width: 376, height: 128 },
  { story: 'transcript-a-conversation', x: 412, y: 20, width: 448, height: 472 },
  { story: 'connectionstatus-connection-lost', x: 412, y: 508, width: 448, height: 172 },
  { story: 'textinput-connected', x: 412, y: 696, width: 448, height: 156 },
  { story: 'emotionmeter-both-sides', x: 876, y: 20, width: 384, height: 476 },
  { story: 'audiovisualizer-bars-speaking', x: 876, y: 512, width: 384, height: 112 },
  { story: 'audiovisualizer-orb-speaking', x: 876, y: 640, width: 152, height: 212 },
  { story: 'pushtotalkbutton-held', x: 1044, y: 640, width: 216, height: 98 },
  { story: 'volumeslider-half', x: 1044, y: 754, width: 216, height: 98 },
];

const { values } = parseArgs({ options: { at: { type: 'string' } } });
const demo = await openDemo(values.at);
try {
  for (const scheme of /** @type {const} */ (['light', 'dark'])) {
    const context = await demo.browser.newContext({
      colorScheme: scheme,
      deviceScaleFactor: 1.5,
      reducedMotion: 'reduce',
      locale: 'en-US',
    });
    const page = await context.newPage();
    await page.setViewportSize({ width: 1280, height: 872 });
    await layOut(page);
    await keep(page, `gallery-${scheme}`);
    await page.setViewportSize({ width: 1280, height: 800 });
    await converse(page);
    await keep(page, `demo-${scheme}`);
    await context.close();
  }
} finally {
  await demo.close();
}

/** @param {import('playwright').Page} page */
async function layOut(page) {
  await page.goto(new URL('gallery.html', demo.address).href);
  await page.evaluate((tiles) => {
    const frames = tiles.map(({ story, x, y, width, height }) => {
      const frame = document.createElement('iframe');
      frame.src = `?story=${story}`;
      frame.style.cssText = `position:absolute;left:${x}px;top:${y}px;width:${width}px;height:${height}px;border:1px solid var(--vv-border);border-radius:16px;box-sizing:border-box`;
      return frame;
    });
    document.body.style.background = 'light-dark(#f4f4f3, #050506)';
    document.body.replaceChildren(...frames);
  }, sheet);
  for (const [index, { story }] of sheet.entries()) {
    await page
      .frameLocator(`iframe >> nth=${index}`)
      .locator(':root[data-ready]')
      .waitFor({ state: 'attached', timeout: 20_000 })
      .catch(() => console.error(`${story} never showed its state`));
  }
}

/** @param {import('playwright').Page} page */
async function converse(page) {
  await page.goto(demo.address);
  await page.getByRole('button', { name: 'Try it offline' }).click();
  await page.getByText('Offline, scripted').waitFor();
  await page.getByRole('radio', { name: 'Hold to talk' }).check();
  await page.getByRole('button', { name: 'Start talking' }).click();
  const log = page.getByRole('log');
  await log.getByText('I hum my words').waitFor();
  for (const [words, answer] of [
    ['who are you?', 'playing the part of a server'],
    ['tell me a joke', 'Nobody had muted it'],
  ]) {
    await page.getByRole('button', { name: 'Stop the assistant', disabled: true }).waitFor();
    await page.getByRole('textbox', { name: 'Message' }).fill(words ?? '');
    await page.keyboard.press('Enter');
    await log.getByText(answer ?? '').waitFor();
  }
  await page.locator('.panel .vv-visualizer[data-state="speaking"]').waitFor();
}

/**
 * @param {import('playwright').Page} page
 * @param {string} name
 */
async function keep(page, name) {
  const png = (await page.screenshot({ animations: 'disabled' })).toString('base64');
  const webp = await page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    canvas.getContext('2d')?.drawImage(image, 0, 0);
    return canvas.toDataURL('image/webp', 0.86).replace(/^[^,]*,/, '');
  }, png);
  const bytes = Buffer.from(webp, 'base64');
  writeFileSync(join(root, 'docs/images', `${name}.webp`), bytes);
  console.log(`${name}.webp: ${Math.round(bytes.length / 1024)} kB`);
}
