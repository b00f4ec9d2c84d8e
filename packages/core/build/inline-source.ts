import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import type { Plugin } from 'rolldown';
import { bundleScript } from './bundle-script.ts';

const query = '?inline-source';
const bytesQuery = '?inline-bytes';

/**
 * `import text from './x.ts?inline-source'` gives the text of a self-contained, minified script made from that module:
 * the shape in which worklets and the worker travel inside the package, so that no bundler has to know about them.
 *
 * `import base64 from 'a-package/a-file?inline-bytes'` gives the bytes of a file.
 */
export function inlineSource(): Plugin {
  return {
    name: 'vivavoce:inline-source',
    resolveId(source, importer) {
      if (source.endsWith(bytesQuery)) {
        const file = source.slice(0, -bytesQuery.length);
        return `${createRequire(import.meta.url).resolve(file)}${bytesQuery}`;
      }
      if (!source.endsWith(query) || importer === undefined) return null;
      const file = resolve(
        dirname(importer.split('?')[0] ?? importer),
        source.slice(0, -query.length),
      );
      return `${file}${query}`;
    },
    async load(id) {
      if (id.endsWith(bytesQuery)) {
        const bytes = await readFile(id.slice(0, -bytesQuery.length));
        return {
          code: `export default ${JSON.stringify(bytes.toString('base64'))};`,
          moduleType: 'js',
        };
      }
      if (!id.endsWith(query)) return null;
      const { code, modules } = await bundleScript(id.slice(0, -query.length));
      for (const part of modules) this.addWatchFile(part);
      return { code: `export default ${JSON.stringify(code)};`, moduleType: 'js' };
    },
  };
}
