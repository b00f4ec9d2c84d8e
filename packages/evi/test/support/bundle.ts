import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Bundles a module text that imports `@vivavoce/evi`, minified, valibot included, as an app's build would. */
export async function bundle(source: string): Promise<{ code: string; gzip: number }> {
  const id = 'virtual:entry.js';
  const result = await build({
    root,
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions: ['vivavoce-source', 'module', 'browser'] },
    plugins: [
      {
        name: 'entry',
        resolveId: (asked) => (asked === id ? `\0${id}` : undefined),
        load: (asked) => (asked === `\0${id}` ? source : undefined),
      },
    ],
    build: {
      write: false,
      minify: true,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: { input: id, preserveEntrySignatures: 'strict', output: { format: 'es' } },
    },
  });
  const [output] = Array.isArray(result) ? result : [result];
  if (!output || !('output' in output)) throw new TypeError('the build gave no output');
  const code = output.output.map((file) => (file.type === 'chunk' ? file.code : '')).join('');
  return { code, gzip: gzipSync(code, { level: 9 }).length };
}
