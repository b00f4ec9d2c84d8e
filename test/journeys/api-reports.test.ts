import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeApiReports } from '../../scripts/api-reports.mjs';
import { root } from '../../scripts/tools.mjs';

function reportsIn(folder: string): Record<string, string> {
  const names = readdirSync(folder).toSorted();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

test('what each package offers is what its report in etc says', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vivavoce-api-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeApiReports(folder);
  const kept = reportsIn(join(root, 'etc'));
  expect(Object.keys(kept)).toContain('react.api.md');
  expect(reportsIn(folder), 'If this is meant, run npm run api and look at the change.').toEqual(
    kept,
  );
});
