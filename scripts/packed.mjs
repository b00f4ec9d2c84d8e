import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from './fingerprint.mjs';
import { pnpm, root } from './tools.mjs';

const packages = join(root, 'packages');
const kept = join(root, '.cache/packed');

/**
 * The tarball of a package as it would be published. All packages are packed at once, the first time that one is asked for after a
 * build: pnpm takes seconds of a processor to begin.
 * @param {string} name of its folder
 */
export function tarballOf(name) {
  const homes = packageNames().map((each) => join(packages, each));
  const folder = join(kept, fingerprint(homes, /^(node_modules|src|test)$/));
  if (!existsSync(folder)) pack(folder);
  return join(folder, `vivavoce-${name}-${version(name)}.tgz`);
}

/** The names of all of them. */
export function packageNames() {
  return readdirSync(packages).filter((name) => existsSync(join(packages, name, 'package.json')));
}

/** @param {string} folder */
function pack(folder) {
  // Of two that pack at the same time the first one's stay.
  const own = `${folder}.${process.pid}`;
  mkdirSync(own, { recursive: true });
  const filter = ['--filter', './packages/*', '--recursive'];
  execFileSync('npx', [...pnpm, ...filter, 'pack', '--pack-destination', own], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  try {
    renameSync(own, folder);
  } catch (error) {
    rmSync(own, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
}

/** @param {string} name */
function version(name) {
  /** @type {{ version: string }} */
  const manifest = JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8'));
  return manifest.version;
}
