import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { spokenBy } from '../server/speech.ts';
import { ListeningPage } from './listening-page.ts';
import type { Heard } from './listening-page.ts';
import { buildPackages } from './build-packages.ts';
import { Listening } from './listening.ts';
import type { Outcome } from './listening.ts';
import { each, pageTable, table } from './report.ts';
import { atLevel, readSounds, soundOf, voicesFolder, withPause } from './sounds.ts';
import type { Kind, Sound } from './sounds.ts';

const help = `npm run bench:ear -- [options]

  --detector NAME    silero or fvad, default what the server chooses
  --recogniser NAME  pocketsphinx or soundswallower, default what the server chooses
  --at-once NUMBER   sounds that are played at the same time, default 4
  --each             prints each sound, too
  --page             ten of each kind instead, with the kit in Chromium and the sound as its microphone
  --voices FOLDER    where the sounds are
  --no-build         measures what is built already

The sounds are in the folder VOICES, if not said otherwise; without it nothing is measured.
`;

/** Finished questions, for the built-in partner. */
const questions = [
  'What time is it?',
  'How are you today?',
  'What is seven plus five?',
  'Can you help me?',
  'What is your name?',
];
/** In mid-sentence, in ms. */
const pauses = [400, 600, 900];

/** Plays people, back-channels, commands and noises to the built server: over a story, and into a silent room. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      detector: { type: 'string' },
      recogniser: { type: 'string' },
      'at-once': { type: 'string', default: '4' },
      each: { type: 'boolean', default: false },
      page: { type: 'boolean', default: false },
      voices: { type: 'string' },
      'no-build': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const folder = voicesFolder(values.voices);
  if (values.help || folder === undefined) {
    process.stdout.write(help);
    return;
  }
  if (!values['no-build']) await buildPackages();
  const sounds = await readSounds(folder);
  const noises = sounds.filter(({ kind }) => kind === 'noise');
  const people = sounds.filter(({ kind }) => kind === 'person').map((one) => atLevel(one, -24));
  const { detector, recogniser } = values;
  const options = {
    ...(detector && { voiceActivity: detector }),
    ...(recogniser && { recogniser }),
  };
  const atOnce = Number(values['at-once']);
  if (values.page) {
    const heard = await withServer(options, (url) => playToPage(url, sounds, atOnce));
    process.stdout.write(`${pageTable(heard, values.each)}\n`);
    return;
  }
  const outcomes = await withServer(options, async (url) => {
    const play = (list: Sound[], scene: 'silence' | 'story') => playAll(url, list, scene, atOnce);
    const over = sounds.flatMap((sound) =>
      sound.kind === 'noise' ? [atLevel(sound, -20), atLevel(sound, -35)] : [atLevel(sound, -24)],
    );
    const asked = questions.map(async (text) =>
      soundOf(text, 'question', await spokenBy(url, text)),
    );
    // The first sound of the first Chat loads the detector.
    await play(people.slice(0, 1), 'silence');
    const paused = new Map<number, Outcome[]>();
    for (const ms of pauses) {
      const list = people.map((person) => withPause(person, ms));
      paused.set(ms, await play(list, 'silence'));
    }
    return {
      story: await play(over, 'story'),
      noises: await play(
        noises.map((noise) => atLevel(noise, -20)),
        'silence',
      ),
      paused,
      questions: await play(await Promise.all(asked), 'silence'),
    };
  });
  const unlisted = await withServer({ ...options, recogniser: 'soundswallower' }, (url) =>
    playAll(url, people, 'silence', atOnce),
  );
  if (values.each) {
    const { story, noises: silence, paused, questions: asked } = outcomes;
    for (const list of [story, silence, ...paused.values(), asked, unlisted]) {
      process.stdout.write(`${each(list)}\n\n`);
    }
  }
  process.stdout.write(`${table({ ...outcomes, unlisted })}\n`);
}

/** A server of its own for some of the measurement. */
async function withServer<Result>(
  options: object,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const given = JSON.stringify({ maxChats: 200, ...options });
  const child = fork(join(import.meta.dirname, 'ear-server.mjs'), [given]);
  try {
    const [{ url, engines }] = (await once(child, 'message')) as [{ url: string; engines: string }];
    process.stdout.write(`${engines}\n`);
    return await work(url);
  } finally {
    child.disconnect();
    await once(child, 'exit');
  }
}

/** Ten of each kind, to the kit in a page. */
async function playToPage(url: string, sounds: Sound[], atOnce: number): Promise<Heard[]> {
  const commands = ['Stop.', 'Wait.', 'No.', 'Hold on.', 'Excuse me.'].map(async (text) =>
    soundOf(`${text} (the server’s voice)`, 'command', await spokenBy(url, text)),
  );
  const all = [...sounds, ...(await Promise.all(commands))];
  const ten = (kind: Kind, level: number): Sound[] =>
    all
      .filter((sound) => sound.kind === kind)
      .filter(
        (_, i, { length }) => Math.floor((i * 10) / length) !== Math.floor(((i - 1) * 10) / length),
      )
      .map((sound) => atLevel(sound, level));
  const chosen = [
    ...ten('noise', -20),
    ...ten('back-channel', -24),
    ...ten('person', -24),
    ...ten('command', -24),
  ];
  const page = await ListeningPage.build(url);
  try {
    // The first sound of the first Chat loads the detector.
    await page.hear(atLevel(all[0] ?? fail(), -24));
    return await inTurns(chosen, atOnce, (sound) => page.hear(sound));
  } finally {
    await page.close();
  }
}

function fail(): never {
  throw new Error('There are no sounds.');
}

function playAll(
  url: string,
  sounds: readonly Sound[],
  scene: 'silence' | 'story',
  atOnce: number,
): Promise<Outcome[]> {
  return inTurns(sounds, atOnce, (sound) => new Listening(url).hear(sound, scene));
}

/** Does something with all of them, with so many at a time. */
async function inTurns<Result>(
  sounds: readonly Sound[],
  atOnce: number,
  work: (sound: Sound) => Promise<Result>,
): Promise<Result[]> {
  const waiting = [...sounds];
  const results: Result[] = [];
  const worker = async () => {
    for (let sound = waiting.shift(); sound; sound = waiting.shift()) {
      results.push(await work(sound));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}
