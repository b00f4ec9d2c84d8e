import { expect, it } from 'vitest';
import { nestsTooDeep, shapeFault } from './nesting.ts';

const nested = (depth: number, inside = '1') =>
  `${'{"a":['.repeat(depth / 2)}${inside}${']}'.repeat(depth / 2)}`;
const padding = `"${'x'.repeat(2000)}"`;

it('what is nested more than a hundred deep is found, and brackets in strings are none', () => {
  expect(nestsTooDeep(nested(100, padding))).toBe(false);
  expect(nestsTooDeep(nested(102, padding))).toBe(true);
  expect(nestsTooDeep('['.repeat(100_000))).toBe(true);
  const text = ['['.repeat(2000), '\\"[{'.repeat(500), '\\\\'].map((part) => `"${part}"`);
  expect(nestsTooDeep(`[${text.join(',')},${nested(98)}]`)).toBe(false);
  expect(nestsTooDeep(`[${text.join(',')},${nested(102)}]`)).toBe(true);
  expect(nestsTooDeep(`["${'\\'.repeat(2000)}`)).toBe(false);
});

it('more values than there may be are found, and commas in strings are none', () => {
  const list = (values: number) => JSON.stringify(Array.from({ length: values }, () => 'a,b'));
  expect(shapeFault(list(1000), 1000)).toBeUndefined();
  expect(shapeFault(list(1001), 1000)).toBe('many');
  expect(shapeFault(nested(102, padding), 1000)).toBe('deep');
});

it('a text of a megabyte is looked through in no time, whatever is in it', () => {
  for (const part of ['a', '\\', '\\"', '"', '[]', '""', '"\\\\"']) {
    const text = `"${part.repeat(1_000_000 / part.length)}`;
    const began = performance.now();
    nestsTooDeep(text);
    expect(performance.now() - began, part).toBeLessThan(250);
  }
});
