import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import type { Plugin } from 'vite';
import { root } from '../../../../scripts/tools.mjs';

const core = join(root, 'packages/core');
const source = 'src/worklets/playback-processor.ts';

/** What takes the place of parts of the kit's playback processor. */
type Swaps = Readonly<Record<string, string>>;

const unstretched: Swaps = { 'new Stretcher(sampleRate)': 'undefined' };
const fixed = (ms: number): Swaps => ({
  ...unstretched,
  'new AdaptiveJitterPolicy()': `{ target: () => ${ms / 1000}, underrun: () => undefined }`,
});

/** The kit as it would be otherwise: without stretching, and with a cushion of so many ms that never changes. */
const others = {
  unstretched,
  'cushion-100': fixed(100),
  'cushion-200': fixed(200),
} satisfies Record<string, Swaps>;

/** Writes a playback processor for each of them to a folder, and beside it what else a page needs to load it. */
export async function writeOtherPlaybacks(folder: string): Promise<void> {
  for (const name of ['capture-processor.js', 'voice-worker.js']) {
    await copyFile(join(core, 'assets', name), join(folder, name));
  }
  for (const [name, swaps] of Object.entries(others)) {
    await build({
      configFile: false,
      logLevel: 'error',
      plugins: [swapping(swaps)],
      build: {
        outDir: folder,
        emptyOutDir: false,
        copyPublicDir: false,
        lib: {
          entry: join(core, source),
          formats: ['iife'],
          name: 'playback',
          fileName: () => `playback-${name}.js`,
        },
      },
    });
  }
}

function swapping(swaps: Swaps): Plugin {
  return {
    name: 'bench:other-playback',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith(source)) return null;
      return Object.entries(swaps).reduce((changed, [from, to]) => {
        if (!changed.includes(from)) throw new Error(`No ${from} in ${source}.`);
        return changed.replace(from, to);
      }, code);
    },
  };
}
