// Measures voices: this kit beside the official React package and a bare client, in one run of a real browser.
import { join } from 'node:path';
import { runSource } from './run-source.mjs';

// Unset, Vite's runner makes it `development`, and the page would be built with React's checks in it.
process.env.NODE_ENV = 'production';

await runSource(join(import.meta.dirname, 'voice/run.ts'));
