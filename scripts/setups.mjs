import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { findChromium } from './chromium.mjs';
import { root } from './tools.mjs';

/**
 * What became of one set-up, as `test/setups` leaves it.
 * @typedef {{ name: string, versions: string[], seconds: { install?: number, build?: number }, steps: string[], failure?: string }} Row
 */

const steps = ['understands', 'answers', 'heard', 'hangs up'];

/**
 * Writes `docs/setups.md` from what `npm run test:setups` has just found.
 * @returns {Promise<{ ok: boolean, output: string }>} not ok where nothing was tried: the page stays as it was
 */
export async function writeSetUps() {
  /** @type {Row[]} */
  let rows;
  try {
    rows = JSON.parse(readFileSync(join(root, '.cache/setups.json'), 'utf8'));
  } catch {
    rows = [];
  }
  if (rows.length === 0) return { ok: false, output: 'No set-up was tried: see what was skipped.' };
  // Loaded here: whoever runs the tests may not have installed it yet.
  const { format } = await import('prettier');
  const path = join(root, 'docs/setups.md');
  const page = await format(pageOf(rows), { parser: 'markdown', printWidth: 140 });
  writeFileSync(path, page);
  return { ok: true, output: '' };
}

/** @param {Row[]} rows */
function pageOf(rows) {
  const seconds = (/** @type {number | undefined} */ time) =>
    time === undefined ? '–' : `${Math.round(time)} s`;
  const lines = rows.map(
    ({ name, versions, seconds: { install, build }, steps: seen, failure }) => {
      const cells = [
        name.startsWith('npm') ? `\`${name}\`` : `[\`${name}\`](../examples/${name})`,
        versions.join(', ') || '–',
        seconds(install),
        seconds(build),
        ...steps.map((step) => (seen.includes(step) ? 'yes' : '**no**')),
      ];
      return `| ${cells.join(' | ')} |${failure ? `\n\n${name}: ${failure}\n` : ''}`;
    },
  );
  return `# Set-ups

Written by \`npm run test:setups\`; don't edit it by hand. Each [example](../examples/README.md) is copied to an empty folder and installed by npm,
with this project's packages as a release would publish them and everything else from npm's registry. Then it is built, served, opened in
Chromium, called, and spoken to (Storybook: typed to). "Heard" is sound measured on its way to the speaker. After hanging up nothing may be left
open. OpenAI and Gemini are the stand-ins of [\`@vivavoce/testing\`](reference/testing.md), tokens included.

| set-up | built of | install | build | ${steps.join(' | ')} |
| --- | --- | --- | --- | ${steps.map(() => '---').join(' | ')} |
${lines.join('\n')}

Last run with Node ${process.versions.node}, npm ${version('npm')} and ${version(findChromium() ?? 'chromium')}.
`;
}

/** @param {string} program */
function version(program) {
  const said = execFileSync(program, ['--version'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  return (/^(Chromium |Google Chrome )?[\d.]+/.exec(said.trim())?.[0] ?? said).trim();
}
