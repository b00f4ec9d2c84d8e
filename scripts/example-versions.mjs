// `npm run versions`: after changesets have given the packages their versions, the examples ask for these.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './tools.mjs';

/** @param {string} path */
const read = (path) => readFileSync(join(root, path), 'utf8');
/** @type {{ version: string }} */
const { version } = JSON.parse(read('packages/create/package.json'));

for (const entry of readdirSync(join(root, 'examples'), { withFileTypes: true })) {
  if (!entry.isDirectory()) continue;
  const path = `examples/${entry.name}/package.json`;
  writeFileSync(
    join(root, path),
    read(path).replace(/("@vivavoce\/[\w-]+": )"[^"]*"/g, `$1"^${version}"`),
  );
}
