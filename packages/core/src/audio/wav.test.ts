import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sine } from './test-signals.ts';
import { readWav } from './wav.ts';

interface Header {
  readonly encoding?: number;
  readonly channels?: number;
  readonly sampleRate?: number;
  readonly bits?: number;
  /** Puts the encoding where the extended form has it. */
  readonly extensible?: boolean;
  readonly dataSize?: number;
  readonly riffSize?: number;
  /** Chunks between the format and the data. */
  readonly between?: Uint8Array;
  /** Bytes after the data. */
  readonly after?: Uint8Array;
}

function chunk(name: string, body: Uint8Array, size: number = body.length): Uint8Array {
  const bytes = new Uint8Array(8 + body.length);
  bytes.set(new TextEncoder().encode(name));
  new DataView(bytes.buffer).setUint32(4, size, true);
  bytes.set(body, 8);
  return bytes;
}

function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function wav(data: Uint8Array, header: Header = {}): Uint8Array<ArrayBuffer> {
  const { encoding = 1, channels = 1, sampleRate = 24_000, bits = 16, extensible = false } = header;
  const format = new Uint8Array(extensible ? 40 : 16);
  const view = new DataView(format.buffer);
  view.setUint16(0, extensible ? 0xfffe : encoding, true);
  view.setUint16(2, channels, true);
  view.setUint32(4, sampleRate, true);
  view.setUint32(8, (sampleRate * channels * bits) / 8, true);
  view.setUint16(12, (channels * bits) / 8, true);
  view.setUint16(14, bits, true);
  if (extensible) view.setUint16(24, encoding, true);
  const body = join(
    new TextEncoder().encode('WAVE'),
    chunk('fmt ', format),
    header.between ?? new Uint8Array(0),
    chunk('data', data, header.dataSize),
    header.after ?? new Uint8Array(0),
  );
  return chunk('RIFF', body, header.riffSize) as Uint8Array<ArrayBuffer>;
}

/** Bytes of numbers as the writer puts them. */
function bytesOf(
  values: readonly number[],
  width: number,
  write: (view: DataView, offset: number, value: number) => void,
): Uint8Array {
  const bytes = new Uint8Array(values.length * width);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => write(view, i * width, value));
  return bytes;
}

const int16 = (values: readonly number[]): Uint8Array =>
  bytesOf(values, 2, (view, offset, value) => view.setInt16(offset, value, true));

function samplesOf(bytes: Uint8Array): number[] {
  const reading = readWav(bytes);
  if (typeof reading === 'string') throw new Error(`not read: ${reading}`);
  return [...reading.samples];
}

test('16 bits: full scale is ±1 and the rate is told', () => {
  const bytes = wav(int16([0, 16_384, -32_768, 32_767]), { sampleRate: 48_000 });
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
  expect(samplesOf(wav(data, header))).toEqual([0, 0.5, -1]);
  expect(samplesOf(wav(data, { ...header, extensible: true }))).toEqual([0, 0.5, -1]);
});

test('several channels are mixed to one', () => {
  expect(samplesOf(wav(int16([16_384, 0, -16_384, -16_384]), { channels: 2 }))).toEqual([
    0.25, -0.5,
  ]);
  expect(samplesOf(wav(int16([16_384, 16_384, -16_384, -16_384]), { channels: 4 }))).toEqual([0]);
});

test('float samples that are no sound are clamped or silent', () => {
  const data = bytesOf([NaN, Infinity, -Infinity, 7, -7], 4, (v, o, x) => v.setFloat32(o, x, true));
  expect(samplesOf(wav(data, { encoding: 3, bits: 32 }))).toEqual([0, 0, 0, 1, -1]);
});

test('chunks before and after the sound are skipped, those of odd length with their padding', () => {
  const odd = join(chunk('LIST', Uint8Array.of(1, 2, 3)), Uint8Array.of(0));
  const bytes = wav(int16([16_384]), { between: odd, after: chunk('junk', new Uint8Array(10)) });
  expect(samplesOf(bytes)).toEqual([0.5]);
});

test.each([
  ['0 and 0', 0, 0],
  ['0xFFFFFFFF and 0xFFFFFFFF', 0xffff_ffff, 0xffff_ffff],
  ['0x7FFFF000 and 0x7FFFF024', 0x7fff_f000, 0x7fff_f024],
  ['0xFFFFFFFF and the true length', 0xffff_ffff, undefined],
])(
  'a header written before the length was known (%s) reads to the end',
  (_, dataSize, riffSize) => {
    const bytes = wav(int16([16_384, -16_384]), {
      dataSize,
      ...(riffSize === undefined ? {} : { riffSize }),
    });
    expect(samplesOf(bytes)).toEqual([0.5, -0.5]);
  },
);

test('sound of length 0 in a file that knows its length is none, whatever follows', () => {
  const bytes = wav(new Uint8Array(0), { after: chunk('LIST', new Uint8Array(20)) });
  expect(readWav(bytes)).toBe('empty');
});

test('a file cut short gives the whole samples that are there', () => {
  const bytes = wav(int16([16_384, -16_384, 8_192]));
  expect(samplesOf(bytes.slice(0, -1))).toEqual([0.5, -0.5]);
  expect(samplesOf(wav(int16([1, 2, 3]), { channels: 2 }))).toHaveLength(1);
});

test('bytes in the middle of a larger buffer are read from their own beginning', () => {
  const bytes = wav(int16([16_384]));
  expect(samplesOf(join(new Uint8Array(7), bytes).subarray(7))).toEqual([0.5]);
});

test.each([
  ['nothing', new Uint8Array(0), 'not-wav'],
  ['an MP3', Uint8Array.of(0x49, 0x44, 0x33, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0), 'not-wav'],
  ['RIFF that is no WAVE', chunk('RIFF', new TextEncoder().encode('AVI LIST')), 'not-wav'],
  ['a header alone', wav(new Uint8Array(0)).slice(0, 36), 'empty'],
  ['half a header', wav(int16([1])).slice(0, 24), 'no-format'],
  [
    'sound before its format',
    chunk('RIFF', join(new TextEncoder().encode('WAVE'), chunk('data', int16([1])))),
    'no-format',
  ],
  ['no sound', wav(new Uint8Array(0)), 'empty'],
  ['half a sample', wav(Uint8Array.of(1)), 'empty'],
  ['A-law', wav(Uint8Array.of(1), { encoding: 6, bits: 8 }), 'unsupported'],
  ['16-bit float', wav(int16([1]), { encoding: 3 }), 'unsupported'],
  ['no channels', wav(int16([1]), { channels: 0 }), 'unsupported'],
  ['4 kHz', wav(int16([1]), { sampleRate: 4_000 }), 'unsupported'],
  ['0 Hz', wav(int16([1]), { sampleRate: 0 }), 'unsupported'],
])('%s is refused with a reason', (_, bytes, problem) => {
  expect(readWav(bytes)).toBe(problem);
});

test('no bytes make it throw, and what it reads is sound', () => {
  const whole = wav(int16([1, 2, 3, 4, 5, 6]), {
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

test('a sine comes back as it was, within half a step of 16 bits', () => {
  const sound = sine(440, 24_000, 2_400, 0.9);
  const read = samplesOf(wav(int16([...sound].map((x) => Math.round(x * 32_767)))));
  read.forEach((sample, i) => expect(sample).toBeCloseTo(sound[i] ?? 0, 4));
});
