import { basename } from 'node:path';
import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  platform: 'neutral',
  target: 'es2022',
  dts: true,
  sourcemap: true,
  // A file stays a file, so that an app carries only the hooks it uses.
  unbundle: true,
  // Types may hold no statement.
  outputOptions: {
    banner: ({ fileName }) =>
      /^([A-Z]|use[A-Z])\w*\.c?js$/.test(basename(fileName)) ? "'use client';" : '',
  },
});
