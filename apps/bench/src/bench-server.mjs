// Measures the server: many spoken conversations at a time, and how soon each interruption is told.
import { join } from 'node:path';
import { runSource } from './run-source.mjs';

await runSource(join(import.meta.dirname, 'server/run.ts'));
