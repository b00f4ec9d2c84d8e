import { readFileSync, writeFileSync } from 'node:fs';
import { defineConfig } from 'tsdown';

export default defineConfig({
  // A language is an entry of its own: a page that speaks English pays for no other.
  entry: ['src/index.ts', 'src/provider/labels/german.ts'],
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  dts: true,
  sourcemap: true,
  // A file stays a file, so that an app carries only the components it uses.
  unbundle: true,
  hooks: {
    'build:done': () => {
      writeFileSync('dist/styles.css', oneStylesheet('src/styles.css'));
      // TypeScript 6 refuses an import of what it has no types of, also where nothing is imported from it.
      writeFileSync('dist/styles.css.d.ts', 'export {};\n');
    },
  },
  // All of it runs in the browser: a Server Component may import it and gets references. Types may hold no statement.
  outputOptions: {
    banner: ({ fileName }) => (/\.d\.[cm]?ts$/.test(fileName) ? '' : "'use client';"),
  },
});

/** The file with what it imports in the place of each import. */
function oneStylesheet(file: string): string {
  return readFileSync(file, 'utf8').replace(/^@import '\.\/(.+)';\n/gm, (_, part: string) =>
    readFileSync(`src/${part}`, 'utf8'),
  );
}
