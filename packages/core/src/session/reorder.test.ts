import { expect, test } from 'vitest';
import { Reorder } from './reorder.ts';

test('pieces come out in the order of their index, each once', () => {
  const reorder = new Reorder<string>();
  expect(reorder.put(1, 'b')).toBe('kept');
  expect([...reorder.take()]).toEqual([]);
  expect(reorder.put(0, 'a')).toBe('kept');
  expect(reorder.put(1, 'B')).toBe('repeated');
  expect([...reorder.take()]).toEqual(['a', 'b']);
  expect(reorder.put(0, 'A')).toBe('repeated');
  expect(reorder.waiting).toBe(0);
});

test('a gap is skipped to the first piece that is here', () => {
  const reorder = new Reorder<string>();
  reorder.put(5, 'f');
  reorder.put(3, 'd');
  reorder.skipGap();
  expect([...reorder.take()]).toEqual(['d']);
  reorder.skipGap();
  expect([...reorder.take()]).toEqual(['f']);
  reorder.skipGap();
  expect([...reorder.take()]).toEqual([]);
});
