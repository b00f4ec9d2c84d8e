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

/** The page in both schemes at the smallest width and at a usual one. */
export async function inEveryLight(
  page: Page,
  look: (light: string) => Promise<void>,
): Promise<void> {
  for (const [width, height] of [
    [320, 568],
    [1280, 800],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await look(`${width} px, ${colorScheme}`);
    }
  }
}
