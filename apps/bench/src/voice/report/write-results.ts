import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { program, root, run } from '../../../../../scripts/tools.mjs';
import type { Results } from '../results.ts';
import { markdown } from './markdown.ts';
import { rowsOf } from './rows.ts';

const page = join(root, 'docs/benchmarks.md');
const figures = /(<!-- figures -->)[^]*(<!-- \/figures -->)/;

/**
 * Writes every figure as JSON and the tables as Markdown.
 *
 * @param docs whether the tables go into the documentation's page, too
 */
export async function writeResults(results: Results, folder: string, docs: boolean): Promise<void> {
  const text = markdown(results);
  const files = [join(folder, 'latest.md'), join(folder, 'latest.json')];
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'latest.md'), `# Benchmarks of the voice path\n\n${text}`);
  const data = { tables: rowsOf(results), ...results };
  await writeFile(join(folder, 'latest.json'), JSON.stringify(data, rounded, 1));
  if (docs) {
    const around = await readFile(page, 'utf8');
    // A function, since a `$` in the tables would mean something in a replacement string.
    const filled = around.replace(figures, (_, begin: string, end: string) => {
      return `${begin}\n\n${text.replaceAll('## ', '### ')}\n${end}`;
    });
    await writeFile(page, filled);
    files.push(page);
  }
  const prettier = program('.', 'prettier/bin/prettier.cjs');
  await run(process.execPath, [prettier, '--log-level=warn', '--write', ...files]);
}

/** A thousandth of a ms is more than was measured. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toFixed(4)) : value;
}
