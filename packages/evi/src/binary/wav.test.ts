import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildWav, bytesOf, chunk, int16, join, padded } from '../../test/support/build-wav.ts';
import { readWav } from './wav.ts';

function samplesOf(bytes: Uint8Array): number[] {
  const reading = readWav(bytes);
  if (typeof reading === 'string') throw new Error(`not read: ${reading}`);
  return [...reading.samples];
}

test('16 bits: full scale is ±1 and the rate is told', () => {
  const bytes = buildWav(int16([0, 16_384, -32_768, 32_767]), { sampleRate: 48_000 });
  expect(readWav(bytes)).toMatchObject({ sampleRate: 48_000 });
  expect(samplesOf(bytes)).toEqual([0, 0.5, -1, Math.fround(32_767 / 32_768)]);
});

test.each([
  ['8 bits', { bits: 8 }, Uint8Array.of(128, 192, 0)],
  ['24 bits', { bits: 24 }, Uint8Array.of(0, 0, 0, 0, 0, 0x40, 0, 0, 0x80)],
  ['12 bits at the top of 16', { bits: 12 }, int16([0, 16_384, -32_768])],
  [
    '32 bits',
    { bits: 32 },
    bytesOf([0, 2 ** 30, -(2 ** 31)], 4, (v, o, x) => v.setInt32(o, x, true)),
  ],
  [
    '32-bit float',
    { encoding: 3, bits: 32 },
    bytesOf([0, 0.5, -1], 4, (v, o, x) => v.setFloat32(o, x, true)),
  ],
  [
    '64-bit float',
    { encoding: 3, bits: 64 },
    bytesOf([0, 0.5, -1], 8, (v, o, x) => v.setFloat64(o, x, true)),
  ],
])('%s is read, in the plain and in the extended form', (_, header, data) => {
  expect(samplesOf(buildWav(data, header))).toEqual([0, 0.5, -1]);
  expect(samplesOf(buildWav(data, { ...header, extensible: true }))).toEqual([0, 0.5, -1]);
});

test.each([
  [
    'at the top of them, stereo',
    { bits: 24, channels: 2 },
    [0, 0, 2 ** 30, 2 ** 30, -(2 ** 31), -(2 ** 31)],
  ],
  ['at the bottom, as ALSA writes them', { bits: 24 }, [0, 2 ** 22, -(2 ** 23)]],
  ['at the bottom, 20 of them', { bits: 20 }, [0, 2 ** 18, -(2 ** 19)]],
  ['at the top, 16 of them', { bits: 16 }, [0, 2 ** 30, -(2 ** 31)]],
])(
  'samples in four bytes that need fewer are read: %s',
  (_, { channels = 1, ...header }: { bits: number; channels?: number }, values) => {
    const data = bytesOf(values, 4, (v, o, x) => v.setInt32(o, x, true));
    const bytes = buildWav(data, { ...header, channels, frame: 4 * channels });
    expect(samplesOf(bytes)).toEqual([0, 0.5, -1]);
  },
);

test('a frame that the header makes too long is as long as its samples need', () => {
  const bytes = buildWav(int16([16_384, 8_192, -16_384, -8_192]), { frame: 4 });
  expect(samplesOf(bytes)).toEqual([0.5, 0.25, -0.5, -0.25]);
  expect(samplesOf(buildWav(int16([16_384]), { frame: 0 }))).toEqual([0.5]);
});

test.each([
  ['µ-law', 7, [0xff, 0x7f, 0x80, 0x00, 0x0f], [0, 0, 32_124, -32_124, -16_764]],
  ['A-law', 6, [0xd5, 0x55, 0xaa, 0x2a, 0x85], [8, -8, 32_256, -32_256, 4_224]],
])('%s is read', (_, encoding, codes, values) => {
  const data = Uint8Array.from(codes);
  const expected = values.map((value) => value / 32_768);
  expect(samplesOf(buildWav(data, { encoding, bits: 8 }))).toEqual(expected);
  // Some writers state the bits of what comes out.
  expect(samplesOf(buildWav(data, { encoding, bits: 16, frame: 1, extensible: true }))).toEqual(
    expected,
  );
});

test('numbers may have their high byte first', () => {
  const data = bytesOf([0, 16_384, -32_768], 2, (v, o, x) => v.setInt16(o, x));
  expect(samplesOf(buildWav(data, { kind: 'RIFX' }))).toEqual([0, 0.5, -1]);
});

test.each(['RF64', 'BW64'] as const)('%s has its length in a chunk before the others', (kind) => {
  const bytes = buildWav(int16([16_384, -16_384]), {
    kind,
    after: padded('LIST', new Uint8Array(30)),
  });
  expect(samplesOf(bytes)).toEqual([0.5, -0.5]);
});

