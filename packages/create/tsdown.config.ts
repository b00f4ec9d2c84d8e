import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'tsdown';
import { collectTemplates } from './build/collect-templates.ts';

export default defineConfig({
  entry: { index: 'src/index.ts', cli: 'src/cli.ts' },
  format: 'esm',
  platform: 'node',
  fixedExtension: false,
  target: 'es2022',
  dts: true,
  sourcemap: true,
  onSuccess: () => {
    const templates = JSON.stringify(collectTemplates());
    writeFileSync(join(import.meta.dirname, 'dist/templates.json'), templates);
  },
});
