import { expect, test } from 'vitest';
import { Reorder } from './reorder.ts';

test('pieces come out in the order of their index, each once', () => {
  const reorder = new Reorder<string>();
  expect(reorder.put(2, 'c')).toEqual([]);
  expect(reorder.put(0, 'a')).toEqual(['a']);
  expect(reorder.put(2, 'C')).toBeNull();
  expect(reorder.waiting).toBe(1);
  expect(reorder.put(1, 'b')).toEqual(['b', 'c']);
  expect(reorder.put(0, 'A')).toBeNull();
  expect(reorder.waiting).toBe(0);
});

test('a gap is skipped to the first piece that is here', () => {
  const reorder = new Reorder<string | null>();
  reorder.put(5, 'f');
  reorder.put(4, null);
  reorder.put(2, 'c');
  expect(reorder.skipGap()).toEqual(['c']);
  expect(reorder.put(1, 'b')).toBeNull();
  expect(reorder.skipGap()).toEqual([null, 'f']);
  expect(reorder.put(6, 'g')).toEqual(['g']);
});
