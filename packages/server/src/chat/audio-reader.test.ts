import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import {
  buildWav,
  bytesOf,
  chunk,
  int16,
  join as joined,
} from '../../../evi/test/support/build-wav.ts';
import { AudioReader } from './audio-reader.ts';

/** A reader, by default where no ffmpeg is installed. */
function stage(ffmpeg?: string) {
  const heard: number[] = [];
  const faults: string[] = [];
  const reader = new AudioReader({
    ffmpeg,
    onSamples: (samples) => heard.push(...samples),
    onFault: (fault) => faults.push(fault),
  });
  return {
    heard,
    faults,
    push(bytes: Uint8Array, size = bytes.length) {
      for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
    },
  };
}

const folder = await mkdtemp(join(tmpdir(), 'no-decoder-'));
const plainFile = join(folder, 'ffmpeg');
await writeFile(plainFile, '');
const script = async (text: string) => {
  const path = join(folder, 'script');
  await writeFile(path, text, { mode: 0o755 });
  return path;
};
afterAll(() => rm(folder, { recursive: true }));

it.each([
  ['is not there any more', join(folder, 'gone')],
  ['may not be run', plainFile],
  ['is a folder', folder],
  ['is no program', await script('#!/no/such/interpreter\n')],
])('a decoder that %s costs its sound, once', async (_, ffmpeg) => {
  const { push, faults } = stage(ffmpeg);
  const beginning = Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3, 0, 0, 0, 0);
  push(beginning);
  await vi.waitFor(
    () => {
      expect(faults).toEqual(['audio_not_decodable']);
    },
    { timeout: 5000 },
  );
  push(new Uint8Array(1000));
  expect(faults).toHaveLength(1);
  // It is tried once more when the sound begins anew.
  push(beginning);
  await vi.waitFor(
    () => {
      expect(faults).toHaveLength(2);
    },
    { timeout: 5000 },
  );
});

const numbers = Array.from({ length: 100 }, (_, i) => Math.round(9_000 * Math.sin(i / 5)));
const sampleRate = 16_000;

it.each([
  ['of no stated length', buildWav(int16(numbers), { sampleRate, dataSize: 0, riffSize: 0 })],
  ['in stereo', buildWav(int16(numbers.flatMap((x) => [x, x])), { sampleRate, channels: 2 })],
  [
    'of 24 bits in four bytes',
    buildWav(
      bytesOf(numbers, 4, (v, o, x) => v.setInt32(o, x << 8, true)),
      { sampleRate, bits: 24, frame: 4 },
    ),
  ],
  [
    'behind a chunk without its padding',
    buildWav(int16(numbers), { sampleRate, before: chunk('LIST', Uint8Array.of(1)) }),
  ],
  [
    'with the high byte first',
    buildWav(
      bytesOf(numbers, 2, (v, o, x) => v.setInt16(o, x)),
      { sampleRate, kind: 'RIFX' },
    ),
  ],
  [
    'before other chunks',
    buildWav(int16(numbers), { sampleRate, after: chunk('LIST', new Uint8Array(60)) }),
  ],
])('a WAV %s is heard without ffmpeg, in pieces of any size', (_, bytes) => {
  for (const size of [1, 3, 7, 45, 128, 1_000]) {
    const { heard, faults, push } = stage();
    push(bytes, size);
    expect(faults).toEqual([]);
    expect(heard).toEqual(numbers);
  }
});

it('a WAV of another rate is one stream, wherever it is cut', () => {
  const sound = Array.from({ length: 4_800 }, (_, i) => Math.round(9_000 * Math.sin(i / 50)));
  const bytes = buildWav(int16(sound), { sampleRate: 48_000 });
  const whole = stage();
  whole.push(bytes);
  expect(whole.heard.length).toBeGreaterThan(1_550);
  const cut = stage();
  cut.push(bytes, 777);
  expect(cut.heard).toEqual(whole.heard);
});

it('a WAV that begins anew in mid-call is heard on', () => {
  const { heard, faults, push } = stage();
  push(joined(buildWav(int16(numbers), { sampleRate, dataSize: 0xffff_ffff })));
  push(buildWav(int16(numbers), { sampleRate }));
  expect(heard).toEqual([...numbers, ...numbers]);
  expect(faults).toEqual([]);
});

it.each([
  ['WebM', Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3)],
  ['Ogg', Buffer.from('OggS')],
  ['MP4', Buffer.from('\0\0\0\x18ftypiso5')],
  ['a WAV with compressed sound', buildWav(new Uint8Array(256), { encoding: 2, bits: 4 })],
])('%s is known by its first bytes, however few come at a time', (name, beginning) => {
  // Four bytes of an MP4 tell nothing.
  for (const size of name === 'MP4' ? [5, 7, 100] : [1, 2, 5, 100]) {
    const { faults, push } = stage();
    push(joined(beginning, new Uint8Array(100)), size);
    expect(faults).toEqual(['audio_decoder_missing']);
  }
});

it('what begins like nothing that is known is a fault for each piece', () => {
  const { faults, push } = stage();
  push(new Uint8Array(3));
  push(new Uint8Array(1_280), 640);
  expect(faults).toEqual(Array(3).fill('audio_not_configured'));
});
