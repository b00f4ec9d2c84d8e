// `node scripts/release.mjs v0.1.0`: publishes the packed packages, which tests have installed, in the order in which they need each other.
// Run by `.github/workflows/release.yml`. With `--dry-run` npm does everything but publish.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageNames, tarballOf } from './packed.mjs';
import { publicHome } from './public-home.mjs';
import { root, run } from './tools.mjs';

const [tag = '', ...options] = process.argv.slice(2);
const dry = options.includes('--dry-run');

/** @param {string} sentence @returns {never} */
function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}

/** @param {string} name @returns {{ name: string, version: string, dependencies?: Record<string, string> }} */
function manifestOf(name) {
  return JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
}

if (!publicHome) stop('Set VIVAVOCE_HOME to the address of the public repository.');
const names = packageNames();
const otherwise = names.filter((name) => `v${manifestOf(name).version}` !== tag);
if (otherwise.length > 0)
  stop(
    `The tag is ${tag}, but ${otherwise.join(', ')} have another version. Was \`changeset version\` run?`,
  );

/** @type {string[]} */
const order = [];
/** @param {string} name */
function add(name) {
  if (order.includes(name)) return;
  for (const dependency of Object.keys(manifestOf(name).dependencies ?? {})) {
    if (dependency.startsWith('@vivavoce/')) add(dependency.slice('@vivavoce/'.length));
  }
  order.push(name);
}
names.forEach(add);

for (const name of order) {
  const { name: published, version } = manifestOf(name);
  // A release that broke off goes on where it was.
  const there = await run('npm', ['view', `${published}@${version}`, 'version'], { quiet: true });
  if (there.ok && there.output.trim() !== '') {
    console.log(`${published} ${version} is published already.`);
    continue;
  }
  const args = ['publish', tarballOf(name), '--access', 'public'];
  const { ok } = await run('npm', [...args, dry ? '--dry-run' : '--provenance']);
  if (!ok) stop(`${published} could not be published.`);
}
