import decodeWav from '@audio/decode-wav';
import { readWav } from '../../packages/evi/src/binary/wav.ts';
import type { Wav } from '../../packages/evi/src/binary/wav.ts';
import { TurnMeter } from '../../packages/core/src/session/metrics.ts';
import { Player } from '../../packages/core/src/session/playback/player.ts';
import { toBase64 } from '../../packages/core/src/session/base64.ts';
import { ManualClock } from '../../packages/core/test/support/manual-clock.ts';
import { parseWav } from '../../packages/server/src/audio/wav.ts';
import { ServerError } from '../../packages/server/src/base/server-error.ts';
import { ffmpegReads } from './ffmpeg-reads.ts';
import { seeded } from '../faults/support/random.ts';
import type { Animal, Chance } from './wav-zoo.ts';
import { animal, damaged, garbled, oneOf } from './wav-zoo.ts';

/** Files that one run of ffmpeg takes. */
const batch = 80;

/** What is wrong with how WAV files are read; nothing, it is to be hoped. */
export async function complaintsOfWholeFiles(seed: number, count: number): Promise<string[]> {
  const luck = seeded(seed);
  const animals = Array.from({ length: count }, () => animal(luck));
  const complaints: string[] = [];
  for (let from = 0; from < count; from += batch) {
    const some = animals.slice(from, from + batch);
    const sounds = await ffmpegReads(some.map(({ usual }) => usual));
    if (!sounds) throw new Error('ffmpeg refused a file that is whole');
    some.forEach((one, i) => {
      const truth = mixed(sounds[i] ?? new Float64Array(0), one.channels);
      for (const complaint of complaintsOf(luck, one, truth)) {
        complaints.push(`${one.name}: ${complaint}`);
      }
    });
  }
  return complaints;
}

/** What is wrong with how garbled files are read: each gives sound that can be played or one problem, and soon. */
export function complaintsOfGarbledFiles(seed: number, count: number): string[] {
  const luck = seeded(seed);
  const complaints: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const one = animal(luck);
    const bytes = garbled(luck, one.bytes);
    try {
      const wav = readWav(bytes);
      if (typeof wav === 'string') continue;
      const most = bytes.length;
      if (wav.samples.length === 0 || wav.samples.length > most)
        complaints.push(`${one.name}: length`);
      if (!wav.samples.every((sample) => Math.abs(sample) <= 1))
        complaints.push(`${one.name}: loud`);
      if (wav.rest.length > most) complaints.push(`${one.name}: a rest longer than the file`);
      const { errors } = played(inPieces(luck, bytes));
      if (errors.length > 1) complaints.push(`${one.name}: ${errors.length} errors`);
    } catch (error) {
      complaints.push(`${one.name}: ${String(error)}`);
    }
    try {
      parseWav(bytes, 'it');
    } catch (error) {
      if (!(error instanceof ServerError)) complaints.push(`${one.name}: ${String(error)}`);
    }
  }
  return complaints;
}

/** Where a garbled file is read both here and by ffmpeg, and other sound comes out. */
export async function differencesOfGarbledFiles(seed: number, count: number): Promise<string[]> {
  const luck = seeded(seed);
  const differences: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const one = animal(luck);
    // ffmpeg takes the samples of RIFX the other way round, and of two lengths in RF64 the one that the specification does not.
    if (/^RIFX|^RF64/.test(one.name)) continue;
    const bytes = garbled(luck, one.bytes);
    const wav = readWav(bytes);
    const [sound] = typeof wav === 'string' ? [] : ((await ffmpegReads([bytes])) ?? []);
    if (typeof wav === 'string' || !sound?.length) continue;
    const channels = Buffer.from(bytes).readUInt16LE(Buffer.from(bytes).indexOf('fmt ') + 10);
    const difference = differenceOf(wav.samples, mixed(sound, channels), one.precision);
    if (difference) differences.push(`${one.name}, ${i}: ${difference}`);
  }
  return differences;
}

