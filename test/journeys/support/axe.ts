import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Page } from 'playwright';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

declare global {
  interface Window {
    axe: typeof axe;
  }
}

/** Has axe on every page that is opened from now on; the page's own policy doesn't see it. */
export async function bringAxe(page: Page): Promise<void> {
  await page.addInitScript(source);
}

/** What axe has against the page as it stands, one line each. */
export async function violations(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const found = await window.axe.run(document, { resultTypes: ['violations'] });
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, any }) => `${id} at ${target.join(' ')}: ${any[0]?.message ?? ''}`),
    );
  });
}

/** Both schemes at the smallest width and at a usual one. */
const lights = [
  { width: 320, height: 568 },
  { width: 1280, height: 800 },
].flatMap((size) => (['light', 'dark'] as const).map((colorScheme) => ({ size, colorScheme })));

/** The page in every light, or in the one of that number. */
export async function inEveryLight(
  page: Page,
  look: (light: string) => Promise<void>,
  only?: number,
): Promise<void> {
  for (const [index, { size, colorScheme }] of lights.entries()) {
    if (only !== undefined && only % lights.length !== index) continue;
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    await look(`${String(size.width)} px, ${colorScheme}`);
  }
}
