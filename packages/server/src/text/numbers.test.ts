import { expect, it } from 'vitest';
import { numberToWords, wordsToNumber } from './numbers.ts';

it('0 to 100 are written in words and read back', () => {
  for (let value = 0; value <= 100; value++) {
    expect(wordsToNumber(numberToWords(value).split(' '))).toBe(value);
  }
});

it.each([
  ['a hundred and seven', 107],
  ['two thousand and six', 2006],
  ['one million two hundred thousand', 1_200_000],
  ['minus five', -5],
  ['two point five', 2.5],
  ['point five', 0.5],
  ['42', 42],
])('"%s" is %d', (text, value) => {
  expect(wordsToNumber(text.split(' '))).toBe(value);
});

it.each(['', 'and', 'a', 'cat', 'five cats', 'two point', 'minus'])('"%s" is no number', (text) => {
  expect(wordsToNumber(text.split(' ').filter(Boolean))).toBeUndefined();
});
