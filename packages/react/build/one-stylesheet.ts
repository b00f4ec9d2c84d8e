import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The stylesheet with what it imports in the place of each import. */
export function oneStylesheet(file: string): string {
  return readFileSync(file, 'utf8').replace(/^@import '(\.\/.+)';\n/gm, (_, part: string) =>
    readFileSync(join(dirname(file), part), 'utf8'),
  );
}
