import { expect, test } from 'vitest';
import { rankEmotions } from './rank-emotions.ts';

test('the strongest come first, equals by name', () => {
  const scores = { Joy: 0.5, Awe: 0.2, Calmness: 0.5, Fear: 0.9 };
  expect(rankEmotions(scores, { top: 3 }).map(({ name }) => name)).toEqual([
    'Fear',
    'Calmness',
    'Joy',
  ]);
});

test('five are shown by default, and none that has no score', () => {
  const scores = { Joy: 0.6, Awe: 0.5, Fear: 0.4, Doubt: 0.3, Envy: 0.2, Love: 0.1 };
  expect(rankEmotions(scores, {})).toHaveLength(5);
  expect(rankEmotions({ Joy: 0, Awe: 0.1 }, {})).toEqual([{ name: 'Awe', score: 0.1 }]);
});

test('named ones come in the order they are named, with 0 for one that is missing', () => {
  expect(rankEmotions({ Joy: 0.5, Fear: 0.9 }, { names: ['Joy', 'Awe', 'Fear'] })).toEqual([
    { name: 'Joy', score: 0.5 },
    { name: 'Awe', score: 0 },
    { name: 'Fear', score: 0.9 },
  ]);
});

test.each([
  ['not a number', Number.NaN, 0],
  ['negative', -0.4, 0],
  ['above 1', 1.7, 1],
  ['endless', Number.POSITIVE_INFINITY, 1],
  ['a text', '0.5' as unknown as number, 0],
])('a score that is %s becomes one from 0 to 1', (_, score, expected) => {
  expect(rankEmotions({ Joy: score }, { names: ['Joy'] })).toEqual([
    { name: 'Joy', score: expected },
  ]);
});

test.each([0, -1, 0.5, Number.NaN])('a top of %s shows nothing', (top) => {
  expect(rankEmotions({ Joy: 1 }, { top })).toEqual([]);
});
