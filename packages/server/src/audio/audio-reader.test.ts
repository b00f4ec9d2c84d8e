import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it, vi } from 'vitest';
import {
  buildWav,
  bytesOf,
  chunk,
  int16,
  join as joined,
} from '../../../evi/test/support/build-wav.ts';
import { findExecutable } from '../base/processes/find-executable.ts';
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
    reader,
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

/** The beginning of a WebM, as Chromium's recorder writes it. */
const webmHead = Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x86, 0x81, 1, 0x42, 0xf7);

/** Half a second of a tone, as a recorder would send it: nothing in it is found out by seeking. */
async function recording(program: string, format: 'webm' | 'mp4'): Promise<Uint8Array> {
  const codec =
    format === 'webm'
      ? ['-c:a', 'libopus']
      : ['-c:a', 'aac', '-movflags', 'frag_keyframe+empty_moov'];
  const source = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=0.5:sample_rate=48000'];
  const { stdout } = await promisify(execFile)(
    program,
    ['-v', 'error', ...source, ...codec, '-f', format, '-'],
    { encoding: 'buffer' },
  );
  return stdout;
}

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
  for (const size of [1, 2, 3, 5, 7, 100]) {
    const { faults, push } = stage();
    push(joined(beginning, new Uint8Array(100)), size);
    expect(faults).toEqual(['audio_decoder_missing']);
    // A recorder that was restarted begins anew, and so does what is said of it.
    push(webmHead, size);
    push(new Uint8Array(100), size);
    expect([name, ...faults]).toEqual([name, 'audio_decoder_missing', 'audio_decoder_missing']);
  }
});

it('what begins like nothing that is known is one fault, in whatever pieces, until something begins', () => {
  for (const size of [1, 3, 640]) {
    const { faults, push } = stage();
    push(new Uint8Array(1_280), size);
    expect(faults).toEqual(['audio_not_configured']);
    push(webmHead, size);
    push(new Uint8Array(100), size);
    expect(faults).toEqual(['audio_not_configured', 'audio_decoder_missing']);
  }
});

it('a page of Ogg begins nothing anew where the one before could not be read', () => {
  const { faults, push } = stage();
  const page = (flags: number) =>
    joined(Buffer.from('OggS'), Uint8Array.of(0, flags), new Uint8Array(60));
  push(joined(page(2), page(0), page(0)), 66);
  expect(faults).toEqual(['audio_decoder_missing']);
});

it('linear16 is one stream wherever it is cut, in one channel or two, also when it is declared once more', () => {
  const declared = { encoding: 'linear16', channels: 1, sample_rate: 16_000 } as const;
  for (const size of [1, 2, 3, 5, 7, 127, 641]) {
    const { reader, heard, faults, push } = stage();
    reader.configure(declared);
    push(int16(numbers).subarray(0, 99), size);
    reader.configure(declared);
    push(int16(numbers).subarray(99), size);
    expect({ size, heard, faults }).toEqual({ size, heard: numbers, faults: [] });
    const stereo = stage();
    stereo.reader.configure({ ...declared, channels: 2 });
    stereo.push(int16(numbers.flatMap((x) => [x, x])), size);
    expect(stereo.heard).toEqual(numbers);
  }
});

it('linear16 that begins with silence loses none of it', () => {
  const { reader, heard, push } = stage();
  reader.configure({ encoding: 'linear16', channels: 1, sample_rate: 16_000 });
  push(new Uint8Array(20), 1);
  expect(heard).toEqual(Array(10).fill(0));
});

it('a recording that was declared linear16 is read as what it is, and that is said once', () => {
  for (const size of [1, 3, 100]) {
    const { reader, heard, faults, push } = stage();
    reader.configure({ encoding: 'linear16', channels: 1, sample_rate: 16_000 });
    push(joined(webmHead, new Uint8Array(100)), size);
    expect(faults).toEqual(['audio_not_as_declared', 'audio_decoder_missing']);
    expect(heard).toEqual([]);
  }
  const { reader, heard, faults, push } = stage();
  reader.configure({ encoding: 'linear16', channels: 1, sample_rate: 16_000 });
  push(buildWav(int16(numbers), { sampleRate }), 3);
  expect({ heard, faults }).toEqual({ heard: numbers, faults: [] });
});

const ffmpeg = await findExecutable('ffmpeg');

it.skipIf(ffmpeg === undefined)(
  'recordings that follow each other are heard, wherever the stream is cut, declared or not',
  async () => {
    const [webm, mp4] = await Promise.all([
      recording(ffmpeg ?? '', 'webm'),
      recording(ffmpeg ?? '', 'mp4'),
    ]);
    const bytes = joined(webm, mp4);
    // Half a second each; what a codec leaves out at its ends is less.
    const wanted = 2 * 8_000 - 1_500;
    for (const size of [1, 2, 3, 7, 1_000, bytes.length]) {
      for (const declared of [false, true]) {
        const { reader, heard, faults, push } = stage(ffmpeg);
        if (declared) {
          reader.configure({ encoding: 'linear16', channels: 1, sample_rate: 48_000 });
        }
        push(bytes, size);
        // Nothing ends a stream but the next one.
        push(webmHead);
        await vi.waitFor(
          () => {
            expect(heard.length).toBeGreaterThan(wanted);
          },
          { timeout: 15_000 },
        );
        reader.close();
        expect(faults).toEqual(declared ? ['audio_not_as_declared'] : []);
      }
    }
  },
  120_000,
);
