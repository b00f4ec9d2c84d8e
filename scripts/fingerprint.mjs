import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Another name whenever one of the files is another: what is made of them is kept under it.
 * @param {string[]} folders
 * @param {RegExp} [leftOut] names of folders
 */
export function fingerprint(folders, leftOut = /^node_modules$/) {
  const hash = createHash('sha1');
  for (const file of folders.flatMap((folder) => within(folder, leftOut))) {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

/** @param {string} folder @param {RegExp} leftOut @returns {string[]} */
function within(folder, leftOut) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return [path];
    return leftOut.test(entry.name) ? [] : within(path, leftOut);
  });
}
