// `npm run check`: types, lint, and of the packages in which something has changed since the branch left main (or since the commit that is
// named: `npm run check -- HEAD~3`) the tests beside the sources that have to do with it. It takes for granted that `npm install` was done.
import { execFileSync } from 'node:child_process';
import { Tally } from './tally.mjs';
import { program, root, run } from './tools.mjs';

const since = process.argv[2] ?? whereTheBranchBegan();
const tally = new Tally();
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
  tests(),
]);
tally.end();

async function tests() {
  const changed = git('diff', '--name-only', since).concat(
    git('ls-files', '--others', '--exclude-standard'),
  );
  const folders = changed.flatMap((file) => /^(packages|apps)\/[^/]+\/src\//.exec(file)?.[0] ?? []);
  if (folders.length === 0) return;
  const args = [`--changed=${since}`, '--passWithNoTests', ...new Set(folders)];
  await tally.tests(['unit', 'dom'], { args });
}

/** @param {string[]} args */
function node(file = '', ...args) {
  return run(process.execPath, [program('.', file), ...args], { quiet: true });
}

function whereTheBranchBegan() {
  for (const main of ['origin/main', 'main']) {
    try {
      return git('merge-base', 'HEAD', main)[0] ?? 'HEAD';
    } catch {
      // There is no such branch here.
    }
  }
  return 'HEAD';
}

/** @param {string[]} args @returns {string[]} the lines it prints */
function git(...args) {
  const said = execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
  return said.split('\n').filter(Boolean);
}
