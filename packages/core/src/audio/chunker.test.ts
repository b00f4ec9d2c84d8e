import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Chunker, linear16 } from './chunker.ts';
import { noise, pieces } from './test-signals.ts';

interface Chunk {
  samples: Int16Array;
  position: number;
}

function chunksOf(parts: readonly Float32Array[], length: number): Chunk[] {
  const chunks: Chunk[] = [];
  const chunker = new Chunker(length, (samples, position) =>
    chunks.push({ samples: new Int16Array(samples), position }),
  );
  for (const part of parts) for (const sample of part) chunker.push(sample);
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
        chunks.forEach(({ samples, position }, i) => {
          expect(position).toBe(i * length);
          expect(samples).toEqual(expected.slice(position, position + length));
        });
      },
    ),
    { numRuns: 50, seed: 1 },
  );
});

test('a chunk is handed over for good: the next one has memory of its own', () => {
  const buffers = new Set<ArrayBuffer>();
  const chunker = new Chunker(160, (samples) => buffers.add(samples));
  for (let at = 0; at < 480; at += 1) chunker.push(0);
  expect(buffers.size).toBe(3);
  for (const buffer of buffers) expect(buffer.byteLength).toBe(320);
});

test('NaN is silence', () => {
  const [chunk] = chunksOf([new Float32Array(320).fill(NaN)], 320);
  expect(chunk?.samples.every((sample) => sample === 0)).toBe(true);
});
