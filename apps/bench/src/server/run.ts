import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runPnpm } from '../../../../scripts/tools.mjs';
import { load } from './load.ts';
import type { LoadResult } from './load.ts';
import { speechOf } from './speech.ts';

const root = join(import.meta.dirname, '../../../..');
const page = join(root, 'docs/server/load.md');

const help = `npm run bench:server -- [options]

  --conversations LIST  how many at a time, default 1,20,50,100
  --seconds NUMBER      how long each lasts, default 40
  --docs                writes the table into docs/server/load.md
  --no-build            measures what is built already
`;

/** How busy the server was. */
interface Busy {
  cores: number;
  delayMs: number;
  memoryMb: number;
}

interface Row extends LoadResult, Busy {}

/** Many spoken conversations with the built server: prints a table. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      conversations: { type: 'string', default: '1,20,50,100' },
      seconds: { type: 'string', default: '40' },
      docs: { type: 'boolean', default: false },
      'no-build': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  if (!values['no-build']) await build();
  const rows: Row[] = [];
  for (const conversations of values.conversations.split(',').map(Number)) {
    const row = await measure(conversations, Number(values.seconds));
    rows.push(row);
    process.stdout.write(`${markdown([row])}\n`);
  }
  const table = markdown(rows);
  process.stdout.write(`\n${table}\n`);
  if (values.docs) await writeDocs(table);
}

async function build(): Promise<void> {
  const filters = ['@vivavoce/evi', '@vivavoce/server'].flatMap((name) => ['--filter', name]);
  const { ok, output } = await runPnpm([...filters, 'run', 'build'], { quiet: true });
  if (!ok) throw new Error(`Building the packages failed:\n${output}`);
}

async function measure(conversations: number, seconds: number): Promise<Row> {
  const child = fork(join(import.meta.dirname, 'loaded-server.mjs'));
  try {
    const { url } = await told<{ url: string }>(child);
    const question = await speechOf(
      url,
      'Would you please be so kind and tell me a very long story about the sea this evening?',
    );
    const interruption = await speechOf(url, 'No, wait, please stop.');
    await busy(child);
    const durationMs = 1000 * seconds;
    const result = await load({ url, conversations, durationMs, question, interruption });
    return { ...result, ...(await busy(child)) };
  } finally {
    child.disconnect();
    await once(child, 'exit');
  }
}

async function told<Message>(child: ChildProcess): Promise<Message> {
  const [message] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('The server ended.'))),
  ])) as [Message];
  return message;
}

function busy(child: ChildProcess): Promise<Busy> {
  const answer = told<Busy>(child);
  child.send('how busy');
  return answer;
}

const columns = [
  'conversations',
  'interruptions',
  'told after, median',
  'p95',
  'worst',
  '× one',
  'answer after, median',
  'p95',
  'missed',
  'server: cores',
  'loop delay p99',
  'memory',
  'load late p95',
];

function markdown(rows: readonly Row[]): string {
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  const alone = rows[0]?.interrupted.median ?? NaN;
  const cells = rows.map(({ interrupted, answered, lateness, ...row }) => [
    String(row.conversations),
    String(interrupted.count),
    ms(interrupted.median),
    ms(interrupted.p95),
    ms(interrupted.worst),
    (interrupted.median / alone).toFixed(2),
    ms(answered.median),
    ms(answered.p95),
    String(row.missed + row.errors.length),
    row.cores.toFixed(2),
    ms(row.delayMs),
    `${row.memoryMb.toFixed(0)} MB`,
    ms(lateness.p95),
  ]);
  return [columns, columns.map(() => '---'), ...cells]
    .map((line) => `| ${line.join(' | ')} |`)
    .join('\n');
}

async function writeDocs(table: string): Promise<void> {
  const machine = `${String(cpus().length)} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.versions.node}`;
  const text = await readFile(page, 'utf8');
  const measured = `<!-- measured -->\n\n${machine}.\n\n${table}\n\n<!-- end -->`;
  await writeFile(page, text.replace(/<!-- measured -->[\s\S]*<!-- end -->/, measured));
}
