import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runPnpm } from '../../../../scripts/tools.mjs';
import { writeResults } from '../voice/report/write-results.ts';
import { measure } from './measure.ts';
import { markdown, tablesOf } from './report.ts';
import { raiseStage } from './stage.ts';

const help = `Measures realtime models in React: this kit on OpenAI Realtime and on EVI, and the AI SDK's hook.

  --quick         two rounds, short: some minutes, and noisier figures
  --rounds N      repetitions (default 10; quick: 2)
  --out FOLDER    where latest.json and latest.md go (default: this package's results/realtime)
  --no-out        nowhere: only print
  --docs          into the tables of docs/benchmarks-realtime.md, too
  --no-build      measure what was built before
`;

/** The whole benchmark: measures, prints the tables, and writes them as JSON and Markdown. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean' },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      out: { type: 'string', default: join(import.meta.dirname, '../../results/realtime') },
      'no-out': { type: 'boolean', default: false },
      docs: { type: 'boolean', default: false },
      'no-build': { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const { quick } = values;
  if (!values['no-build']) await buildPackages();
  const stage = await raiseStage();
  try {
    const results = await measure(stage, {
      rounds: Number(values.rounds ?? (quick ? 2 : 10)),
      paced: quick ? 15 : 60,
    });
    const text = markdown(results);
    process.stdout.write(`${text}\n`);
    if (values['no-out']) return;
    const report = {
      title: 'Benchmarks of realtime models',
      text,
      data: { tables: tablesOf(results), ...results },
      page: 'docs/benchmarks-realtime.md',
    };
    await writeResults(report, values.out, values.docs);
  } finally {
    await stage.close();
  }
}

async function buildPackages(): Promise<void> {
  const names = ['evi', 'core', 'react', 'realtime'];
  const filters = names.flatMap((name) => ['--filter', `@vivavoce/${name}`]);
  const { ok, output } = await runPnpm([...filters, 'run', 'build'], { quiet: true });
  if (!ok) throw new Error(`Building the packages failed:\n${output}`);
}
