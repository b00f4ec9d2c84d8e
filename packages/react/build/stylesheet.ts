import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The stylesheet with what it imports in the place of each import. */
export function oneStylesheet(file: string): string {
  return readFileSync(file, 'utf8').replace(/^@import '(\.\/.+)';\n/gm, (_, part: string) =>
    readFileSync(join(dirname(file), part), 'utf8'),
  );
}

/** The same rules in no layer. Each part is one block of it, so what closes in the first column closes that. */
export function withoutLayer(css: string): string {
  return css.replace(/^@layer vivavoce \{\n([^]*?)\n\}$/gm, (_, rules: string) =>
    rules.replace(/^ {2}/gm, ''),
  );
}
