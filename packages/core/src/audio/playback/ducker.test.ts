import { expect, test } from 'vitest';
import { Ducker } from './ducker.ts';

const rate = 1_000;

interface Moment {
  readonly voice: boolean;
  readonly playing: boolean;
}

/** ms at which it began and ceased to be ducked, asked every 5 ms. */
function changes(until: number, at: (time: number) => Moment): number[] {
  const ducker = new Ducker(rate);
  const found: number[] = [];
  let before = false;
  for (let time = 0; time <= until; time += 5) {
    const { voice, playing } = at(time);
    const now = ducker.update(voice, playing, time);
    if (now !== before) found.push(time);
    before = now;
  }
  return found;
}

/** The assistant sounds all the while, and the user in these spans of ms. */
const over =
  (...spans: readonly (readonly [from: number, to: number])[]) =>
  (time: number): Moment => ({
    voice: spans.some(([from, to]) => time >= from && time < to),
    playing: true,
  });

test('nobody over it, or nothing to lower: as loud as ever', () => {
  expect(changes(5_000, over())).toEqual([]);
  expect(changes(5_000, () => ({ voice: true, playing: false }))).toEqual([]);
});

test('it is ducked for as long as the user is heard, and 300 ms more', () => {
  expect(changes(3_000, over([100, 900]))).toEqual([100, 1_195]);
});

test('a pause between two words does not raise it', () => {
  expect(changes(3_000, over([100, 400], [600, 900]))).toEqual([100, 1_195]);
});

test('whoever is heard without an end does not keep it ducked for more than 2 s', () => {
  const [from, to] = changes(2_300, over([100, 10_000]));
  expect([from, to]).toEqual([100, 2_105]);
});

test('what is heard again and again in vain ducks it for a fifth of the time', () => {
  const typing = over(...Array.from({ length: 200 }, (_, i) => [i * 300, i * 300 + 250] as const));
  const edges = changes(60_000, typing);
  let ducked = 0;
  for (let i = 0; i + 1 < edges.length; i += 2) ducked += (edges[i + 1] ?? 0) - (edges[i] ?? 0);
  expect(ducked).toBeLessThan(2_000 + 0.21 * 60_000);
  expect(ducked).toBeGreaterThan(5_000);
});

test('a user who speaks when it starts is heard over it', () => {
  const late = (time: number): Moment => ({ voice: true, playing: time >= 1_000 });
  expect(changes(1_500, late)).toEqual([1_000]);
});

test('what is dismissed raises it at once, and ducks it again only when something else is heard', () => {
  const ducker = new Ducker(rate);
  const ducked = (time: number, voice: boolean): boolean => ducker.update(voice, true, time);
  expect(ducked(100, true)).toBe(true);
  ducker.dismiss();
  expect(ducked(105, true)).toBe(false);
  expect(ducked(1_500, true)).toBe(false);
  expect(ducked(1_505, false)).toBe(false);
  expect(ducked(1_510, true)).toBe(true);
  // Or when it has passed already, and the assistant is still low.
  expect(ducked(1_600, false)).toBe(true);
  ducker.dismiss();
  expect(ducked(1_605, false)).toBe(false);
  expect(ducked(1_610, true)).toBe(true);
});

test('after an interruption it begins anew', () => {
  const vain = over([0, 2_500]);
  const interrupted = (time: number): Moment =>
    time < 2_500 ? vain(time) : { voice: time >= 3_000, playing: time >= 2_600 };
  expect(changes(4_900, interrupted)).toEqual([0, 2_005, 3_000]);
});
