import { runPnpm } from '../../../../scripts/tools.mjs';
import { measure } from './measure.ts';
import { help, readOptions } from './options.ts';
import { markdown } from './report/markdown.ts';
import { rowsOf } from './report/rows.ts';
import { writeResults } from './report/write-results.ts';
import { raiseStage } from './stage.ts';

/** The whole benchmark: measures, prints the table, and writes it as JSON and Markdown. */
export async function run(args: string[]): Promise<void> {
  const options = readOptions(args);
  if (!options) {
    process.stdout.write(help);
    return;
  }
  if (options.build) await buildPackages();
  const stage = await raiseStage(options);
  try {
    const results = await measure(stage, options);
    process.stdout.write(`${markdown(results)}\n`);
    if (options.out === null) return;
    const report = {
      title: 'Benchmarks of the voice path',
      text: markdown(results),
      data: { tables: rowsOf(results), ...results },
      page: 'docs/benchmarks.md',
    };
    await writeResults(report, options.out, options.docs);
  } finally {
    await stage.close();
  }
}

async function buildPackages(): Promise<void> {
  const filters = ['@vivavoce/evi', '@vivavoce/core'].flatMap((name) => ['--filter', name]);
  const { ok, output } = await runPnpm([...filters, 'run', 'build'], { quiet: true });
  if (!ok) throw new Error(`Building the packages failed:\n${output}`);
}
