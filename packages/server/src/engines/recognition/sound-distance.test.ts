import { expect, it } from 'vitest';
import { soundDistance } from './sound-distance.ts';

const distance = (a: string, b: string) =>
  soundDistance(a.split(' '), b === '' ? [] : b.split(' '));

it('it is 0 for the same sounds, and 1 where nothing was heard', () => {
  expect(distance('HH AH L OW', 'HH AH L OW')).toBe(0);
  expect(distance('HH AH L OW', '')).toBe(1);
});

it('a sound that is like another costs half, one more that was heard less than one that was missed', () => {
  expect(distance('S T AA P', 'S D AA P')).toBeCloseTo(0.5 / 4);
  expect(distance('S T AA P', 'S M AA P')).toBeCloseTo(1 / 4);
  expect(distance('S T AA P', 'S T AA P S')).toBeCloseTo(0.7 / 4);
  expect(distance('S T AA P', 'S AA P')).toBeCloseTo(1 / 4);
});

it('far more than the phrase is far away', () => {
  expect(distance('HH AH L OW', 'W EH DH ER IH N L AH N D AH N IH Z AO F AH L')).toBeGreaterThan(2);
});
