import { expect, test } from 'vitest';
import { align } from './align.ts';

const bursts = [200, 502, 815, 1310, 1750, 2154, 2535, 2928];

test('bursts of a stream that began later are found again', () => {
  const seen = bursts.slice(2).map((time) => time - 700);
  expect(align(bursts, seen)).toEqual(
    seen.map((_, index) => ({ reference: index + 2, seen: index })),
  );
});

test('what follows a lost piece is still told apart', () => {
  const seen = bursts.map((time, index) => time - 100 - (index > 4 ? 20 : 0));
  const pairs = align(bursts, seen);
  expect(pairs.map(({ reference, seen }) => reference - seen)).toEqual(bursts.map(() => 0));
});

test('a burst nobody else heard is left out', () => {
  const seen = bursts.map((time) => time - 100);
  seen.splice(5, 0, 1850);
  expect(align(bursts, seen).map(({ seen }) => seen)).toEqual([0, 1, 2, 3, 4, 6, 7, 8]);
});

test('a few bursts are enough, at whichever place they are', () => {
  for (let from = 0; from + 4 <= bursts.length; from += 1) {
    const seen = bursts.slice(from, from + 4).map((time) => time + 1234);
    expect(align(bursts, seen).map(({ reference }) => reference)).toEqual(
      seen.map((_, index) => from + index),
    );
  }
});

test('bursts before the first one that both heard are left out', () => {
  const seen = bursts.map((time) => time + 50);
  expect(align(bursts.slice(2), seen).map(({ seen }) => seen)).toEqual([2, 3, 4, 5, 6, 7]);
});
