import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { root } from '../../../scripts/tools.mjs';

type Name = 'evi' | 'core' | 'react' | 'testing';

/** What an install puts beside each package, and where it lies here. */
const beside: Record<Name, readonly string[]> = {
  evi: ['valibot'],
  core: [],
  react: ['zustand'],
  testing: ['@mswjs/interceptors', 'msw'],
};

const folder = mkdtempSync(join(tmpdir(), 'vivavoce-packed-'));
const tarballs = new Map<Name, string>();
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Puts packages into an app's `node_modules` as an install from the registry would: packed, with what they depend on. */
export function installPacked(app: string, names: readonly Name[]): void {
  for (const name of names) {
    const target = join(app, 'node_modules/@vivavoce', name);
    mkdirSync(target, { recursive: true });
    execFileSync('tar', ['-xzf', tarballOf(name), '-C', target, '--strip-components=1']);
    for (const module of beside[name]) installFrom(app, `packages/${name}`, [module]);
  }
}

/** Links modules that another folder of the repository has into an app's `node_modules`. */
export function installFrom(app: string, from: string, modules: readonly string[]): void {
  for (const module of modules) {
    const target = join(app, 'node_modules', module);
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(realpathSync(join(root, from, 'node_modules', module)), target, 'junction');
  }
}

function tarballOf(name: Name): string {
  const packed = tarballs.get(name) ?? pack(name);
  tarballs.set(name, packed);
  return packed;
}

function pack(name: Name): string {
  const said = execFileSync(
    'npx',
    ['-y', 'pnpm@12.21.0', 'pack', '--json', '--pack-destination', folder],
    {
      cwd: join(root, 'packages', name),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const { filename } = JSON.parse(said) as { filename: string };
  return resolve(folder, filename);
}
