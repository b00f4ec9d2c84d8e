import { dirname, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import type { Plugin } from 'rolldown';

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
      const file = id.slice(0, -query.length);
      const bundle = await rolldown({
        input: file,
        platform: 'neutral',
        resolve: { conditionNames: ['vivavoce-source', 'module', 'import', 'default'] },
      });
      try {
        const { output } = await bundle.generate({ format: 'iife', minify: true });
        this.addWatchFile(file);
        return { code: `export default ${JSON.stringify(output[0].code)};`, moduleType: 'js' };
      } finally {
        await bundle.close();
      }
    },
  };
}
