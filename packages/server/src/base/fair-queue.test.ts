import { expect, it } from 'vitest';
import { FairQueue } from './fair-queue.ts';

it('requests of different clients begin by turns, and between two of them the loop goes round', async () => {
  const queue = new FairQueue();
  const begun: string[] = [];
  const all = ['a1', 'a2', 'a3', 'a4', 'b1', 'b2'].map(async (name) => {
    expect(await queue.take(name.charAt(0))).toBe(true);
    begun.push(name);
  });
  setImmediate(() => begun.push('somebody else'));
  await Promise.all(all);
  expect(begun.filter((name) => name.length === 2)).toEqual(['a1', 'a2', 'b1', 'a3', 'b2', 'a4']);
  expect(begun.indexOf('somebody else')).toBeLessThan(4);
});

it('a client of whom too many requests wait is told so, and nobody else is', async () => {
  const queue = new FairQueue();
  const many = Array.from({ length: 1000 }, () => queue.take('a'));
  expect(await queue.take('a')).toBe(false);
  expect(await queue.take('b')).toBe(true);
  expect((await Promise.all(many)).filter(Boolean).length).toBeGreaterThan(400);
});

it('of one client only so many are under way at a time, and nobody else waits for them', async () => {
  const queue = new FairQueue(2);
  const begun: string[] = [];
  const ask = async (name: string) => {
    expect(await queue.take(name.charAt(0))).toBe(true);
    begun.push(name);
  };
  const [, , third, fourth] = ['a1', 'a2', 'a3', 'a4'].map(ask);
  await ask('b1');
  expect(begun).toEqual(['a1', 'a2', 'b1']);
  queue.end('a');
  await third;
  expect(begun).toEqual(['a1', 'a2', 'b1', 'a3']);
  queue.end('a');
  await fourth;
});
