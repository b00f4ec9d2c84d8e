// `npm run check`: types, lint, and the tests in Node and jsdom of what has changed since the branch left main (or since the commit that
// is named: `npm run check -- HEAD~3`), all of it in a minute or less. It takes for granted that `npm install` was done.
import { execFileSync } from 'node:child_process';
import { Tally } from './tally.mjs';
import { program, root, run } from './tools.mjs';

const tally = new Tally();
const node = (/** @type {string} */ file, /** @type {string[]} */ ...args) =>
  run(process.execPath, [program('.', file), ...args], { quiet: true });

await Promise.all([
  tally.check('types', () => node('typescript-7/bin/tsc', '-b', 'tsconfig.workspace.json')),
  tally.check('lint', () =>
    node(
      'eslint/bin/eslint.js',
      '.',
      '--max-warnings=0',
      '--cache',
      '--cache-location=.cache/eslint',
      '--cache-strategy=content',
    ),
  ),
  tally.tests(['unit', 'dom'], { args: [`--changed=${base()}`, '--passWithNoTests', 'src/'] }),
]);
tally.end();

function base() {
  const named = process.argv[2];
  if (named) return named;
  for (const main of ['origin/main', 'main']) {
    try {
      const options = { cwd: root, encoding: /** @type {const} */ ('utf8') };
      return execFileSync('git', ['merge-base', 'HEAD', main], options).trim();
    } catch {
      // There is no such branch here.
    }
  }
  return 'HEAD';
}
