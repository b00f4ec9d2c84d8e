import { expect, test } from 'vitest';
import { Reorder } from './reorder.ts';

test('pieces come out in the order of their index, each once', () => {
  const reorder = new Reorder<string>();
  expect(reorder.put(1, 'b')).toBe(true);
  expect(reorder.take()).toBeUndefined();
  expect(reorder.put(0, 'a')).toBe(true);
  expect(reorder.put(1, 'B')).toBe(false);
  expect([reorder.take(), reorder.take(), reorder.take()]).toEqual(['a', 'b', undefined]);
  expect(reorder.put(0, 'A')).toBe(false);
  expect(reorder.waiting).toBe(0);
});

test('a gap is skipped to the first piece that is here', () => {
  const reorder = new Reorder<string>();
  reorder.put(5, 'f');
  reorder.put(3, 'd');
  reorder.skipGap();
  expect([reorder.take(), reorder.take()]).toEqual(['d', undefined]);
  reorder.skipGap();
  expect([reorder.take(), reorder.take()]).toEqual(['f', undefined]);
  reorder.skipGap();
  expect(reorder.take()).toBeUndefined();
});
