import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { defineConfig } from 'tsdown';
import type { UserConfig } from 'tsdown';
import { manifest } from './build/manifest.ts';
import { notices } from './build/notices.ts';
import { sheets } from './build/sheets.ts';

/** Scripts of core as files, for pages whose policy refuses `blob:`. */
const assets = ['capture-processor.js', 'playback-processor.js', 'voice-worker.js'];

const shared = {
  format: ['esm', 'cjs'],
  platform: 'browser',
  target: 'es2022',
  plugins: [sheets()],
} satisfies UserConfig;

export default defineConfig([
  {
    ...shared,
    // One file that needs no other, React and the kit inside.
    entry: { index: 'src/index.ts' },
    dts: true,
    tsconfig: 'tsconfig.types.json',
    minify: true,
    deps: { alwaysBundle: /./, onlyBundle: false },
    define: { 'process.env.NODE_ENV': '"production"' },
    outputOptions: { codeSplitting: false, comments: false },
    hooks: {
      'build:done': async () => {
        await mkdir('assets', { recursive: true });
        for (const file of assets) await copyFile(`../core/assets/${file}`, `assets/${file}`);
        await writeFile('dist/notices.txt', notices());
        await writeFile('custom-elements.json', `${JSON.stringify(manifest(), null, 2)}\n`);
      },
    },
  },
  {
    ...shared,
    // The same for whoever has React and the kit already.
    entry: { external: 'src/index.ts' },
    dts: true,
    sourcemap: true,
    clean: false,
    deps: { neverBundle: [/^react/, /^@vivavoce\//] },
  },
]);
