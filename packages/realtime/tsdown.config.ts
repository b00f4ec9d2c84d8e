import { mkdir, writeFile } from 'node:fs/promises';
import { defineConfig } from 'tsdown';
import { bundleScript } from '../core/build/bundle-script.ts';
import { inlineSource } from '../core/build/inline-source.ts';

/** The scripts that otherwise travel inlined, as files for pages whose policy refuses `blob:`. */
const assets = {
  'openai-worker': 'src/openai/openai-worker.ts',
  'gemini-worker': 'src/gemini/gemini-worker.ts',
};

export default defineConfig({
  entry: { index: 'src/index.ts', upstream: 'src/upstream/index.ts' },
  format: ['esm', 'cjs'],
  platform: 'browser',
  target: 'es2022',
  dts: true,
  sourcemap: true,
  plugins: [inlineSource()],
  hooks: {
    'build:done': async () => {
      await mkdir('assets', { recursive: true });
      for (const [name, file] of Object.entries(assets)) {
        const { code } = await bundleScript(file);
        await writeFile(`assets/${name}.js`, code);
      }
    },
  },
});
