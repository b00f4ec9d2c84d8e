import { dirname, resolve } from 'node:path';
import type { Plugin } from 'rolldown';
import { bundleScript } from './bundle-script.ts';

const query = '?inline-source';

/**
 * `import text from './x.ts?inline-source'` gives the text of a self-contained, minified script made from that module:
 * the shape in which worklets and the worker travel inside the package, so that no bundler has to know about them.
 */
export function inlineSource(): Plugin {
  return {
    name: 'vivavoce:inline-source',
    resolveId(source, importer) {
      if (!source.endsWith(query) || importer === undefined) return null;
      const file = resolve(
        dirname(importer.split('?')[0] ?? importer),
        source.slice(0, -query.length),
      );
      return `${file}${query}`;
    },
    async load(id) {
      if (!id.endsWith(query)) return null;
      const { code, modules } = await bundleScript(id.slice(0, -query.length));
      for (const module of modules) this.addWatchFile(module);
      return { code: `export default ${JSON.stringify(code)};`, moduleType: 'js' };
    },
  };
}
