import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { program, root, run } from '../../../../../scripts/tools.mjs';

const figures = /(<!-- figures -->)[^]*(<!-- \/figures -->)/;

/** A run, ready to be written down. */
interface Report {
  readonly title: string;
  /** The tables, as Markdown. */
  readonly text: string;
  /** Every figure. */
  readonly data: object;
  /** The documentation's page that shows the tables, from the repository's root. */
  readonly page: string;
}

/**
 * Writes every figure as JSON and the tables as Markdown.
 *
 * @param docs whether the tables go into the documentation's page, too
 */
export async function writeResults(
  { title, text, data, page: path }: Report,
  folder: string,
  docs: boolean,
): Promise<void> {
  const page = join(root, path);
  const files = [join(folder, 'latest.md'), join(folder, 'latest.json')];
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'latest.md'), `# ${title}\n\n${text}`);
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
