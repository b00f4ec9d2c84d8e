// `node scripts/pictures.mjs [FOLDER] [PART OF A STORY'S NAME]`: photographs the gallery's stories in the built demo page,
// light and dark, small and large, and lays them side by side on contact sheets, one for each component. `--at=URL` takes the
// page from a running development server in place of the built one.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { openDemo } from './demo-in-browser.mjs';

const { values, positionals } = parseArgs({
  options: { at: { type: 'string' } },
  allowPositionals: true,
});
const [folder = '.cache/pictures', part = ''] = positionals;
const widths = [320, 1280];
const schemes = /** @type {const} */ (['light', 'dark']);

const demo = await openDemo(values.at);
const address = new URL('gallery.html', demo.address).href;
try {
  mkdirSync(folder, { recursive: true });
  const page = await demo.browser.newPage();
  await page.goto(address);
  await page.locator('[data-story]').first().waitFor({ state: 'attached' });
  const ids = await page
    .locator('[data-story]')
    .evaluateAll((buttons) => buttons.map((button) => button.getAttribute('data-story') ?? ''));
  /** @type {Map<string, string[]>} */
  const shots = new Map();
  for (const id of ids.filter((one) => one.includes(part))) {
    const component = id.split('-')[0] ?? id;
    shots.set(component, [...(shots.get(component) ?? []), ...(await photograph(page, id))]);
  }
  for (const [component, files] of shots) await contactSheet(component, files);
} finally {
  await demo.close();
}

/**
 * Four pictures of one story.
 * @param {import('playwright').Page} page
 * @param {string} id
 * @returns {Promise<string[]>} their files
 */
async function photograph(page, id) {
  const files = [];
  await page.setViewportSize({ width: 320, height: 568 });
  await page.goto(`${address}?story=${id}`);
  await page
    .locator(':root[data-ready]')
    .waitFor({ state: 'attached', timeout: 10_000 })
    .catch(() => console.error(`${id} never showed its state`));
  for (const width of widths) {
    await page.setViewportSize({ width, height: width < 600 ? 568 : 720 });
    for (const scheme of schemes) {
      await page.emulateMedia({ colorScheme: scheme });
      const file = join(folder, `${id}-${width}-${scheme}.png`);
      await page.screenshot({
        animations: 'disabled',
        path: file,
        ...(width > 600 && { clip: await surroundings(page) }),
      });
      files.push(file);
    }
  }
  return files;
}

/**
 * The story with some room, or the whole page where something lies over it.
 * @param {import('playwright').Page} page
 */
async function surroundings(page) {
  const box = await page.locator('.story__room').boundingBox();
  if (!box || box.height < 4) return { x: 640, y: 0, width: 640, height: 720 };
  const [x, y] = [Math.max(0, box.x - 24), Math.max(0, box.y - 24)];
  return { x, y, width: box.width + 48, height: Math.min(720 - y, box.height + 48) };
}

/**
 * @param {string} component
 * @param {string[]} files
 */
async function contactSheet(component, files) {
  const figures = files.map((file) => {
    const name = basename(file, '.png');
    const data = readFileSync(file).toString('base64');
    return `<figure><img src="data:image/png;base64,${data}"><figcaption>${name}</figcaption></figure>`;
  });
  const sheet = await demo.browser.newPage();
  await sheet.setViewportSize({ width: 1960, height: 800 });
  await sheet.setContent(
    `<style>body{display:grid;grid-template-columns:320px 320px 1fr 1fr;gap:12px;background:#888;font:12px sans-serif}
    figure{margin:0}img{max-width:100%;display:block}</style>${figures.join('')}`,
  );
  writeFileSync(
    join(folder, `sheet-${component}.png`),
    await sheet.screenshot({ fullPage: true, animations: 'disabled' }),
  );
  await sheet.close();
}
