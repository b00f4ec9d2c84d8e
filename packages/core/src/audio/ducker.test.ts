import { expect, test } from 'vitest';
import { Ducker } from './ducker.ts';

const rate = 1_000;

/** Each step: user heard, assistant sounding, ms; answers whether it was lowered at each. */
function lowered(...steps: readonly (readonly [boolean, boolean, number])[]): boolean[] {
  const ducker = new Ducker(rate);
  return steps.map(([voice, sounding, frame]) => ducker.update(voice, sounding, frame));
}

const [user, nobody] = [true, false];
const [sounding, silent] = [true, false];

test('nobody over it, or nothing to lower: as loud as ever', () => {
  expect(lowered([nobody, sounding, 0], [user, silent, 10], [nobody, silent, 20])).toEqual([
    false,
    false,
    false,
  ]);
});

test('from the moment the user is heard it is lowered, for 800 ms and no longer', () => {
  expect(
    lowered(
      [nobody, sounding, 0],
      [user, sounding, 10],
      [user, sounding, 809],
      [user, sounding, 810],
      [user, sounding, 5_000],
    ),
  ).toEqual([false, true, true, false, false]);
});

test('a user who falls silent again is waited for all the same', () => {
  expect(
    lowered(
      [user, sounding, 0],
      [nobody, sounding, 400],
      [nobody, sounding, 799],
      [nobody, sounding, 800],
    ),
  ).toEqual([true, true, true, false]);
});

test('who was heard in vain is heard again only after a silence', () => {
  expect(
    lowered(
      [user, sounding, 0],
      [user, sounding, 900],
      [nobody, sounding, 1_000],
      [user, sounding, 1_100],
    ),
  ).toEqual([true, false, false, true]);
});

test('a user who speaks when it starts is heard over it', () => {
  expect(lowered([user, silent, 0], [user, sounding, 1_000])).toEqual([false, true]);
});

test('after an interruption it begins anew', () => {
  expect(
    lowered(
      [user, sounding, 0],
      [user, sounding, 900],
      [user, silent, 1_000],
      [user, sounding, 1_100],
    ),
  ).toEqual([true, false, false, true]);
});
