// Measures the server's ear: people, back-channels and noises, spoken over the assistant and into a silent room.
import { join } from 'node:path';
import { runSource } from './run-source.mjs';

await runSource(join(import.meta.dirname, 'ear/run.ts'));
