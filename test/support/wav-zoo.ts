import { buildWav, chunk, join, padded } from '../../packages/evi/test/support/build-wav.ts';
import type { WavHeader } from '../../packages/evi/test/support/build-wav.ts';

/** Numbers from 0 to 1 that a seed decides. */
export type Chance = () => number;

export function oneOf<T>(luck: Chance, choices: readonly T[]): T {
  const choice = choices[Math.floor(luck() * choices.length)];
  if (choice === undefined) throw new Error('nothing to choose from');
  return choice;
}

/** A WAV file as the specification has it. */
export interface Animal {
  readonly name: string;
  readonly channels: number;
  readonly sampleRate: number;
  /** Half a step of its samples. */
  readonly precision: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The same sound, where it is to be had, with the low byte first: in RIFX, ffmpeg reads the header alone the other way. */
  readonly usual: Uint8Array<ArrayBuffer>;
  /** Makes it anew with another header, the samples being the same. */
  readonly rebuilt: (header: WavHeader) => Uint8Array<ArrayBuffer>;
}

const kinds = ['RIFF', 'RIFF', 'RIFF', 'RIFX', 'RF64'] as const;

/** Encodings, and the bits they come in. */
const encodings = [1, 3, 6, 7] as const;
const widths = { 1: [8, 12, 16, 20, 24, 32], 3: [32, 64], 6: [8], 7: [8] } as const;

/** A sound file of any kind that ffmpeg reads as well. */
export function animal(luck: Chance): Animal {
  const kind = oneOf(luck, kinds);
  const encoding = oneOf(luck, encodings);
  const bits = oneOf(luck, widths[encoding]);
  const channels = oneOf(luck, [1, 1, 2, 2, 3, 6, 8]);
  const sampleRate = oneOf(luck, [8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000, 96_000]);
  const little = kind !== 'RIFX';
  // ffmpeg takes no extended form with the high byte first.
  const extensible = little && luck() < 0.5;
  const frames = 1 + Math.floor(luck() * 400);
  const sound = soundOf(luck, { encoding, bits, channels, frames });
  const data = little ? sound : turned(sound, Math.ceil(bits / 8));
  const header: WavHeader = { kind, encoding, bits, channels, sampleRate, extensible };
  const chunks = { before: others(luck, little), between: others(luck, little) };
  const whole = { ...header, ...chunks, after: others(luck, little) };
  const rebuilt = (changed: WavHeader) => buildWav(data, { ...whole, ...changed });
  return {
    name: `${kind} ${encoding}${extensible ? ' extended' : ''}, ${channels} × ${bits} bits, ${sampleRate} Hz`,
    ...{ channels, sampleRate, precision: 2 ** -Math.min(bits, 24), rebuilt, bytes: rebuilt({}) },
    usual: little ? rebuilt({}) : buildWav(sound, { ...header, kind: 'RIFF' }),
  };
}

/** Chunks that are no sound. */
function others(luck: Chance, little: boolean): Uint8Array {
  const count = Math.floor(luck() * 3);
  return join(
    ...Array.from({ length: count }, () => {
      const body = Uint8Array.from({ length: Math.floor(luck() * 200) }, () => luck() * 256);
      return padded(oneOf(luck, ['junk', 'JUNK', 'cue ', 'iXML', 'PEAK', 'id3 ']), body, little);
    }),
  );
}

interface Sound {
  readonly encoding: number;
  readonly bits: number;
  readonly channels: number;
  readonly frames: number;
}

/** A tone for each channel, with noise over it. */
function soundOf(luck: Chance, { encoding, bits, channels, frames }: Sound): Uint8Array {
  const width = Math.ceil(bits / 8);
  const bytes = new Uint8Array(frames * channels * width);
  if (encoding === 6 || encoding === 7) return bytes.map(() => luck() * 256);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < frames * channels; i += 1) {
    const pitch = 0.02 * (1 + (i % channels));
    const sample = 0.6 * Math.sin(pitch * Math.floor(i / channels)) + 0.4 * (luck() - 0.5);
    const at = i * width;
    if (encoding === 3 && width === 4) view.setFloat32(at, sample, true);
    else if (encoding === 3) view.setFloat64(at, sample, true);
    else {
      // Whole steps of the bits it has, at the top of its bytes.
      let number = Math.floor(sample * 2 ** (bits - 1)) * 2 ** (8 * width - bits);
      if (width === 1) number += 128;
      for (let byte = 0; byte < width; byte += 1) {
        bytes[at + byte] = Math.floor(number / 2 ** (8 * byte)) & 255;
      }
    }
  }
  return bytes;
}

/** The high byte first. */
function turned(sound: Uint8Array, width: number): Uint8Array {
  return sound.map((_, i) => sound[i - (i % width) + width - 1 - (i % width)] ?? 0);
}

/** What is wrong with a file, and how much of its sound is there all the same. */
export interface Damage {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Whether all of the sound is there, or a beginning. */
  readonly whole: boolean;
}

/** The same file with each of the faults that writers are known for. */
export function damaged(luck: Chance, { bytes, rebuilt }: Animal): Damage[] {
  const little = String.fromCharCode(...bytes.subarray(0, 4)) !== 'RIFX';
  const odd = new Uint8Array(1 + 2 * Math.floor(luck() * 60)).map(() => luck() * 256);
  const bare = chunk('LIST', odd, undefined, little);
  const none = new Uint8Array(0);
  const whole = (name: string, header: WavHeader): Damage => ({
    name,
    bytes: rebuilt(header),
    whole: true,
  });
  const size = Math.floor(luck() * 2 ** 32);
  return [
    whole('a wrong length in front', { riffSize: size }),
    whole('no length of the sound', { dataSize: 0, riffSize: 0, after: none }),
    whole('no length of the sound, a true one in front', { dataSize: 0, after: none }),
    whole('a length that is not known', {
      dataSize: 0xffff_ffff,
      kind: little ? 'RIFF' : 'RIFX',
      after: none,
    }),
    whole('a length beyond the end', { dataSize: 0xf000_0000 + (size >>> 8), after: none }),
    whole('a chunk without its padding before the format', { before: bare }),
    whole('a chunk without its padding before the sound', { between: bare }),
    whole('the format behind the sound', { formatLast: true }),
    whole('a frame of no length', { frame: 0 }),
    {
      name: 'an end that is missing',
      bytes: bytes.slice(0, Math.ceil(luck() * bytes.length)),
      whole: false,
    },
  ];
}

/** A few bytes changed, most of them in the header. */
export function garbled(luck: Chance, bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const broken = bytes.slice(0, luck() < 0.3 ? Math.floor(luck() * bytes.length) : undefined);
  for (let i = 0; i < 1 + luck() * 3; i += 1) {
    const reach = luck() < 0.8 ? Math.min(120, broken.length) : broken.length;
    broken[Math.floor(luck() * reach)] = oneOf(luck, [0, 1, 2, 3, 0x7f, 0x80, 0xff, luck() * 256]);
  }
  return broken;
}
