import { expect, test } from 'vitest';
import { Disposer } from './disposer.ts';

test('undoes in reverse, once', async () => {
  const disposer = new Disposer();
  const undone: number[] = [];
  for (const step of [1, 2, 3]) disposer.push(() => void undone.push(step));
  await disposer.dispose();
  await disposer.dispose();
  expect(undone).toEqual([3, 2, 1]);
});

test('a step that can not be undone keeps no other from it', async () => {
  const disposer = new Disposer();
  const undone: number[] = [];
  disposer.push(() => void undone.push(1));
  disposer.push(() => Promise.reject(new Error('already closed')));
  disposer.push(() => {
    throw new Error('already closed');
  });
  await disposer.dispose();
  expect(undone).toEqual([1]);
});

test('what is pushed after the end is undone at once', async () => {
  const disposer = new Disposer();
  await disposer.dispose();
  let undone = false;
  disposer.push(() => void (undone = true));
  expect(undone).toBe(true);
  expect(disposer.disposed).toBe(true);
});
