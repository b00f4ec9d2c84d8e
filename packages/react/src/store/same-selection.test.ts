import { VoiceError } from '@vivavoce/core';
import { expect, test } from 'vitest';
import { sameSelection } from './same-selection.ts';

const part = {};

test.each<[string, unknown, unknown]>([
  ['identical values', part, part],
  ['not-a-numbers', Number.NaN, Number.NaN],
  ['objects of identical parts', { a: part, b: 1 }, { a: part, b: 1 }],
  ['arrays of identical parts', [part, 1], [part, 1]],
])('%s are the same', (_, a, b) => {
  expect(sameSelection(a, b)).toBe(true);
});

test.each<[string, unknown, unknown]>([
  ['different values', 1, 2],
  ['objects whose parts look alike', { a: {} }, { a: {} }],
  ['an object and one with more', { a: 1 }, { a: 1, b: undefined }],
  ['objects of other keys', { a: undefined }, { b: undefined }],
  ['arrays of other lengths', [1], [1, 2]],
  ['an array and an object', [], {}],
  ['nothing and an object', null, {}],
  [
    'errors that differ in words alone',
    new VoiceError('usage', 'One.'),
    new VoiceError('usage', 'Two.'),
  ],
])('%s are not the same', (_, a, b) => {
  expect(sameSelection(a, b)).toBe(false);
});
