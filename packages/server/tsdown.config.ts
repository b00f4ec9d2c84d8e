import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    cli: 'src/cli/cli.ts',
    // Threads of their own: each needs a file beside the code that starts it.
    'database-worker': 'src/store/database/database-worker.js',
    'flite-worker': 'src/engines/synthesis/flite-worker.js',
    'soundswallower-worker': 'src/engines/recognition/soundswallower-worker.js',
    'silero-worker': 'src/engines/voice-activity/silero-worker.js',
  },
  copy: [
    // Read when a database is opened.
    'src/store/migrations',
    // One model, rather than the 130 MB that its package would install.
    { from: 'node_modules/@ricky0123/vad-web/dist/silero_vad_v6.onnx', to: 'dist/silero' },
    { from: 'src/engines/voice-activity/silero-notices.txt', to: 'dist/silero' },
  ],
  format: 'esm',
  platform: 'node',
  fixedExtension: false,
  target: 'es2022',
  dts: true,
  sourcemap: true,
});
