import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ServerOptions } from '@vivavoce/server';
import { runPnpm } from '../../../../scripts/tools.mjs';
import { load } from './load.ts';
import type { LoadResult } from './load.ts';
import { speechOf } from './speech.ts';

const root = join(import.meta.dirname, '../../../..');
const page = join(root, 'docs/server/load.md');

const help = `npm run bench:server -- [options]

  --conversations LIST  how many at a time, default 1,20,50,100; none: leaves this table out
  --seconds NUMBER      how long each lasts, default 40
  --recording NUMBER    conversations that are had with and without recording, in turn, default 20; 0: leaves it out
  --docs                writes what was measured into docs/server/load.md
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
      recording: { type: 'string', default: '20' },
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
  const seconds = Number(values.seconds);
  const rows: Row[] = [];
  for (const conversations of values.conversations.split(',').map(Number)) {
    if (!(conversations > 0)) continue;
    const row = await measure(conversations, seconds);
    rows.push(row);
    process.stdout.write(`${markdown([row])}\n`);
  }
  if (rows.length > 0) await publish('measured', markdown(rows), values.docs);
  const recorded = Number(values.recording);
  if (recorded > 0) await publish('recording', await compare(recorded, seconds), values.docs);
}

/** Whether sound is recorded, run by run. */
const turns = ['off', 'on', 'on', 'off', 'off', 'on'] as const;

/** The same conversations with and without recording, in turn, so that whatever else the machine does meets both. */
async function compare(conversations: number, seconds: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vivavoce-bench-'));
  const measured: Record<'off' | 'on', Row[]> = { off: [], on: [] };
  try {
    for (const [i, recording] of turns.entries()) {
      const database = join(folder, `${String(i)}.db`);
      const maxAudioMb = recording === 'on' ? 500 : 0;
      const row = await measure(conversations, seconds / 2, { database, maxAudioMb });
      measured[recording].push(row);
      process.stdout.write(`recording ${recording}\n${markdown([row])}\n`);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return comparison(measured.off, measured.on);
}

async function build(): Promise<void> {
  const filters = ['@vivavoce/evi', '@vivavoce/server'].flatMap((name) => ['--filter', name]);
  const { ok, output } = await runPnpm([...filters, 'run', 'build'], { quiet: true });
  if (!ok) throw new Error(`Building the packages failed:\n${output}`);
}

async function measure(
  conversations: number,
  seconds: number,
  options: ServerOptions = {},
): Promise<Row> {
  const child = fork(join(import.meta.dirname, 'loaded-server.mjs'), [JSON.stringify(options)]);
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

/** What recording costs: medians of the runs, and how much more each was than the one without beside it. */
function comparison(off: readonly Row[], on: readonly Row[]): string {
  const figures: [string, string, number, (row: Row) => number][] = [
    ['server: cores', '', 2, ({ cores }) => cores],
    ['told after, median', ' ms', 0, ({ interrupted }) => interrupted.median],
    ['told after, p95', ' ms', 0, ({ interrupted }) => interrupted.p95],
    ['answer after, median', ' ms', 0, ({ answered }) => answered.median],
    ['loop delay p99', ' ms', 0, ({ delayMs }) => delayMs],
    ['memory', ' MB', 0, ({ memoryMb }) => memoryMb],
    ['missed', '', 0, ({ missed, errors }) => missed + errors.length],
  ];
  const sorted = (values: number[]) => values.sort((a, b) => a - b);
  const median = (values: number[]) => sorted(values)[Math.floor(values.length / 2)] ?? NaN;
  const lines = figures.map(([name, unit, digits, of]) => {
    const medians = [off, on].map((rows) => median(rows.map(of)).toFixed(digits) + unit);
    const ratios = sorted(off.map((row, i) => of(on[i] ?? row) / of(row)));
    const [least = NaN, most = NaN] = [ratios[0], ratios.at(-1)];
    const range = `${median(ratios).toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`;
    return [name, ...medians, Number.isFinite(least + most) ? range : '–'];
  });
  const head = [`${String(off[0]?.conversations)} conversations`, 'off', 'on', 'ratio, run by run'];
  return [head, head.map(() => '---'), ...lines]
    .map((line) => `| ${line.join(' | ')} |`)
    .join('\n');
}

/** Prints a table; with `docs`, it takes the place of the one between its marks on the page, too. */
async function publish(mark: string, table: string, docs: boolean): Promise<void> {
  process.stdout.write(`\n${table}\n`);
  if (!docs) return;
  const machine = `${String(cpus().length)} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.versions.node}`;
  const text = await readFile(page, 'utf8');
  const measured = `<!-- ${mark} -->\n\n${machine}.\n\n${table}\n\n<!-- end -->`;
  const between = new RegExp(`<!-- ${mark} -->[\\s\\S]*?<!-- end -->`);
  await writeFile(page, text.replace(between, measured));
}
