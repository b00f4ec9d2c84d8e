import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../scripts/tools.mjs';

/** Whether all of it is to be run, as `npm run test:long` does, and not the share that `npm test` has time for. */
export const long: boolean = process.env['VIVAVOCE_LONG'] !== undefined;

/** Prints a figure, and keeps it in `.cache/faults.txt`. */
export function report(figure: string): void {
  mkdirSync(join(root, '.cache'), { recursive: true });
  appendFileSync(join(root, '.cache', 'faults.txt'), `${new Date().toISOString()} ${figure}\n`);
  process.stdout.write(`  ${figure}\n`);
}
