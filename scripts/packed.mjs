import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fingerprint } from './fingerprint.mjs';
import { publicHome, withAddresses, withPublicLinks } from './public-home.mjs';
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
  const address = publicHome.replace(/\W+/g, '-');
  const folder = join(kept, fingerprint(homes, /^(node_modules|src|test)$/) + address);
  if (!existsSync(folder)) pack(folder);
  return join(folder, fileOf(name));
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
  for (const name of packageNames()) prepare(join(own, fileOf(name)), name);
  try {
    renameSync(own, folder);
  } catch (error) {
    rmSync(own, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
}

/**
 * Makes a tarball fit for readers who have nothing but it.
 * @param {string} tarball
 * @param {string} name of the package's folder
 */
function prepare(tarball, name) {
  const folder = mkdtempSync(join(tmpdir(), 'vivavoce-packed-'));
  execFileSync('tar', ['-xzf', tarball, '-C', folder]);
  const content = join(folder, 'package');
  /** @param {string} file @param {(text: string) => string} change */
  const edit = (file, change) => {
    const path = join(content, file);
    writeFileSync(path, change(readFileSync(path, 'utf8')));
  };
  edit(
    'package.json',
    (text) => `${JSON.stringify(withAddresses(JSON.parse(text), name), null, 2)}\n`,
  );
  /** @param {string} path */
  const packed = (path) => existsSync(join(content, path)) && !path.startsWith('..');
  edit('README.md', (text) =>
    withPublicLinks(text, { folder: name, version: manifestOf(name).version, packed }),
  );
  // The build names maps of declarations, and writes none.
  const files = readdirSync(content, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((each) => /\.d\.[cm]?ts$/.test(each)))
    edit(file, (text) => text.replace(/\n\/\/# sourceMappingURL=\S+\s*$/, '\n'));
  execFileSync('tar', ['-czf', tarball, '-C', folder, 'package']);
  rmSync(folder, { recursive: true });
}

/** @param {string} name */
export function fileOf(name) {
  return `vivavoce-${name}-${manifestOf(name).version}.tgz`;
}

/** @param {string} name @returns {{ version: string }} */
function manifestOf(name) {
  return JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8'));
}
