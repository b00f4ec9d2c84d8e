import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { defineConfig } from 'tsdown';
import { oneStylesheet } from './build/one-stylesheet.ts';
import { withoutLayer } from './build/without-layer.ts';

export default defineConfig({
  // A language is an entry of its own: a page that speaks English pays for no other. So is each bridge to another kit.
  entry: [
    'src/index.ts',
    'src/provider/labels/german.ts',
    'src/ai-sdk/ui-messages.ts',
    'src/assistant-ui/voice-adapter.ts',
    'src/parts.ts',
  ],
  format: ['esm', 'cjs'],
  platform: 'neutral',
  target: 'es2022',
  dts: true,
  sourcemap: true,
  // A file stays a file, so that an app carries only the components it uses.
  unbundle: true,
  hooks: {
    'build:done': () => {
      const layered = oneStylesheet('src/styles.css');
      const shadcn = readFileSync('src/shadcn.css', 'utf8');
      const sheets = { styles: layered, unlayered: withoutLayer(layered), shadcn };
      for (const [name, css] of Object.entries(sheets)) {
        writeFileSync(`dist/${name}.css`, css);
        // TypeScript 6 refuses an import of what it has no types of, also where nothing is imported from it. CommonJS may
        // import no module, and modules either: so it is none.
        writeFileSync(`dist/${name}.css.d.cts`, 'export {};\n');
      }
    },
  },
  // Components and hooks run in the browser: a Server Component may import them and gets references. Words, colours and
  // functions of plain data stay what they are, for Server Components and route handlers to use.
  outputOptions: {
    banner: ({ fileName }) => (isClientCode(fileName) ? "'use client';" : ''),
  },
});

/** Whether it is a component or a hook: those bear their names. Types may hold no statement. */
function isClientCode(fileName: string): boolean {
  return /^([A-Z]|use[A-Z])\w*\.c?js$/.test(basename(fileName));
}
