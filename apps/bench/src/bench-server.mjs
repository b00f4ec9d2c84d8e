// Measures the server: many spoken conversations at a time, and how soon each interruption is told.
import { join } from 'node:path';
import { runnerImport } from 'vite';

const { module } = await runnerImport(join(import.meta.dirname, 'server/run.ts'), {
  configFile: false,
  logLevel: 'warn',
});
await module.run(process.argv.slice(2));
