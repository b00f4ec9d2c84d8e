import { spread } from '../voice/analysis/statistics.ts';
import { phases } from './experiments/conversation.ts';
import { shapes } from './experiments/visualizer.ts';
import type { Results } from './measure.ts';

/** One line of a table. */
export interface Row {
  readonly what: string;
  readonly ours: string;
  readonly theirs: string;
  /** Theirs over ours. */
  readonly ratio: string;
  readonly bound: string;
  readonly kept: boolean | null;
}

interface Table {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** The tables of a run. */
export function tablesOf({
  conversation,
  transcript,
  timeline,
  visualizer,
  amount,
}: Results): Table[] {
  const tables: Table[] = phases.map((phase) => {
    const { vivavoce: ours, 'voice-react': theirs } = conversation[phase];
    const rate = (part: 'app' | 'status' | 'transcript') =>
      [ours, theirs].map((all) => median(all.map(({ rates }) => rates[part]))) as [number, number];
    const durations = [ours, theirs].map((all) => spread(all.flatMap((one) => one.durations)));
    const share = [ours, theirs].map((all) => median(all.map((one) => one.share * 100)));
    return {
      title: `The ${phase === 'idle' ? 'conversation is idle' : phase}`,
      rows: [
        row('commits a second that render who reads the status alone', rate('status'), {
          bound: '0',
          kept: Math.max(...ours.map(({ rates }) => rates.status)) === 0,
        }),
        row('commits a second that render the transcript', rate('transcript')),
        row('commits a second, of anything', rate('app')),
        row('ms to render a commit, median', pair(durations.map(({ median }) => median))),
        row('ms to render a commit, p95', pair(durations.map(({ p95 }) => p95))),
        row('main thread, % of a core', pair(share)),
      ],
    };
  });

  const ours = transcript.vivavoce;
  const theirs = transcript['voice-react'];
  const durations = [ours, theirs].map((all) => spread(all.flatMap((one) => one.durations)));
  const commits = [ours, theirs].map((all) => Math.max(...all.map((one) => one.commitsPerMessage)));
  const perMessage = [ours, theirs].map((all) => median(all.map((one) => one.perMessage)));
  const filled = [ours, theirs].map((all) => median(all.map((one) => one.filled)));
  const tasks = [ours, theirs].map((all) => Math.max(...all.map((one) => one.longestTask)));
  const frames = [ours, theirs].map((all) => rateOf(all.flatMap((one) => one.scrolled)));
  const scrolledTasks = [ours, theirs].map((all) =>
    Math.max(...all.map((one) => one.scrolledTask)),
  );
  tables.push({
    title: `One message more in a transcript of ${amount.entries.toLocaleString('en')} entries`,
    rows: [
      row('ms to render it, median', pair(durations.map(({ median }) => median)), {
        bound: '≤ 4',
        kept: (durations[0]?.median ?? NaN) <= 4,
      }),
      row('ms to render it, p95', pair(durations.map(({ p95 }) => p95)), {
        bound: '≤ 4',
        kept: (durations[0]?.p95 ?? NaN) <= 4,
      }),
      row('ms of the main thread, layout and paint included', pair(perMessage)),
      row('commits a message, at most', pair(commits), {
        bound: '≤ 1',
        kept: (commits[0] ?? NaN) <= 1,
      }),
      row('seconds until all entries stand there, sent at once', pair(filled), {
        bound: '≤ 2',
        kept: (filled[0] ?? NaN) <= 2,
      }),
      row('ms of the longest task until then', pair(tasks), {
        bound: '≤ 200',
        kept: (tasks[0] ?? NaN) <= 200,
      }),
      row('frames a second while it is scrolled', pair(frames), {
        bound: '60',
        kept: Math.round(frames[0] ?? NaN) >= 60,
      }),
      row('ms of the longest task meanwhile', pair(scrolledTasks), {
        bound: '≤ 200',
        kept: (scrolledTasks[0] ?? NaN) <= 200,
      }),
    ],
  });

  const brushed = rateOf(timeline.timeline.flatMap((one) => one.frames));
  const brushedTask = Math.max(...timeline.timeline.map((one) => one.longestTask));
  tables.push({
    title:
      '`EmotionTimeline` of 5,000 messages, while another stretch of it is shown in each frame',
    rows: [
      single('frames a second', brushed, '60', Math.round(brushed) >= 60),
      single('ms of the longest task', brushedTask, '≤ 200', brushedTask <= 200),
    ],
  });

  const alone = median(visualizer.none.map(({ share }) => share));
  tables.push({
    title: '`AudioVisualizer` with 24 bands, 320 × 96 CSS px, while both talk',
    rows: shapes.flatMap((shape) => {
      if (shape === 'none') return [];
      const frames = spread(visualizer[shape].flatMap((one) => one.frames));
      const processor = spread(visualizer[shape].flatMap((one) => one.processor));
      const rates = visualizer[shape].map((one) => one.frames.length / amount.seconds);
      const share = median(visualizer[shape].map((one) => one.share)) - alone;
      return [
        single(
          `${shape}: ms of script a frame, median`,
          frames.median,
          '≤ 0.4',
          frames.median <= 0.4,
        ),
        single(`${shape}: ms of script a frame, p95`, frames.p95),
        single(
          `${shape}: ms of processor time a frame, p95`,
          processor.p95,
          '≤ 0.4',
          processor.p95 <= 0.4,
        ),
        single(`${shape}: frames a second`, median(rates)),
        single(
          `${shape}: ms of the main thread a frame, painting included`,
          (share * 1000) / median(rates),
        ),
      ];
    }),
  });
  return tables;
}

/** The run as a page. */
export function markdown(results: Results): string {
  const { date, browser, node, system, cores, processor, load } = results.machine;
  return [
    `${date} · ${browser} · Node ${node} · ${system}, ${String(cores)} cores (${processor}) · load average ${load
      .map((value) => value.toFixed(1))
      .join(' → ')} · ${String(results.amount.rounds)} rounds`,
    '',
    ...tablesOf(results).flatMap(({ title, rows }) => [`## ${title}`, '', ...lines(rows), '']),
  ].join('\n');
}

function lines(rows: readonly Row[]): string[] {
  const compared = rows.some(({ theirs }) => theirs !== '');
  const cells = ({ what, ours, theirs, ratio, bound, kept }: Row): string[] => [
    what,
    ours,
    ...(compared ? [theirs, ratio] : []),
    bound,
    kept === null ? '' : kept ? 'yes' : '**no**',
  ];
  const head = ['what', 'this kit', ...(compared ? ['voice-react', 'ratio'] : []), 'bound', 'kept'];
  return [head, head.map(() => '---'), ...rows.map(cells)].map((line) => `| ${line.join(' | ')} |`);
}

interface Bound {
  readonly bound: string;
  readonly kept: boolean;
}

function row(what: string, [ours, theirs]: readonly [number, number], held?: Bound): Row {
  return {
    what,
    ours: say(ours),
    theirs: say(theirs),
    ratio: ours > 0 && theirs > 0 ? `${(theirs / ours).toPrecision(2)} ×` : '',
    bound: held?.bound ?? '',
    kept: held?.kept ?? null,
  };
}

function single(what: string, value: number, bound = '', kept: boolean | null = null): Row {
  return { what, ours: say(value), theirs: '', ratio: '', bound, kept };
}

/** Frames a second, of the ms from each to the next. */
function rateOf(gaps: readonly number[]): number {
  return (gaps.length * 1000) / gaps.reduce((sum, gap) => sum + gap, 0);
}

function say(value: number): string {
  if (Number.isNaN(value)) return '–';
  return value === 0 ? '0' : String(Number(value.toPrecision(3)));
}

function median(values: readonly number[]): number {
  return spread(values).median;
}

function pair(values: readonly number[]): readonly [number, number] {
  return [values[0] ?? NaN, values[1] ?? NaN];
}
