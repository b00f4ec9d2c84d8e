// One long talk with the built server: people's voices, with noises between them. What is lost, split, doubled, and held?
import { join } from 'node:path';
import { runSource } from './run-source.mjs';

await runSource(join(import.meta.dirname, 'ear/long-talk.ts'));
