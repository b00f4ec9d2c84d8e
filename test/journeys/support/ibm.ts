import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright';

const engine = readFileSync(
  createRequire(import.meta.url).resolve('accessibility-checker-engine/ace.js'),
  'utf8',
);
/** It declares a variable, which only what runs with it can see. */
const source = `${engine};window.ace = ace;`;

/** What it has against an element. */
interface Issue {
  readonly ruleId: string;
  readonly value: readonly [policy: string, outcome: string];
  readonly path: { readonly dom: string };
  readonly message: string;
}

interface Engine {
  readonly Checker: new () => {
    check(
      document: Document,
      rulesets: readonly string[],
    ): Promise<{ readonly results: readonly Issue[] }>;
  };
}

/** Has IBM's engine on every page that is opened from now on; the page's own policy doesn't see it. */
export async function bringIbm(page: Page): Promise<void> {
  await page.addInitScript(source);
}

/**
 * What IBM's engine has against the page as it stands, one line each: violations that it is sure of, of all rules that it knows.
 *
 * @param exceptions rules that are left out, each with its reason
 */
export async function ibmViolations(
  page: Page,
  exceptions: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const issues = await page.evaluate(async () => {
    const { ace } = window as unknown as { readonly ace: Engine };
    const { results } = await new ace.Checker().check(document, ['IBM_Accessibility', 'WCAG_2_2']);
    return results
      .filter(({ value: [policy, outcome] }) => policy === 'VIOLATION' && outcome === 'FAIL')
      .map(({ ruleId, path, message }) => ({ ruleId, at: path.dom, message }));
  });
  return issues
    .filter(({ ruleId }) => !Object.hasOwn(exceptions, ruleId))
    .map(({ ruleId, at, message }) => `IBM ${ruleId} at ${at}: ${message}`);
}
