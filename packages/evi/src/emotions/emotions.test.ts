import fc from 'fast-check';
import { expect, expectTypeOf, test, vi } from 'vitest';
import { arbitrary } from '../../test/support/arbitrary.ts';
import { EmotionScores } from '../messages/inference.ts';
import {
  differenceOfScores,
  smoothScores,
  summarizeScores,
  topExpressions,
} from './emotion-tools.ts';
import {
  describeExpressions,
  expressionGroups,
  type ExpressionLabelKey,
} from './expression-groups.ts';
import { type ExpressionName, expressionNames } from './expression-names.ts';

vi.setConfig({ testTimeout: 60_000 });

const flat = (score: number): EmotionScores =>
  Object.fromEntries(expressionNames.map((name) => [name, score])) as EmotionScores;
const scores = (arbitrary(EmotionScores) as fc.Arbitrary<EmotionScores>).map((made) => {
  const bounded = Object.entries(made).map(([name, score]) => [name, Math.abs(score) % 1]);
  return Object.fromEntries(bounded) as EmotionScores;
});
const cases = { seed: 48, numRuns: 500 };

test('there are 48 expressions, each in one group and with a label key of its own', () => {
  const described = describeExpressions();
  expect(described.map(({ name }) => name)).toEqual(expressionNames);
  expect(Object.values(expressionGroups).flat().sort()).toEqual([...expressionNames].sort());
  expect(new Set(described.map(({ labelKey }) => labelKey)).size).toBe(48);
});

test('label keys are plain words', () => {
  const keys = Object.fromEntries(
    describeExpressions().map(({ name, labelKey }) => [name, labelKey]),
  );
  expect(keys).toMatchObject({
    Joy: 'expression.joy',
    'Aesthetic Appreciation': 'expression.aesthetic-appreciation',
    'Surprise (negative)': 'expression.surprise-negative',
  });
  for (const key of Object.values(keys)) expect(key).toMatch(/^expression\.[a-z]+(-[a-z]+)?$/);
  expectTypeOf<'expression.surprise-negative'>().toExtend<ExpressionLabelKey>();
  expectTypeOf<ExpressionLabelKey<'Empathic Pain'>>().toEqualTypeOf<'expression.empathic-pain'>();
});

test('the strongest come first, equal ones in the specification’s order', () => {
  const given = { ...flat(0.1), Joy: 0.9, Anger: 0.9, Awe: 0.95 };
  expect(topExpressions(given)).toEqual([
    { name: 'Awe', score: 0.95 },
    { name: 'Anger', score: 0.9 },
    { name: 'Joy', score: 0.9 },
  ]);
  expect(topExpressions(given, 100)).toHaveLength(48);
});

test.each([0, -1, NaN])('none are given when %s are asked for', (count) => {
  expect(topExpressions(flat(1), count)).toEqual([]);
});

test('what has no score, or none that is a number, is left out', () => {
  expect(topExpressions({ Joy: NaN, Awe: 0.2 })).toEqual([{ name: 'Awe', score: 0.2 }]);
  expect(topExpressions({})).toEqual([]);
});

test('smoothing begins at the first scores and comes nearer with each step', () => {
  expect(smoothScores(undefined, flat(0.4))).toEqual(flat(0.4));
  let shown = flat(0);
  const joys = Array.from({ length: 20 }, () => (shown = smoothScores(shown, flat(1), 0.5)).Joy);
  expect(joys.slice(0, 3)).toEqual([0.5, 0.75, 0.875]);
  expect(joys.at(-1)).toBeCloseTo(1, 5);
  expect(smoothScores(flat(0), flat(1), 9)).toEqual(flat(1));
  expect(smoothScores(flat(0), flat(1), -9)).toEqual(flat(0));
});

test('smoothed scores lie between the old and the new', () => {
  fc.assert(
    fc.property(
      scores,
      scores,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (old, fresh, weight) => {
        const smooth = smoothScores(old, fresh, weight);
        for (const name of expressionNames) {
          expect(smooth[name]).toBeGreaterThanOrEqual(Math.min(old[name], fresh[name]) - 1e-12);
          expect(smooth[name]).toBeLessThanOrEqual(Math.max(old[name], fresh[name]) + 1e-12);
        }
      },
    ),
    cases,
  );
});

test('a difference tells what grew and what fell', () => {
  const change = differenceOfScores(
    { ...flat(0.5), Joy: 0.25 },
    { ...flat(0.5), Joy: 0.75, Fear: 0 },
  );
  expect(change).toEqual({ ...flat(0), Joy: 0.5, Fear: -0.5 });
});

test('a conversation is summed up by weight', () => {
  const summary = summarizeScores([
    { scores: flat(0), weight: 1000 },
    { scores: flat(1), weight: 3000 },
    { scores: flat(0.5), weight: 0 },
    { scores: flat(0.5), weight: -5 },
  ]);
  expect(summary).toMatchObject({ count: 2, mean: flat(0.75), peak: flat(1) });
  expect(summary?.deviation.Joy).toBeCloseTo(Math.sqrt(0.1875), 12);
});

test('nothing that counts sums up to nothing', () => {
  expect(summarizeScores([])).toBeUndefined();
  expect(summarizeScores([{ scores: flat(1), weight: 0 }])).toBeUndefined();
});

test('mean, peak and deviation keep their bounds', () => {
  fc.assert(
    fc.property(fc.array(scores, { minLength: 1, maxLength: 5 }), (messages) => {
      const summary = summarizeScores(messages.map((one) => ({ scores: one })));
      for (const name of expressionNames) {
        const values = messages.map((one) => one[name]);
        expect(summary?.peak[name]).toBe(Math.max(...values));
        expect(summary?.mean[name]).toBeLessThanOrEqual(Math.max(...values) + 1e-12);
        expect(summary?.mean[name]).toBeGreaterThanOrEqual(Math.min(...values) - 1e-12);
        expect(summary?.deviation[name]).toBeLessThanOrEqual(0.5 + 1e-12);
      }
    }),
    cases,
  );
});

test('what is given in is not changed', () => {
  const given = Object.freeze(flat(0.5));
  smoothScores(given, given);
  differenceOfScores(given, given);
  summarizeScores([{ scores: given }]);
  expect(topExpressions(given, 1)[0]?.name satisfies ExpressionName | undefined).toBe('Admiration');
});
