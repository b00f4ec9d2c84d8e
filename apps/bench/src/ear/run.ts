import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runPnpm } from '../../../../scripts/tools.mjs';
import { Listening } from './listening.ts';
import type { Outcome } from './listening.ts';
import { atLevel, readSounds, voicesFolder } from './sounds.ts';
import type { Kind, Sound } from './sounds.ts';

const help = `npm run bench:ear -- [options]

  --detector NAME    silero or fvad, default what the server chooses
  --at-once NUMBER   sounds that are played at the same time, default 4
  --each             prints each sound, too
  --no-build         measures what is built already

The sounds are in the folder VOICES; without it nothing is measured.
`;

/** Plays people, back-channels, commands and noises to the built server: over a story, and into a silent room. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      detector: { type: 'string' },
      'at-once': { type: 'string', default: '4' },
      each: { type: 'boolean', default: false },
      'no-build': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const folder = voicesFolder();
  if (values.help || folder === undefined) {
    process.stdout.write(help);
    return;
  }
  if (!values['no-build']) await build();
  const sounds = await readSounds(folder);
  const noises = sounds.filter(({ kind }) => kind === 'noise');
  const options = { maxChats: 200, ...(values.detector && { voiceActivity: values.detector }) };
  const child = fork(join(import.meta.dirname, 'ear-server.mjs'), [JSON.stringify(options)]);
  try {
    const [{ url, engines }] = (await once(child, 'message')) as [{ url: string; engines: string }];
    process.stdout.write(`${engines}\n`);
    const play = (list: Sound[], scene: 'silence' | 'story') =>
      playAll(url, list, scene, Number(values['at-once']));
    const story = await play(
      sounds.flatMap((sound) =>
        sound.kind === 'noise' ? [atLevel(sound, -20), atLevel(sound, -35)] : [atLevel(sound, -24)],
      ),
      'story',
    );
    const silence = await play(
      noises.map((noise) => atLevel(noise, -20)),
      'silence',
    );
    if (values.each) process.stdout.write(`${each(story)}\n\n${each(silence)}\n\n`);
    process.stdout.write(`${table(story, silence)}\n`);
  } finally {
    child.disconnect();
    await once(child, 'exit');
  }
}

async function build(): Promise<void> {
  const filters = ['@vivavoce/evi', '@vivavoce/server'].flatMap((name) => ['--filter', name]);
  const { ok, output } = await runPnpm([...filters, 'run', 'build'], { quiet: true });
  if (!ok) throw new Error(`Building the packages failed:\n${output}`);
}

async function playAll(
  url: string,
  sounds: readonly Sound[],
  scene: 'silence' | 'story',
  atOnce: number,
): Promise<Outcome[]> {
  const waiting = [...sounds];
  const outcomes: Outcome[] = [];
  const player = async () => {
    for (let sound = waiting.shift(); sound; sound = waiting.shift()) {
      outcomes.push(await new Listening(url).hear(sound, scene));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, player));
  return outcomes;
}

function each(outcomes: readonly Outcome[]): string {
  return outcomes
    .map(({ sound, interrupted, words }) =>
      [
        sound.name.padEnd(32),
        (interrupted ? interrupted.afterBegin.toFixed(0) : '–').padStart(6),
        (interrupted ? interrupted.afterEnd.toFixed(0) : '–').padStart(6),
        words.join(' / '),
      ].join('  '),
    )
    .sort()
    .join('\n');
}

function table(story: readonly Outcome[], silence: readonly Outcome[]): string {
  const of = (kind: Kind) => story.filter(({ sound }) => sound.kind === kind);
  const ended = (outcomes: readonly Outcome[]) =>
    `${String(outcomes.filter(({ interrupted }) => interrupted).length)} of ${String(outcomes.length)}`;
  const missed = (outcomes: readonly Outcome[]) =>
    `${String(outcomes.filter(({ interrupted }) => !interrupted).length)} of ${String(outcomes.length)}`;
  const sorted = (values: (number | undefined)[]) =>
    values.filter((value) => value !== undefined).sort((a, b) => a - b);
  const told = sorted(of('person').map(({ interrupted }) => interrupted?.afterBegin));
  const stopped = sorted(of('command').map(({ interrupted }) => interrupted?.afterEnd));
  const at = (values: number[], share: number) =>
    `${(values[Math.min(values.length - 1, Math.floor(share * values.length))] ?? NaN).toFixed(0)} ms`;
  const rows = [
    ['noises that end the answer, at −20 and −35 dB', ended(of('noise'))],
    ['back-channels that end it', ended(of('back-channel'))],
    ['people missed', missed(of('person'))],
    ['people: told after, median / p95', `${at(told, 0.5)} / ${at(told, 0.95)}`],
    ['one-word commands missed', missed(of('command'))],
    ['commands: told after their end, median / worst', `${at(stopped, 0.5)} / ${at(stopped, 1)}`],
    [
      'noises in silence that become a message',
      `${String(silence.filter(({ words }) => words.length > 0).length)} of ${String(silence.length)}`,
    ],
  ];
  return [['what', 'measured'], ['---', '---'], ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}
