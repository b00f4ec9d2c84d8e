// `npm run test:engines`: the whole client in Chromium, Firefox and WebKit. Installs the engines where it may, as root on Debian;
// an engine that is not there is left out, in words.
import { bringChromium, bringEngines } from './debian.mjs';
import { checkNode, program, run } from './tools.mjs';

checkNode();
await bringChromium();
await bringEngines();
const { ok } = await run(
  process.execPath,
  [
    program('.', 'vitest/vitest.mjs'),
    'run',
    '--config=vitest.engines.ts',
    ...process.argv.slice(2),
  ],
  {},
);
process.exit(ok ? 0 : 1);
