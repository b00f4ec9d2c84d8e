import type { Trial } from '../experiments/validation.ts';
import type { ClientName } from '../page/main.ts';
import type { Results } from '../results.ts';
import { rowsOf } from './rows.ts';
import type { Row } from './rows.ts';

const columns: [ClientName, string][] = [
  ['vivavoce', 'this kit'],
  ['prepared', 'this kit, prepared'],
  ['before', 'this kit, before'],
  ['unstretched', 'this kit, without stretching'],
  ['cushion-100', '… and a fixed cushion of 100 ms'],
  ['cushion-200', '… of 200 ms'],
  ['bare', 'bare client (floor)'],
  ['voice-react', 'voice-react, buffers'],
  ['voice-react-worklet', 'voice-react, worklet'],
];

/** Who takes part in some experiments, or on request. */
const occasional: readonly ClientName[] = [
  'prepared',
  'before',
  'unstretched',
  'cushion-100',
  'cushion-200',
];

/** The run as a page. */
export function markdown(results: Results): string {
  const { date, node, browser, system, cores, processor, load } = results.machine;
  return [
    `${date} · ${browser} · Node ${node} · ${system}, ${cores} cores (${processor}) · load average ${load
      .map((value) => value.toFixed(1))
      .join(' → ')}`,
    '',
    ...(results.validation ? [...trials(results.validation), ''] : []),
    ...rowsOf(results).flatMap(({ title, rows }) => [`## ${title}`, '', ...table(rows), '']),
  ].join('\n');
}

function trials(validation: readonly Trial[]): string[] {
  return [
    '## The instrument, shown what is known',
    '',
    '| what | known | measured | off by |',
    '| --- | --- | --- | --- |',
    ...validation.map(({ what, unit, known, measured }) => {
      const round = (value: number): string => String(Number(value.toPrecision(3)));
      return `| ${what} | ${known} ${unit} | ${round(measured)} ${unit} | ${round(measured - known)} |`;
    }),
  ];
}

function table(rows: readonly Row[]): string[] {
  const has = (name: ClientName): boolean => rows.some(({ figures }) => figures[name]);
  const everyone = has('bare');
  const shown = columns.filter(([name]) => has(name) || (everyone && !occasional.includes(name)));
  const paired = rows.some(({ ratio }) => ratio !== undefined);
  const titles = [
    ...shown.map(([, title]) => title),
    ...(paired ? ['after ÷ before, median (middle half) of pairs'] : []),
  ];
  return [
    `| what | ${titles.join(' | ')} | bound | kept |`,
    `| --- |${titles.map(() => ' --- |').join('')} --- | --- |`,
    ...rows.map(({ what, figures, bound, pass, ratio }) => {
      const cells = shown.map(([name]) => figures[name] ?? '–');
      if (paired) cells.push(ratio ?? '–');
      const kept = pass === null ? '' : pass ? 'yes' : '**no**';
      return `| ${what} | ${cells.join(' | ')} | ${bound ?? ''} | ${kept} |`;
    }),
  ];
}
