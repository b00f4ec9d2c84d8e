import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    cli: 'src/cli.ts',
    // Threads of their own: each needs a file beside the code that starts it.
    'database-worker': 'src/store/database-worker.js',
    'flite-worker': 'src/speech/flite-worker.js',
    'soundswallower-worker': 'src/speech/soundswallower-worker.js',
  },
  // Read when a database is opened.
  copy: ['src/store/migrations'],
  format: 'esm',
  platform: 'node',
  fixedExtension: false,
  target: 'es2022',
  dts: true,
  sourcemap: true,
});
