import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import {
  base64ToLinear16,
  bytesToLinear16,
  floatToLinear16,
  linear16ToBase64,
  linear16ToBytes,
  linear16ToFloat,
} from './linear16.ts';

vi.setConfig({ testTimeout: 60_000 });

test('every 16-bit sample survives the way to floats and back', () => {
  const all = Int16Array.from({ length: 65536 }, (_, i) => i - 32768);
  expect(floatToLinear16(linear16ToFloat(all))).toEqual(all);
});

test('loud samples are clipped and NaN is silence', () => {
  const samples = Float32Array.of(2, -2, 1, -1, NaN, Infinity, -Infinity, 0.5);
  expect([...floatToLinear16(samples)]).toEqual([
    32767, -32768, 32767, -32768, 0, 32767, -32768, 16384,
  ]);
});

test('bytes have the low one first', () => {
  expect([...linear16ToBytes(Int16Array.of(1, -2, 0x1234))]).toEqual([
    1, 0, 0xfe, 0xff, 0x34, 0x12,
  ]);
  expect([...bytesToLinear16(Uint8Array.of(1, 0, 0xfe, 0xff, 0x34, 0x12))]).toEqual([
    1, -2, 0x1234,
  ]);
});

test('bytes at an odd offset and half a sample at the end are read', () => {
  const bytes = Uint8Array.of(9, 1, 0, 2, 0, 7).subarray(1);
  expect([...bytesToLinear16(bytes)]).toEqual([1, 2]);
});

test('a view of part of a buffer writes that part alone', () => {
  const samples = Int16Array.of(1, 2, 3, 4).subarray(1, 3);
  expect(linear16ToBase64(samples)).toBe('AgADAA==');
  expect([...(base64ToLinear16('AgADAA==') ?? [])]).toEqual([2, 3]);
});

test('broken base64 gives nothing', () => {
  expect(base64ToLinear16('*')).toBeUndefined();
});

test('samples of every length round-trip through base64', () => {
  for (let length = 0; length <= 2048; length++) {
    const samples = Int16Array.from({ length }, (_, i) => i * 7919 - length);
    // Compared as text: the matcher takes its time over thousands of samples.
    expect(base64ToLinear16(linear16ToBase64(samples))?.join()).toBe(samples.join());
  }
});

test('any samples round-trip through base64', () => {
  fc.assert(
    fc.property(fc.int16Array({ maxLength: 64 }), (samples) => {
      expect(base64ToLinear16(linear16ToBase64(samples))).toEqual(samples);
    }),
    { seed: 2026, numRuns: 10_000 },
  );
});
