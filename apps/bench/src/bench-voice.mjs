// Measures voices: this kit beside the official React package and a bare client, in one run of a real browser.
import { join } from 'node:path';
import { runnerImport } from 'vite';

// Unset, Vite's runner makes it `development`, and the page would be built with React's checks in it.
process.env.NODE_ENV = 'production';

const { module } = await runnerImport(join(import.meta.dirname, 'voice/run.ts'), {
  configFile: false,
  logLevel: 'warn',
  // In here the packages' sources; what is measured in the browser is what they publish.
  ssr: { resolve: { conditions: ['vivavoce-source', 'module', 'node', 'development|production'] } },
});
await module.run(process.argv.slice(2));
