import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tarballOf } from '../../../scripts/packed.mjs';
import { root } from '../../../scripts/tools.mjs';

type Name = 'evi' | 'core' | 'react' | 'testing';

/** What an install puts beside each package, and where it lies here. */
const beside: Record<Name, readonly string[]> = {
  evi: ['valibot'],
  core: [],
  react: ['zustand'],
  testing: ['@mswjs/interceptors', 'msw'],
};

/** Puts packages into an app's `node_modules` as an install from the registry would: packed, with what they depend on. */
export function installPacked(app: string, names: readonly Name[]): void {
  for (const name of names) {
    unpack(app, name);
    for (const module of beside[name]) installFrom(app, `packages/${name}`, [module]);
  }
}

/** Puts one into it by itself. @returns where it is */
export function unpack(app: string, name: string): string {
  const target = join(app, 'node_modules/@vivavoce', name);
  mkdirSync(target, { recursive: true });
  execFileSync('tar', ['-xzf', tarballOf(name), '-C', target, '--strip-components=1']);
  return target;
}

/** The same as they lie here, built but not packed: their own dependencies are found where they really are. */
export function linkBuilt(app: string, names: readonly string[]): void {
  for (const name of names) {
    const target = join(app, 'node_modules/@vivavoce', name);
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(join(root, 'packages', name), target, 'junction');
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
