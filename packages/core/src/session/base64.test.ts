import { base64ToBytes, bytesToBase64 } from '@vivavoce/evi';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromBase64, toBase64 } from './base64.ts';

const bytes = fc.uint8Array({ maxLength: 9_600 });

test('bytes are written as the codec of the wire writes them, and read back', () => {
  fc.assert(
    fc.property(bytes, (some) => {
      expect(toBase64(some)).toBe(bytesToBase64(some));
      expect(fromBase64(toBase64(some))).toEqual(some);
    }),
  );
});

test('text is read as the codec of the wire reads it, with white space, without padding, and when it is none', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('A', '/', '+', '=', ' ', '\n', '-', '_', 'é') }),
    bytes.map((some) => bytesToBase64(some).replace(/=+$/, '')),
  );
  fc.assert(
    fc.property(text, (some) => {
      expect(fromBase64(some)).toEqual(base64ToBytes(some) ?? null);
    }),
    { numRuns: 3_000 },
  );
});
