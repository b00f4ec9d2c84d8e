import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Chunker, linear16 } from './chunker.ts';
import { noise, pieces } from '../../../test/support/test-signals.ts';

function chunksOf(parts: readonly Float32Array[], length: number): Int16Array[] {
  const chunks: Int16Array[] = [];
  const chunker = new Chunker(length, (samples) => chunks.push(new Int16Array(samples)));
  for (const part of parts) chunker.write(part, 0, part.length, false);
  return chunks;
}

test.each([
  [0, 0],
  [1, 32_767],
  [-1, -32_768],
  [1.5, 32_767],
  [-1.5, -32_768],
  [Infinity, 32_767],
  [-Infinity, -32_768],
  [NaN, 0],
  [0.5, 16_384],
  [-0.5, -16_384],
  [0.999_99, 32_767],
  [1 / 32_768, 1],
  [0.4 / 32_768, 0],
  [-0.4 / 32_768, 0],
])('%f becomes %i', (sample, expected) => {
  expect(linear16(sample)).toBe(expected);
});

test('however the stream is cut, its chunks are the same, whole, and lose nothing but the unfinished end', () => {
  const sound = noise(5_000, 0.3);
  const expected = Int16Array.from(sound, linear16);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 700 }),
      fc.integer(),
      fc.integer({ min: 160, max: 960 }),
      (most, seed, length) => {
        const chunks = chunksOf(pieces(sound, most, seed), length);
        expect(chunks.length).toBe(Math.floor(sound.length / length));
        chunks.forEach((samples, i) => {
          expect(samples).toEqual(expected.slice(i * length, (i + 1) * length));
        });
      },
    ),
    { numRuns: 50, seed: 1 },
  );
});

test('a chunk is handed over for good: the next one has memory of its own', () => {
  const buffers = new Set<ArrayBuffer>();
  const chunker = new Chunker(160, (samples) => buffers.add(samples));
  chunker.write(new Float32Array(500), 10, 490, false);
  expect(buffers.size).toBe(3);
  for (const buffer of buffers) expect(buffer.byteLength).toBe(320);
});

test('NaN is silence', () => {
  const [chunk] = chunksOf([new Float32Array(320).fill(NaN)], 320);
  expect(chunk?.every((sample) => sample === 0)).toBe(true);
});

test('a chunk has a voice in it where any of its samples has', () => {
  const voices: boolean[] = [];
  const chunker = new Chunker(160, (_, voice) => voices.push(voice));
  const samples = new Float32Array(200);
  for (const voice of [false, true, false, false, true, false])
    chunker.write(samples, 0, 200, voice);
  // 1,200 samples: those from 200 to 400 and from 800 to 1,000 have a voice.
  expect(voices).toEqual([false, true, true, false, false, true, true]);
});
