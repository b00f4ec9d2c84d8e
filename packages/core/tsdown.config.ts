import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { defineConfig } from 'tsdown';
import type { UserConfig } from 'tsdown';
import { bundleScript } from './build/bundle-script.ts';
import { inlineSource } from './build/inline-source.ts';

/**
 * The scripts that otherwise travel inlined, as files for pages whose policy refuses `blob:`. They lie at the path by which
 * they are asked for, where tools that know nothing of `exports` look.
 */
const assets = {
  'playback-processor': 'src/worklets/playback-processor.ts',
  'capture-processor': 'src/worklets/capture-processor.ts',
  'denoise-processor': 'src/worklets/denoise-processor.ts',
  'voice-worker': 'src/session/host/voice-worker.ts',
};

const shared = {
  format: ['esm', 'cjs'],
  platform: 'browser',
  target: 'es2022',
  dts: true,
  sourcemap: true,
} satisfies UserConfig;

export default defineConfig([
  {
    ...shared,
    entry: { index: 'src/index.ts' },
    plugins: [inlineSource()],
    hooks: {
      'build:done': async () => {
        await mkdir('assets', { recursive: true });
        for (const [name, file] of Object.entries(assets)) {
          const { code } = await bundleScript(file);
          await writeFile(`assets/${name}.js`, code);
        }
        await copyFile('build/rnnoise-notices.txt', 'assets/rnnoise-notices.txt');
      },
    },
  },
  { ...shared, entry: { denoise: 'src/denoise.ts' }, plugins: [inlineSource()] },
  // What runs in a Worker needs no scripts for others.
  { ...shared, entry: { worker: 'src/worker.ts' } },
]);