test('several channels are mixed to one', () => {
  expect(samplesOf(buildWav(int16([16_384, 0, -16_384, -16_384]), { channels: 2 }))).toEqual([
    0.25, -0.5,
  ]);
  expect(samplesOf(buildWav(int16([16_384, 16_384, -16_384, -16_384]), { channels: 4 }))).toEqual([
    0,
  ]);
});

test('float samples that are no sound are clamped or silent', () => {
  const data = bytesOf([NaN, Infinity, -Infinity, 7, -7], 4, (v, o, x) => v.setFloat32(o, x, true));
  expect(samplesOf(buildWav(data, { encoding: 3, bits: 32 }))).toEqual([0, 0, 0, 1, -1]);
});

test.each([
  ['with their padding', true],
  ['without it', false],
])('chunks of odd length are skipped, %s', (_, filled) => {
  for (const length of [1, 3, 97, 127]) {
    const list = chunk('LIST', new Uint8Array(length).fill(0x41));
    const odd = filled ? join(list, Uint8Array.of(0)) : list;
    for (const place of ['before', 'between', 'after'] as const) {
      // Lengths whose low byte is a letter, so that what is one byte further looks like a name as well.
      for (const count of [1, 0x21, 0x61]) {
        const bytes = buildWav(int16(Array<number>(count).fill(16_384)), { [place]: odd });
        expect(samplesOf(bytes), `${length} ${place} ${count}`).toEqual(Array(count).fill(0.5));
        const streamed = buildWav(int16([16_384]), { [place]: odd, dataSize: 0xffff_ffff });
        if (place !== 'after') expect(samplesOf(streamed)).toEqual([0.5]);
      }
    }
  }
});

test('padding that is not zero is padding all the same', () => {
  const odd = join(chunk('junk', new Uint8Array(3)), Uint8Array.of(0x20));
  expect(samplesOf(buildWav(int16([16_384]), { between: odd }))).toEqual([0.5]);
  expect(samplesOf(buildWav(int16([16_384]), { before: odd }))).toEqual([0.5]);
});

test('the format may come last, and a second one counts for nothing', () => {
  expect(samplesOf(buildWav(int16([16_384]), { formatLast: true }))).toEqual([0.5]);
  const other = buildWav(new Uint8Array(0), { channels: 2 }).slice(12, 36);
  expect(samplesOf(buildWav(int16([16_384]), { between: other }))).toEqual([0.5]);
});

test('several stretches of sound are one, each of whole frames', () => {
  const bytes = buildWav([
    int16([16_384]),
    join(int16([-16_384]), Uint8Array.of(1)),
    int16([8_192]),
  ]);
  expect(samplesOf(bytes)).toEqual([0.5, -0.5, 0.25]);
});

test.each([
  ['0 and 0', 0, 0],
  ['0 and the true length', 0, undefined],
  ['36 and 0, as Node streams write', 0, 36],
  ['0xFFFFFFFF and 0xFFFFFFFF', 0xffff_ffff, 0xffff_ffff],
  ['0x7FFFF000 and 0x7FFFF024', 0x7fff_f000, 0x7fff_f024],
  ['0xFFFFFFFF and the true length', 0xffff_ffff, undefined],
])(
  'a header written before the length was known (%s) reads to the end',
  (_, dataSize, riffSize) => {
    const bytes = buildWav(int16([16_384, -16_384]), {
      dataSize,
      ...(riffSize === undefined ? {} : { riffSize }),
    });
    expect(samplesOf(bytes)).toEqual([0.5, -0.5]);
  },
);

test('sound of length 0 in a file that knows its length is none, whatever follows', () => {
  const bytes = buildWav(new Uint8Array(0), { after: chunk('LIST', new Uint8Array(20)) });
  expect(readWav(bytes)).toBe('empty');
});

test('a file cut short gives the whole samples that are there', () => {
  const bytes = buildWav(int16([16_384, -16_384, 8_192]));
  expect(samplesOf(bytes.slice(0, -1))).toEqual([0.5, -0.5]);
  expect(samplesOf(buildWav(int16([1, 2, 3]), { channels: 2 }))).toHaveLength(1);
});

test('bytes in the middle of a larger buffer are read from their own beginning', () => {
  const bytes = buildWav(int16([16_384]));
  expect(samplesOf(join(new Uint8Array(7), bytes).subarray(7))).toEqual([0.5]);
});

