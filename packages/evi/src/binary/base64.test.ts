import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { base64ToBytes, bytesToBase64 } from './base64.ts';
import { base64FromTable, bytesFromTable } from './base64-table.ts';

vi.setConfig({ testTimeout: 60_000 });
const cases = { seed: 20260, numRuns: 10_000 };

test('every length up to 4096 round-trips', () => {
  for (let length = 0; length <= 4096; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + length) & 255);
    const text = base64FromTable(bytes);
    expect(text).toBe(Buffer.from(bytes).toString('base64'));
    expect(Buffer.compare(bytesFromTable(text) ?? Buffer.of(), bytes)).toBe(0);
  }
});

test('any bytes round-trip', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(base64ToBytes(bytesToBase64(bytes))).toEqual(bytes);
    }),
    cases,
  );
});

test('any text is read or refused just as atob does', () => {
  const character = fc.constantFrom(...'AZaz09+/=== \n\t-_*é€\u0000');
  const text = fc.oneof(
    fc.string({ unit: character, maxLength: 12 }),
    fc.string(),
    fc.base64String(),
  );
  fc.assert(
    fc.property(text, (source) => {
      expect(bytesFromTable(source)).toEqual(viaAtob(source));
    }),
    cases,
  );
});

test('an engine with base64 of its own is asked first', () => {
  Object.assign(Uint8Array.prototype, { toBase64: () => 'native' });
  Object.assign(Uint8Array, { fromBase64: native });
  expect(bytesToBase64(Uint8Array.of(1))).toBe('native');
  expect(base64ToBytes('good')).toEqual(Uint8Array.of(42));
  expect(base64ToBytes('bad')).toBeUndefined();
});

afterEach(() => {
  Reflect.deleteProperty(Uint8Array.prototype, 'toBase64');
  Reflect.deleteProperty(Uint8Array, 'fromBase64');
});

function native(text: string): Uint8Array {
  if (text === 'bad') throw new SyntaxError('not base64');
  return Uint8Array.of(42);
}

function viaAtob(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
