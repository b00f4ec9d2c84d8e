import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './repository.ts';
import { writeRegistry } from './registry.ts';
import type { Site } from './site-pages.ts';

/** Writes a site's pages and pictures into a folder that VitePress reads. What has not changed is left alone, so that nothing reloads. */
export function writeSite({ pages }: Site, folder: string): void {
  const wanted = new Set([...pages.keys()].map((path) => `${path}.md`));
  for (const old of filesOf(folder))
    if (old.endsWith('.md') && !wanted.has(old)) rmSync(join(folder, old));
  for (const [path, text] of pages) {
    const file = join(folder, `${path}.md`);
    mkdirSync(dirname(file), { recursive: true });
    if (textOf(file) !== text) writeFileSync(file, text);
  }
  const images = join(root, 'docs/images');
  mkdirSync(join(folder, 'public/images'), { recursive: true });
  for (const name of readdirSync(images))
    copyFileSync(join(images, name), join(folder, 'public/images', name));
  writeRegistry(join(folder, 'public/r'), process.env['VIVAVOCE_HOME'] ?? '');
  copyFileSync(join(root, 'apps/demo/public/favicon.svg'), join(folder, 'public/favicon.svg'));
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
