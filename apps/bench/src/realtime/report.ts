import { spread } from '../voice/analysis/statistics.ts';
import type { Spread } from '../voice/analysis/statistics.ts';
import { kilo, medianAndP95, percent, sum } from '../voice/report/figures.ts';
import type { ConversationFigures } from './experiments/conversation.ts';
import type { CutName } from './experiments/truncation.ts';
import type { PerApp, Results } from './measure.ts';
import type { AppName } from './page/main.tsx';

/** One line of the table. */
export interface Row {
  readonly what: string;
  /** What each app reached, in words. */
  readonly figures: Partial<Record<AppName, string>>;
  /** The bound this kit must keep on OpenAI, in words; null: told, not judged. */
  readonly bound: string | null;
  readonly pass: boolean | null;
}

interface Table {
  readonly title: string;
  readonly rows: readonly Row[];
}

type Figures<T> = Partial<Record<AppName, T>>;

const columns: readonly (readonly [AppName, string])[] = [
  ['openai', 'this kit on OpenAI'],
  ['use-realtime', '`experimental_useRealtime`'],
  ['evi', 'this kit on EVI'],
];

/** ms by which this kit on OpenAI may be above itself on EVI. */
const tolerance = 3;

/** The tables of a run. */
export function tablesOf(results: Results): Table[] {
  const { free, blocked } = results;
  return [
    { title: 'The conversation', rows: conversationRows(free) },
    { title: 'The main thread blocked 400 ms in every second', rows: blockedRows(blocked) },
    { title: 'What the model is told', rows: truncationRows(results) },
    { title: 'Connecting, and a line that is not even', rows: lineRows(results) },
    { title: 'What it costs', rows: costRows(results) },
  ];
}

function conversationRows(free: PerApp<ConversationFigures>): Row[] {
  const cuts = each(free, (calls) => calls.flatMap(({ stops }) => stops));
  const clicks = map(cuts, (all) => all.filter(({ step }) => step > 0.05).length);
  const late = map(cuts, (all) => all.filter((stop) => (stop.late ?? 0) > 0).length);
  const tried = map(cuts, (all) => all.filter((stop) => stop.late !== null).length);
  return [
    ...timeRows(free),
    {
      what: 'clicks at the cut (a step above 0.05)',
      figures: map(clicks, (count, app) => `${count} of ${cuts[app]?.length ?? 0}`),
      bound: '0',
      pass: clicks.openai === 0,
    },
    {
      what: 'interruptions after which late sound of the answer that was cut was played',
      figures: map(late, (count, app) => `${count} of ${tried[app] ?? 0}`),
      bound: '0',
      pass: late.openai === 0 && (tried.openai ?? 0) > 0,
    },
    {
      what: 'clips and interruptions of which nothing was heard',
      figures: map(
        each(free, (calls) => sum(calls.map(({ missed }) => missed))),
        String,
      ),
      bound: '0',
      pass: sum((free.openai ?? []).map(({ missed }) => missed)) === 0,
    },
    {
      what: 'errors of the strict service',
      figures: map(
        each(free, (calls) => calls.flatMap(({ refusals }) => refusals).length),
        String,
      ),
      bound: '0',
      pass: (free.openai ?? []).every(({ refusals }) => refusals.length === 0),
    },
  ];
}

function blockedRows(blocked: PerApp<ConversationFigures>): Row[] {
  const lost = each(blocked, (calls) => sum(calls.map(({ microphone }) => microphone.lost)));
  const expected = each(blocked, (calls) =>
    sum(calls.map(({ microphone }) => microphone.expected)),
  );
  const sound = each(blocked, (calls) => sum(calls.map(({ microphone }) => microphone.lostSound)));
  const pauses = each(blocked, (calls) => spread(calls.map(({ pause }) => pause)));
  return [
    ...timeRows(blocked),
    {
      what: 'bursts of the microphone lost; ms of sound lost, of all calls',
      figures: map(lost, (count, app) => {
        return `${count} of ${expected[app] ?? 0}; ${(sound[app] ?? NaN).toFixed(0)}`;
      }),
      bound: '0',
      pass: lost.openai === 0 && Math.abs(sound.openai ?? NaN) < 20 * (blocked.openai ?? []).length,
    },
    {
      what: 'longest pause between two pieces of the microphone, median / p95 ms',
      figures: map(pauses, medianAndP95),
      bound: null,
      pass: null,
    },
  ];
}

/** Three times, beside the same kit's on EVI. */
function timeRows(figures: PerApp<ConversationFigures>): Row[] {
  const kinds: [string, (call: ConversationFigures) => number[]][] = [
    ['microphone → service', ({ microphone }) => microphone.latencies],
    ['first delta → first sample', ({ starts }) => starts],
    [
      'user speaks → last sample',
      ({ stops }) => stops.filter(({ late }) => !late).map(({ heard }) => heard),
    ],
  ];
  return kinds.map(([what, pick]) => {
    const all = each(figures, (calls) => spread(calls.flatMap(pick)));
    return {
      what: `${what}, median / p95 ms`,
      figures: map(all, medianAndP95),
      bound: `EVI + ${tolerance}`,
      pass: (all.openai?.median ?? NaN) <= (all.evi?.median ?? NaN) + tolerance,
    };
  });
}

