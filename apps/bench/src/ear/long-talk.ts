import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { WebSocket } from 'ws';
import { buildPackages } from './build-packages.ts';
import { atLevel, rate, readSounds, voicesFolder } from './sounds.ts';
import type { Sound } from './sounds.ts';

const help = `npm run soak:voices -- [options]

  --minutes NUMBER   how long it is talked, default 10
  --no-build         measures what is built already

The sounds are in the folder VOICES; without it nothing is measured.
`;

/** So often somebody speaks, in ms; later after a clip that leaves less than the calm behind it. */
const everyMs = 8000;
/** Silence behind a person, in which the turn ends and is answered; then comes a noise. In ms. */
const calmMs = 2500;
const restSeconds = 15;
/** A turn may begin a little before the first sound of it. */
const prefixMs = 1000;
const pieceMs = 20;
const perPiece = (rate * pieceMs) / 1000;

/** A person, when in the Chat's sound this part of it began, in ms, and the words of each turn that was spoken in it. */
interface Slot {
  person: Sound;
  begin: number;
  turns: string[];
}

/** Bytes that the server's process held, after a collection of garbage. */
interface Memory {
  heap: number;
  rss: number;
}

/** Holds one long conversation with the built server, and says what became of each person. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      minutes: { type: 'string', default: '10' },
      'no-build': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const folder = voicesFolder();
  if (values.help || folder === undefined) {
    process.stdout.write(help);
    return;
  }
  if (!values['no-build']) await buildPackages();
  const sounds = await readSounds(folder);
  const people = sounds.filter(({ kind }) => kind === 'person').map((one) => atLevel(one, -24));
  const noises = sounds.filter(({ kind }) => kind === 'noise').map((one) => atLevel(one, -28));
  const child = fork(join(import.meta.dirname, 'ear-server.mjs'), ['{}'], {
    execArgv: ['--expose-gc'],
  });
  const [{ url, engines }] = (await once(child, 'message')) as [{ url: string; engines: string }];
  process.stdout.write(`${engines}\n`);
  const talk = new LongTalk(url);
  await talk.opened;
  const slots: Slot[] = [];
  const say = async (i: number) => {
    const [person, noise] = [people[i % people.length], noises[i % noises.length]];
    if (!person || !noise) throw new Error(`There are no people or no noises in ${folder}.`);
    return { person, begin: await talk.say(person, noise), turns: [] };
  };
  // Engines are loaded with the first sound.
  await say(0);
  const before = await memoryOf(child);
  const until = Date.now() + Number(values.minutes) * 60_000;
  for (let i = 1; Date.now() < until; i++) slots.push(await say(i));
  await talk.rest();
  const after = await memoryOf(child);
  for (const { begin, text } of talk.turns) {
    slots.findLast((slot) => begin + prefixMs >= slot.begin)?.turns.push(text);
  }
  talk.close();
  child.disconnect();
  await once(child, 'exit');
  process.stdout.write(`${table(slots, talk.errors, before, after)}\n`);
}

/** A microphone that is never off, and what the server says meanwhile. */
class LongTalk {
  readonly opened: Promise<void>;
  /** Messages of type `error`, and what ended the line too early. */
  readonly errors: string[] = [];
  readonly #socket: WebSocket;
  /** The final words of each turn, and when it began in the Chat's sound, in ms. */
  readonly turns: { begin: number; text: string }[] = [];
  #sentMs = 0;
  #closing = false;

  constructor(url: string) {
    this.#socket = new WebSocket(`${url.replace('http', 'ws')}/v0/evi/chat`);
    this.opened = new Promise((resolve, reject) => {
      this.#socket.once('error', reject);
      this.#socket.once('open', () => {
        const audio = { encoding: 'linear16', channels: 1, sample_rate: rate };
        this.#socket.send(JSON.stringify({ type: 'session_settings', audio }));
        resolve();
      });
    });
    this.#socket.on('close', (code: number) => {
      if (!this.#closing) this.errors.push(`closed with ${String(code)}`);
    });
    this.#socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString('utf8')) as {
        type: string;
        interim?: boolean;
        code?: string;
        message?: { content?: string };
        time?: { begin: number };
      };
      if (message.type === 'error') this.errors.push(message.code ?? '');
      if (message.type !== 'user_message' || message.interim === true) return;
      this.turns.push({ begin: message.time?.begin ?? 0, text: message.message?.content ?? '' });
    });
  }

  /** Sends the person, and a noise when it is calm again. @returns when that began, in ms of sound */
  async say({ samples }: Sound, noise: Sound): Promise<number> {
    const personMs = (1000 * samples.length) / rate;
    const noiseMs = (1000 * noise.samples.length) / rate;
    const length = Math.max(everyMs, personMs + calmMs + noiseMs + calmMs);
    const sound = new Int16Array(Math.ceil((length * rate) / 1000 / perPiece) * perPiece);
    sound.set(samples);
    sound.set(noise.samples, Math.round(((personMs + calmMs) * rate) / 1000));
    return this.#send(sound);
  }

  /** Silence, in which what was said last is told. */
  async rest(): Promise<void> {
    await this.#send(new Int16Array(rate * restSeconds));
  }

  async #send(sound: Int16Array): Promise<number> {
    const begin = this.#sentMs;
    const start = performance.now();
    for (let at = 0; at < sound.length; at += perPiece) {
      this.#socket.send(Buffer.from(sound.slice(at, at + perPiece).buffer));
      const wait = start + (1000 * (at + perPiece)) / rate - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    }
    this.#sentMs += (1000 * sound.length) / rate;
    return begin;
  }

  close(): void {
    this.#closing = true;
    this.#socket.close();
  }
}

async function memoryOf(child: ChildProcess): Promise<Memory> {
  child.send('memory');
  const [memory] = (await once(child, 'message')) as [Memory];
  return memory;
}

function table(slots: readonly Slot[], errors: string[], before: Memory, after: Memory): string {
  const many = slots.filter(({ turns }) => turns.length > 1);
  const same = ({ turns }: Slot) => new Set(turns).size < turns.length;
  const names = (some: readonly Slot[]) => some.map(({ person }) => person.name).join(', ');
  const told = (some: readonly Slot[]) => `${String(some.length)} ${names(some)}`;
  const megabytes = (bytes: number) => (bytes / 1024 ** 2).toFixed(0);
  const grown = (kind: keyof Memory) => `${megabytes(before[kind])} → ${megabytes(after[kind])} MB`;
  const rows = [
    ['people', String(slots.length)],
    ['lost', told(slots.filter(({ turns }) => turns.length === 0))],
    ['split', told(many.filter((slot) => !same(slot)))],
    ['doubled', told(many.filter(same))],
    ['heap of the server', grown('heap')],
    ['resident memory of the server', grown('rss')],
    ['errors', `${String(errors.length)} ${errors.slice(0, 5).join(', ')}`],
  ];
  return [['what', 'measured'], ['---', '---'], ...rows]
    .map((row) => `| ${row.map((cell) => cell.trim()).join(' | ')} |`)
    .join('\n');
}
