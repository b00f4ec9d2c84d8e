import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: { index: 'src/index.ts' },
  // File by file: with `sideEffects: false` every bundler can then leave out what a page does not use, even those that
  // cannot tell that making a schema has no effects.
  unbundle: true,
  format: ['esm', 'cjs'],
  platform: 'neutral',
  target: 'es2022',
  dts: true,
  sourcemap: true,
});