test.each([
  ['nothing', new Uint8Array(0), 'not-wav'],
  ['an MP3', Uint8Array.of(0x49, 0x44, 0x33, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0), 'not-wav'],
  ['RIFF that is no WAVE', chunk('RIFF', new TextEncoder().encode('AVI LIST')), 'not-wav'],
  ['a header alone', buildWav(new Uint8Array(0)).slice(0, 36), 'empty'],
  ['half a header', buildWav(int16([1])).slice(0, 24), 'no-format'],
  [
    'sound before its format',
    chunk('RIFF', join(new TextEncoder().encode('WAVE'), chunk('data', int16([1])))),
    'no-format',
  ],
  ['no sound', buildWav(new Uint8Array(0)), 'empty'],
  ['half a sample', buildWav(Uint8Array.of(1)), 'empty'],
  ['ADPCM', buildWav(new Uint8Array(256), { encoding: 2, bits: 4, frame: 256 }), 'unsupported'],
  [
    'MP3 in a WAV',
    buildWav(new Uint8Array(256), { encoding: 0x55, bits: 0, frame: 1 }),
    'unsupported',
  ],
  [
    'another identifier',
    buildWav(int16([1]), { extensible: true, identifier: 'fourteen bytes' }),
    'unsupported',
  ],
  [
    'an extended form without its extension',
    buildWav(int16([1]), { encoding: 0xfffe }),
    'unsupported',
  ],
  ['64 bits', buildWav(new Uint8Array(8), { bits: 64 }), 'unsupported'],
  ['16-bit float', buildWav(int16([1]), { encoding: 3 }), 'unsupported'],
  ['no channels', buildWav(int16([1]), { channels: 0 }), 'unsupported'],
  ['4 kHz', buildWav(int16([1]), { sampleRate: 4_000 }), 'unsupported'],
  ['0 Hz', buildWav(int16([1]), { sampleRate: 0 }), 'unsupported'],
])('%s is refused with a reason', (_, bytes, problem) => {
  expect(readWav(bytes)).toBe(problem);
});

test('no bytes make it throw, and what it reads is sound', () => {
  const whole = buildWav(int16([1, 2, 3, 4, 5, 6]), {
    between: chunk('LIST', Uint8Array.of(1, 2, 3, 4)),
  });
  const broken = fc
    .array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 })
    .chain((edits) =>
      fc.nat(whole.length).map((length) => {
        const bytes = whole.slice(0, length);
        for (const [at, value] of edits) if (at < length) bytes[at] = value;
        return bytes;
      }),
    );
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 100 }), broken), (bytes) => {
      const reading = readWav(bytes);
      if (typeof reading !== 'string') {
        expect(reading.samples.length).toBeGreaterThan(0);
        expect(reading.samples.every((sample) => Math.abs(sample) <= 1)).toBe(true);
      }
    }),
    { numRuns: 2_000, seed: 1 },
  );
});

test('the length that a header states takes no memory', () => {
  const { arrayBuffers } = process.memoryUsage();
  for (const kind of ['RIFF', 'RF64'] as const) {
    for (const size of [0xffff_fffe, 0xffff_ffff, 0x7fff_ffff]) {
      const bytes = buildWav(int16([16_384]), { kind, dataSize: size, riffSize: size });
      // 16 exabytes, by the chunk that says so.
      if (kind === 'RF64') bytes.fill(0xff, 28, 36);
      expect(samplesOf(bytes)).toEqual([0.5]);
      const list = chunk('LIST', Uint8Array.of(1, 2), size);
      expect(readWav(buildWav(int16([1]), { between: list }))).toBe('empty');
    }
  }
  expect(process.memoryUsage().arrayBuffers - arrayBuffers).toBeLessThan(50_000_000);
});

test('a sine comes back as it was, within half a step of 16 bits', () => {
  const sound = Array.from(
    { length: 2_400 },
    (_, i) => 0.9 * Math.sin((2 * Math.PI * 440 * i) / 24_000),
  );
  const read = samplesOf(buildWav(int16(sound.map((x) => Math.round(x * 32_767)))));
  read.forEach((sample, i) => expect(sample).toBeCloseTo(sound[i] ?? 0, 4));
});

const join16 = (...values: number[]): Uint8Array => int16(values.map((value) => value * 32_768));

test.each([
  ['states no length', 0xffff_ffff],
  ['states the length of all', 12],
])(
  'a file that comes in pieces goes on where the one before was cut, where its header %s',
  (_, dataSize) => {
    const sound = join16(0.5, -0.5, 0.25, -0.25, 0.125, -0.125);
    const after = dataSize === 12 ? { after: padded('LIST', Uint8Array.of(1, 2, 3, 4)) } : {};
    const whole = buildWav(sound, { channels: 2, dataSize, ...after });
    for (let cut = 49; cut < 56; cut += 1) {
      const first = readWav(whole.subarray(0, cut));
      if (typeof first === 'string') throw new Error(first);
      expect(first.missing).toBe(dataSize === 12 ? 56 - cut : Infinity);
      const last = readWav(join(first.rest, whole.subarray(cut)));
      if (typeof last === 'string') throw new Error(last);
      expect([...first.samples, ...last.samples]).toEqual(samplesOf(whole));
      expect(last.missing).toBe(dataSize === 12 ? -12 : Infinity);
    }
  },
);
