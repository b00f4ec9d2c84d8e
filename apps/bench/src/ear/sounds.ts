import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { floatToLinear16, readWav } from '@vivavoce/evi';

/** What a sound is. */
export type Kind = 'person' | 'noise' | 'back-channel' | 'command' | 'question';

/** A sound of somebody or something, 16 kHz mono. */
export interface Sound {
  name: string;
  kind: Kind;
  samples: Int16Array;
  /** Where the first and the last of it can be heard, in ms. */
  from: number;
  until: number;
}

export const rate = 16_000;

/** The folder of the sounds: as said, or `VOICES`, else beside the checkout. Undefined where there is none. */
export function voicesFolder(said?: string): string | undefined {
  const folder =
    said ?? process.env['VOICES'] ?? join(import.meta.dirname, '../../../../../shared/voices');
  return existsSync(join(folder, 'manifest.json')) ? folder : undefined;
}

/** Reads all sounds of a folder. */
export async function readSounds(folder: string): Promise<Sound[]> {
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as {
    file: string;
    kind: Kind;
  }[];
  return Promise.all(
    manifest.map(async ({ file, kind }) => {
      const wav = readWav(new Uint8Array(await readFile(join(folder, file))));
      if (typeof wav === 'string') throw new Error(`${file}: ${wav}`);
      const samples = floatToLinear16(wav.samples);
      return soundOf(file.replace('.wav', ''), kind, samples);
    }),
  );
}

/** A sound of which no more is known than its samples. */
export function soundOf(name: string, kind: Kind, samples: Int16Array): Sound {
  return { name, kind, samples, ...edges(samples) };
}

/** The same with so many ms of silence in the middle, where it is quietest. */
export function withPause({ name, kind, samples }: Sound, ms: number): Sound {
  const step = rate / 50;
  const from = Math.round(samples.length / 3);
  const places = Array.from({ length: Math.floor(from / step) }, (_, i) => from + i * step);
  const level = (at: number) => samples.subarray(at, at + step).reduce((sum, x) => sum + x * x, 0);
  const quietest = places.reduce((best, at) => (level(at) < level(best) ? at : best), from);
  const at = quietest + step / 2;
  const pause = (ms * rate) / 1000;
  const paused = new Int16Array(samples.length + pause);
  paused.set(samples.subarray(0, at));
  paused.set(samples.subarray(at), at + pause);
  return soundOf(name, kind, paused);
}

/** The same sound, as loud as said: in dB of full scale, by the loudest 300 ms of it. */
export function atLevel(sound: Sound, decibels: number): Sound {
  const window = 0.3 * rate;
  let loudest = 0;
  for (let at = 0; at < sound.samples.length; at += window / 2) {
    const part = sound.samples.subarray(at, at + window);
    loudest = Math.max(loudest, Math.sqrt(part.reduce((sum, x) => sum + x * x, 0) / window));
  }
  const gain = (10 ** (decibels / 20) * 0x8000) / Math.max(1, loudest);
  const samples = sound.samples.map((x) =>
    Math.max(-0x8000, Math.min(0x7fff, Math.round(x * gain))),
  );
  return { ...sound, samples };
}

/** Where it rises above a tenth of its own peak first and last. */
function edges(samples: Int16Array): { from: number; until: number } {
  const peak = samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const audible = (x: number) => Math.abs(x) > peak / 10;
  const perMs = rate / 1000;
  return {
    from: samples.findIndex(audible) / perMs,
    until: samples.findLastIndex(audible) / perMs,
  };
}
