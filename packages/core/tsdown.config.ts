import { defineConfig } from 'tsdown';
import { inlineSource } from './build/inline-source.ts';

export default defineConfig({
  entry: { index: 'src/index.ts' },
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  dts: true,
  sourcemap: true,
  plugins: [inlineSource()],
});
