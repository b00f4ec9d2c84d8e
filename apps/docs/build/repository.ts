import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** The repository, whose files this site shows. */
export const root = join(import.meta.dirname, '../../..');

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

export function isThere(path: string): boolean {
  return existsSync(join(root, path));
}

/** The path that a link in one file of the repository means, from its root, without an anchor. */
export function besides(href: string, from: string): string {
  return posix.join(posix.dirname(from), href).replace(/\/$/, '');
}