function complaintsOf(luck: Chance, one: Animal, truth: Float64Array): string[] {
  const complaints: string[] = [];
  const check = (what: string, sound: ArrayLike<number>, precision: number, prefix = false) => {
    const expected = prefix ? truth.subarray(0, sound.length) : truth;
    const difference = differenceOf(sound, expected, precision);
    if (difference) complaints.push(`${what}: ${difference}`);
  };
  const wav = soundOf(one.bytes);
  check('as ffmpeg reads it', wav.samples, 1e-6);
  if (wav.sampleRate !== one.sampleRate) complaints.push(`a rate of ${wav.sampleRate}`);
  if (one.name.startsWith('RIFF') && !/(12|20) bits/.test(one.name)) {
    // It knows nothing of padding.
    const none = new Uint8Array(0);
    const other = decodeWav(one.rebuilt({ before: none, between: none, after: none }));
    const channels = other.channelData.length;
    const mono = truth.map((_, i) =>
      other.channelData.reduce((sum, samples) => sum + (samples[i] ?? NaN) / channels, 0),
    );
    // It takes the largest number for 1.
    const step = 2.1 * one.precision + 1e-6;
    if (differenceOf(wav.samples, mono, step)) complaints.push('as the other reader reads it');
  }
  const spoken = parseWav(one.bytes, 'it').samples;
  check(
    'by the server',
    Array.from(spoken, (sample) => sample / 32_768),
    2 ** -15,
  );
  const play = (what: string, pieces: readonly Uint8Array[]) => {
    const { heard, errors } = played(pieces);
    const lengths = pieces.map(({ length }) => length).join('+');
    check(`${what}, of ${lengths} bytes`, heard, 1e-6);
    for (const error of errors) complaints.push(`${what}, of ${lengths} bytes: ${error}`);
  };
  play('as a message', [one.bytes]);
  play('as a message in pieces', inPieces(luck, one.bytes));
  const damages = damaged(luck, one);
  for (const { name, bytes, whole } of damages) {
    const read = readWav(bytes);
    if (typeof read !== 'string') check(name, read.samples, 1e-6, !whole);
    else if (whole) complaints.push(`${name}: ${read}`);
  }
  const { name, bytes } = oneOf(
    luck,
    damages.filter(({ whole }) => whole),
  );
  play(`${name}, in pieces`, inPieces(luck, bytes));
  return complaints;
}

function soundOf(bytes: Uint8Array): Wav {
  const wav = readWav(bytes);
  if (typeof wav === 'string') throw new Error(wav);
  return wav;
}

/** What comes out of the player, at the file's own rate, when these are the pieces of a message. */
function played(pieces: readonly Uint8Array[]): { heard: number[]; errors: string[] } {
  const heard: number[] = [];
  const errors: string[] = [];
  const player = new Player(new ManualClock(), new TurnMeter(), (event) => {
    if (event.type === 'error') errors.push(event.error.message);
    if (event.type === 'decode') player.decoded(event.messageId, event.id, null);
  });
  const rate = rateOf(Buffer.concat(pieces));
  player.attach({
    sampleRate: rate,
    port: {
      postMessage: (command) => {
        if (command.type === 'enqueue') heard.push(...command.samples);
      },
    },
  });
  pieces.forEach((piece, index) => {
    player.play({ type: 'audio_output', id: 'a', index, data: toBase64(piece) });
  });
  player.endTurn();
  return { heard, errors };
}

function rateOf(bytes: Uint8Array): number {
  const wav = readWav(bytes);
  return typeof wav === 'string' ? 24_000 : wav.sampleRate;
}

/** The file cut anywhere but behind its sound: what comes after a whole file is more of it. */
function inPieces(luck: Chance, bytes: Uint8Array): Uint8Array[] {
  const cuts = Array.from({ length: 1 + Math.floor(luck() * 4) }, () =>
    Math.floor(luck() * bytes.length),
  )
    .filter(
      (cut) => !/^(junk|JUNK|cue |iXML|PEAK|id3 )/.test(Buffer.from(bytes).toString('latin1', cut)),
    )
    .sort((a, b) => a - b);
  return [0, ...cuts].map((from, i) => bytes.subarray(from, cuts[i]));
}

function mixed(sound: Float64Array, channels: number): Float64Array {
  return Float64Array.from({ length: Math.floor(sound.length / channels) }, (_, frame) => {
    let sum = 0;
    for (let i = 0; i < channels; i += 1) {
      const sample = sound[frame * channels + i] ?? NaN;
      sum += Number.isFinite(sample) ? Math.max(-1, Math.min(1, sample)) : 0;
    }
    return sum / channels;
  });
}

function differenceOf(
  sound: ArrayLike<number>,
  expected: ArrayLike<number>,
  precision: number,
): string | undefined {
  if (sound.length !== expected.length) return `${sound.length} samples, not ${expected.length}`;
  for (let i = 0; i < sound.length; i += 1) {
    const [is, should] = [sound[i] ?? NaN, expected[i] ?? NaN];
    if (!(Math.abs(is - should) <= precision)) return `sample ${i} is ${is}, not ${should}`;
  }
  return undefined;
}
