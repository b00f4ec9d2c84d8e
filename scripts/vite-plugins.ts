import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { compileReact } from '../packages/react/test/support/react-compiler.ts';
import { root } from './tools.mjs';

/**
 * Has every import of a package that stands in that folder's `package.json` answered from there, such as another release
 * of React with all that leans on it.
 *
 * @param folder from the repository's root
 */
export function packagesOf(folder: string): Plugin {
  const manifest = join(root, folder, 'package.json');
  const { dependencies } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const names = Object.keys(dependencies);
  return {
    name: 'packages-of',
    enforce: 'pre',
    resolveId(id) {
      if (!names.some((name) => id === name || id.startsWith(`${name}/`))) return null;
      return this.resolve(id, manifest, { skipSelf: true });
    },
  };
}

/** Has React's compiler go over the kit's own sources. */
export function compiledByReact(): Plugin {
  const sources = join(root, 'packages/react/src/');
  return {
    name: 'compiled-by-react',
    enforce: 'pre',
    async transform(source, id) {
      if (!id.startsWith(sources) || !/\.tsx?$/.test(id) || /\.test\./.test(id)) return null;
      const { code, map, refusals } = await compileReact(id, source);
      if (refusals.length > 0) throw new Error(`${id}: ${refusals.join('; ')}`);
      return { code, map: map && JSON.stringify(map) };
    },
  };
}
