import { expect, it } from 'vitest';
import { RoundRobin } from './round-robin.ts';

it('the things of one client keep their order, and those of different clients come by turns', () => {
  const waiting = new RoundRobin<string>();
  for (const name of ['a1', 'a2', 'a3', 'b1', 'c1', 'b2']) waiting.push(name.charAt(0), name);
  expect(waiting.size).toBe(6);
  const taken = Array.from({ length: 7 }, () => waiting.shift()?.[1]);
  expect(taken).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', undefined]);
  expect(waiting.size).toBe(0);
});

it('a client whose turn it may not be keeps its place', () => {
  const waiting = new RoundRobin<string>();
  for (const name of ['a1', 'a2', 'b1']) waiting.push(name.charAt(0), name);
  expect(waiting.shift((client) => client !== 'a')).toEqual(['b', 'b1']);
  expect(waiting.shift((client) => client !== 'a')).toBeUndefined();
  expect(waiting.of('a')).toEqual(['a1', 'a2']);
  expect(waiting.shift()).toEqual(['a', 'a1']);
});
