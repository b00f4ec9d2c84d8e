import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** Where results go unless told otherwise: beside the sources, whatever the working directory is. */
const results = join(import.meta.dirname, '../../results');

/** How much is measured. */
export interface Options {
  /** Calls of each client in each condition, and so on: the unit all repetitions are multiples of. */
  readonly rounds: number;
  /** Seconds of the sound that comes at an even pace. */
  readonly paced: number;
  /** Minutes of conversation whose heap is watched. */
  readonly minutes: number;
  /** Interruptions on the virtual clock. */
  readonly interruptions: number;
  readonly voiceReactWorklet: string | undefined;
  /** Folder of another checkout of this project, built: its kit takes part too. */
  readonly before: string | undefined;
  /** Whether the packages are built first, so that what is measured is what is there. */
  readonly build: boolean;
  /** Experiments to run; all of them by default. */
  readonly only: readonly string[];
  /** Folder the results go to, or null: print them only. */
  readonly out: string | null;
  /** Whether they go into the documentation's page, too. */
  readonly docs: boolean;
}

export const help = `Measures a voice conversation through this kit, the official React package and a bare client.

  --quick                    few repetitions: minutes instead of an hour, and noisier figures
  --rounds N                 repetitions (default 10; quick: 2)
  --only A,B                 of: validation, connecting, microphone, conversation, playback, late, stale, heap, main-thread, sizes
  --voice-react-worklet FILE the script voice-react's worklet mode loads from its vendor's network, for a machine without it
  --before FOLDER            another checkout of this project, with its packages built: its kit takes part in every row, and a column
                             says how many times as much this one takes, round by round
  --out FOLDER               where latest.json and latest.md go (default: this package's results)
  --no-out                   nowhere: only print
  --docs                     into the table of docs/benchmarks.md, too
  --no-build                 measure what was built before
`;

export function readOptions(args: string[]): Options | null {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean' },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      only: { type: 'string' },
      'voice-react-worklet': { type: 'string' },
      before: { type: 'string' },
      out: { type: 'string', default: results },
      'no-out': { type: 'boolean', default: false },
      docs: { type: 'boolean', default: false },
      'no-build': { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const { quick } = values;
  return {
    rounds: Number(values.rounds ?? (quick ? 2 : 10)),
    paced: quick ? 15 : 60,
    minutes: quick ? 6 : 30,
    interruptions: quick ? 100 : 1000,
    voiceReactWorklet: values['voice-react-worklet'] ?? process.env['VOICE_REACT_WORKLET'],
    before: values.before && resolve(values.before),
    docs: values.docs,
    build: !values['no-build'],
    only: values.only?.split(',') ?? [],
    out: values['no-out'] ? null : values.out,
  };
}