function truncationRows({ truncation }: Results): Row[] {
  return (Object.keys(truncation) as CutName[]).flatMap((name) => {
    const figures = truncation[name];
    const told = each(figures, (calls) => calls.flatMap(({ off }) => off ?? []));
    const off = map(told, spread);
    const refused = each(figures, (calls) => calls.flatMap(({ refusals }) => refusals).length);
    return [
      {
        what: `told − heard, ${name}: median (least to most) ms`,
        figures: map(told, (all, app) => {
          const span = `${Math.min(...all).toFixed(0)} to ${Math.max(...all).toFixed(0)}`;
          return all.length === 0 ? 'nothing told' : `${signed(off[app])} (${span})`;
        }),
        bound: '± 15',
        pass: Math.abs(off.openai?.median ?? NaN) <= 15,
      },
      {
        what: '… refused, or nothing told of the item that sounded',
        figures: map(refused, (count, app) => {
          const silent = (figures[app]?.length ?? 0) - (told[app]?.length ?? 0);
          return `${count}; ${silent}`;
        }),
        bound: '0; 0',
        pass: refused.openai === 0 && told.openai?.length === figures.openai?.length,
      },
    ];
  });
}

function lineRows({ connecting, jitter, amount }: Results): Row[] {
  const first = each(connecting, (calls) => spread(calls.map(({ firstSound }) => firstSound)));
  const greeting = each(connecting, (calls) =>
    spread(calls.map(({ greeting }) => greeting).filter((ms) => !Number.isNaN(ms))),
  );
  const gaps = each(jitter, (calls) =>
    calls.flatMap((call) => call.gaps.map(({ length }) => length)),
  );
  return [
    {
      what: 'click → first sound of the user at the service, median / p95 ms',
      figures: map(first, medianAndP95),
      bound: null,
      pass: null,
    },
    {
      what: 'click → first sample of a greeting, median / p95 ms',
      figures: map(greeting, medianAndP95),
      bound: null,
      pass: null,
    },
    {
      what: `${amount.paced} s at real time ± 80 ms: silences (lost time)`,
      figures: map(gaps, (all) => `${all.length} (${sum(all).toFixed(0)} ms)`),
      bound: '≤ 2 a call',
      pass: (gaps.openai?.length ?? NaN) <= 2 * (jitter.openai?.length ?? 0),
    },
  ];
}

function costRows({ busy, sizes, workers }: Results): Row[] {
  const commits = each(busy, (calls) => spread(calls.map((call) => call.commits)).median);
  const shares = each(busy, (calls) => spread(calls.map((call) => call.share)).median);
  const bytes = each(sizes, ([size]) => size ?? { first: NaN, later: NaN });
  return [
    {
      what: 'commits a second that render who reads the status alone, both sides talking',
      figures: map(commits, (count) => count.toFixed(1)),
      bound: '0',
      pass: commits.openai === 0,
    },
    {
      what: 'main thread while both talk, % of a core, instrument included',
      figures: map(shares, percent),
      bound: 'EVI + 0.5',
      pass: (shares.openai ?? NaN) <= (shares.evi ?? NaN) + 0.005,
    },
    {
      what: 'JavaScript of provider and hook, minified and gzipped, kB (loaded later, if ever)',
      figures: map(bytes, ({ first, later }) => `${kilo(first)} (${kilo(later)})`),
      bound: null,
      pass: null,
    },
    {
      what: 'of it, what stands before EVI’s voice thread in the Worker, translator and reader; Gemini’s',
      figures: {
        openai: `${kilo(workers.openai)}; ${kilo(workers.gemini)}`,
        evi: kilo(workers.evi),
      },
      bound: '≤ 13.5 k',
      pass: Math.max(workers.openai, workers.gemini) <= 13_500,
    },
  ];
}

/** The run as a page. */
export function markdown(results: Results): string {
  const { date, browser, node, system, cores, processor, load } = results.machine;
  return [
    `${date} · ${browser} · Node ${node} · ${system}, ${cores} cores (${processor}) · load average ${load
      .map((value) => value.toFixed(1))
      .join(' → ')} · ${results.amount.rounds} rounds`,
    '',
    ...tablesOf(results).flatMap(({ title, rows }) => [`## ${title}`, '', ...lines(rows), '']),
  ].join('\n');
}

function lines(rows: readonly Row[]): string[] {
  const head = ['what', ...columns.map(([, title]) => title), 'bound', 'kept'];
  const cells = rows.map(({ what, figures, bound, pass }) => [
    what,
    ...columns.map(([app]) => figures[app] ?? '–'),
    bound ?? '',
    pass === null ? '' : pass ? 'yes' : '**no**',
  ]);
  return [head, head.map(() => '---'), ...cells].map((line) => `| ${line.join(' | ')} |`);
}

/** What each app's calls come to. */
function each<T, Result>(
  figures: PerApp<T>,
  work: (calls: readonly T[]) => Result,
): Figures<Result> {
  return map(figures, work);
}

function map<T, Result>(
  figures: Figures<T>,
  work: (figure: T, app: AppName) => Result,
): Figures<Result> {
  const entries = Object.entries(figures) as [AppName, T][];
  return Object.fromEntries(entries.map(([app, figure]) => [app, work(figure, app)]));
}

function signed(all: Spread | undefined): string {
  const value = all?.median ?? NaN;
  return `${value > 0 ? '+' : ''}${value.toFixed(0)}`;
}
