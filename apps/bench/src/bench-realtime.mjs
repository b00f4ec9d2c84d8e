// Measures realtime models in React: this kit on OpenAI Realtime and on EVI beside the AI SDK's hook, in one run of a real browser.
import { join } from 'node:path';
import { runSource } from './run-source.mjs';

// Unset, Vite's runner makes it `development`, and the page would be built with React's checks in it.
process.env.NODE_ENV = 'production';

await runSource(join(import.meta.dirname, 'realtime/run.ts'));
