import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { root } from './tools.mjs';

/**
 * Where the project is public, such as `https://github.com/OWNER/NAME`: the one place that all addresses in published packages come
 * from. A release sets it (`.github/workflows/release.yml`); elsewhere there is none, and the packages name none.
 */
export const publicHome = process.env.VIVAVOCE_HOME?.replace(/\/+$/, '') ?? '';

/**
 * A package's manifest with its addresses, where there is a public home.
 * @param {Record<string, unknown>} manifest
 * @param {string} folder of the package, below `packages/`
 * @param {string} home
 */
export function withAddresses(manifest, folder, home = publicHome) {
  if (!home) return manifest;
  return {
    ...manifest,
    homepage: `${home}#readme`,
    bugs: { url: `${home}/issues` },
    repository: { type: 'git', url: `git+${home}.git`, directory: `packages/${folder}` },
  };
}

/**
 * A README as it is read outside of the repository. Links to files that are not packed lead to the public home, at the tag of the release;
 * without a home their text stays.
 * @param {string} readme
 * @param {{ folder: string, version: string, packed: (path: string) => boolean, home?: string }} place
 *   packed: whether a path of the package is in its tarball
 */
export function withPublicLinks(readme, { folder, version, packed, home = publicHome }) {
  return readme.replace(
    /(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^()\s]+)\)/g,
    (link, image, text, target) => {
      if (/^([a-z]+:|#)/.test(target) || packed(target.replace(/#.*/, ''))) return link;
      if (!home) return text;
      const path = posix.join('packages', folder, target);
      return `${image}[${text}](${home}/${image ? 'raw' : 'blob'}/v${version}/${path})`;
    },
  );
}

/**
 * Where a link of a package's README leads in the repository, or undefined where it leads nowhere.
 * @param {string} folder
 * @param {string} target
 */
export function inRepository(folder, target) {
  const path = posix.join('packages', folder, target.replace(/#.*/, ''));
  return existsSync(join(root, path)) ? path : undefined;
}
