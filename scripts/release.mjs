// `node scripts/release.mjs v0.1.0 --pack FOLDER` puts the packed packages, which tests have installed, into a folder;
// `node scripts/release.mjs v0.1.0 --from FOLDER` publishes them from there, in the order in which they need each other. Both are run by
// `.github/workflows/release.yml`, in jobs of their own: what may publish runs nobody else's code. With `--dry-run` npm does everything but
// publish.
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileOf, packageNames, tarballOf } from './packed.mjs';
import { publicHome } from './public-home.mjs';
import { root, run } from './tools.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pack: { type: 'string' },
    from: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
  },
});
const [tag] = positionals;
const { pack, from, 'dry-run': dry } = values;

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

if (pack) {
  mkdirSync(pack, { recursive: true });
  for (const name of names) copyFileSync(tarballOf(name), join(pack, fileOf(name)));
  process.exit();
}
if (!from) stop('Say where the packages are (--from), or where they are to go (--pack).');

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
  const args = ['publish', join(from, fileOf(name)), '--access', 'public'];
  const { ok } = await run('npm', [...args, dry ? '--dry-run' : '--provenance']);
  if (!ok) stop(`${published} could not be published.`);
}
