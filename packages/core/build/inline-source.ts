import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import type { Plugin } from 'rolldown';
import { bundleScript } from './bundle-script.ts';

const query = '?inline-source';
const bytesQuery = '?inline-bytes';
const shared = '\0scripts';

/**
 * `import text from './x.ts?inline-source'` gives the text of a self-contained, minified script made from that module:
 * the shape in which worklets and the worker travel inside the package, so that no bundler has to know about them.
 *
 * `import base64 from 'a-package/a-file?inline-bytes'` gives the bytes of a file.
 *
 * @param together files whose texts are put side by side, in this order, wherever they are imported: gzip finds what
 * two of them have in common only within 32 kB
 */
export function inlineSource(together: readonly string[] = []): Plugin {
  const files = together.map((file) => resolve(file));
  return {
    name: 'vivavoce:inline-source',
    resolveId(source, importer) {
      if (source === shared) return shared;
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
    transform(code, id) {
      // Ahead of all else, so that the rest of the package is side by side as well. On the same line, for source maps.
      const first = files.length > 0 && this.getModuleInfo(id)?.isEntry;
      return first ? { code: `import '${shared}';${code}` } : null;
    },
    async load(id) {
      if (id.endsWith(bytesQuery)) {
        const bytes = await readFile(id.slice(0, -bytesQuery.length));
        return {
          code: `export default ${JSON.stringify(bytes.toString('base64'))};`,
          moduleType: 'js',
        };
      }
      if (!id.endsWith(query) && id !== shared) return null;
      const file = id.slice(0, -query.length);
      if (files.includes(file)) {
        // A name of its own for each: reading it off a list would be a side effect to bundlers, and keep all of them in every app.
        const code = `export { text${files.indexOf(file)} as default } from '${shared}';`;
        return { code, moduleType: 'js' };
      }
      const texts: string[] = [];
      for (const module of id === shared ? files : [file]) {
        const { code, modules } = await bundleScript(module);
        for (const part of modules) this.addWatchFile(part);
        texts.push(code);
      }
      const code =
        id === shared
          ? texts.map((text, at) => `export const text${at} = ${JSON.stringify(text)};`).join('\n')
          : `export default ${JSON.stringify(texts[0])};`;
      return { code, moduleType: 'js', moduleSideEffects: id === shared };
    },
  };
}
