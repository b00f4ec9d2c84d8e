import type { Heard } from './listening-page.ts';
import type { Outcome } from './listening.ts';
import type { Kind } from './sounds.ts';

/** What was played, and what came of it. */
export interface Outcomes {
  /** Over a story. */
  story: readonly Outcome[];
  /** Noises in a silent room. */
  noises: readonly Outcome[];
  /** People in a silent room who pause in mid-sentence, by the length of the pause in ms. */
  paused: ReadonlyMap<number, readonly Outcome[]>;
  questions: readonly Outcome[];
  /** People in a silent room, with the recogniser that knows listed phrases alone. */
  unlisted: readonly Outcome[];
}

/** One line for each sound. */
export function each(outcomes: readonly Outcome[]): string {
  const ms = (value: number | undefined) => (value?.toFixed(0) ?? '–').padStart(6);
  return outcomes
    .map(({ sound, interrupted, words, answeredAfter }) =>
      [
        sound.name.padEnd(32),
        ms(interrupted?.afterBegin),
        ms(interrupted?.afterEnd),
        ms(answeredAfter),
        words.join(' / '),
      ].join('  '),
    )
    .sort()
    .join('\n');
}

/** The table of all of it. */
export function table({ story, noises, paused, questions, unlisted }: Outcomes): string {
  const of = (kind: Kind) => story.filter(({ sound }) => sound.kind === kind);
  const told = sorted(of('person').map(({ interrupted }) => interrupted?.afterBegin));
  const stopped = sorted(of('command').map(({ interrupted }) => interrupted?.afterEnd));
  const answered = sorted(questions.map(({ answeredAfter }) => answeredAfter));
  const ended = ({ interrupted }: Outcome) => interrupted !== undefined;
  const missed = ({ interrupted }: Outcome) => interrupted === undefined;
  const rows = [
    ['noises that end the answer, at −20 and −35 dB', share(of('noise'), ended), '≤ 6 %'],
    ['back-channels that end it', share(of('back-channel'), ended), '≤ 6 of 24'],
    ['people missed', share(of('person'), missed), '0'],
    ['people: told after, median / p95', `${at(told, 0.5)} / ${at(told, 0.95)}`, '≤ 700 / 950 ms'],
    ['one-word commands missed', share(of('command'), missed), '≤ 1 of 10'],
    [
      'commands: told after their end, median / worst',
      `${at(stopped, 0.5)} / ${at(stopped, 1)}`,
      '≤ 700 ms',
    ],
    [
      'noises in silence that become a message',
      share(noises, ({ words }) => words.length > 0),
      '≤ 4 of 72',
    ],
    ...[...paused].map(([ms, outcomes]) => [
      `turns split by a pause of ${String(ms)} ms`,
      share(outcomes, ({ words }) => words.length > 1),
      { 400: '0', 600: '≤ 1 of 10', 900: '≤ 4 of 10' }[ms] ?? '',
    ]),
    [
      'answer to a finished question after its end, median / worst',
      `${at(answered, 0.5)} / ${at(answered, 1)}`,
      '≤ 900 ms',
    ],
    [
      'people taken for a listed phrase, with soundswallower',
      share(unlisted, ({ words }) => words.some((text) => text !== '')),
      '≤ 1 of 22',
    ],
  ];
  return markdown([['what', 'measured', 'bound'], ...rows]);
}

/**
 * What became of the assistant's voice in a page.
 *
 * @param all whether each sound has a line of its own, too
 */
export function pageTable(heard: readonly Heard[], all: boolean): string {
  const rows = (
    [
      ['noise', 'noises that stop the assistant’s voice', true, '≤ 6 %'],
      ['back-channel', 'back-channels that stop it', true, '≤ 6 of 24'],
      ['person', 'people whom it does not stop for', false, '0'],
      ['command', 'one-word commands that it does not stop for', false, '≤ 1 of 10'],
    ] as const
  ).map(([kind, what, stops, bound]) => {
    const those = heard.filter(({ sound }) => sound.kind === kind);
    const wrong = those.filter(({ stoppedAfter }) => (stoppedAfter !== undefined) === stops);
    return [what, `${String(wrong.length)} of ${String(those.length)}`, bound];
  });
  const after = sorted(
    heard.filter(({ sound }) => sound.kind === 'command').map(({ stoppedAfter }) => stoppedAfter),
  );
  rows.push([
    'commands: silent after their end, median / worst',
    `${at(after, 0.5)} / ${at(after, 1)}`,
    '≤ 700 ms',
  ]);
  const lines = heard
    .map(({ sound, stoppedAfter }) =>
      [sound.name.padEnd(32), stoppedAfter?.toFixed(0) ?? 'went on'].join('  '),
    )
    .sort();
  return [...(all ? [...lines, ''] : []), markdown([['what', 'measured', 'bound'], ...rows])].join(
    '\n',
  );
}

function markdown([head = [], ...rows]: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function share(outcomes: readonly Outcome[], fact: (outcome: Outcome) => boolean): string {
  return `${String(outcomes.filter(fact).length)} of ${String(outcomes.length)}`;
}

function sorted(values: (number | undefined)[]): number[] {
  return values.filter((value) => value !== undefined).sort((a, b) => a - b);
}

function at(values: number[], part: number): string {
  const value = values[Math.min(values.length - 1, Math.floor(part * values.length))];
  return value === undefined ? '–' : `${value.toFixed(0)} ms`;
}
