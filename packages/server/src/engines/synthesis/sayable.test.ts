import { expect, it } from 'vitest';
import { sayable } from './sayable.ts';

it.each([
  ['Just words, as they are: 3.14 & "more".', 'Just words, as they are: 3.14 & "more".'],
  ['Größe, naïve café', 'Grosse, naive cafe'],
  ['e\u0301te\u0301', 'ete'],
  ['Привет, как дела?', 'Privet, kak dela?'],
  ['नमस्ते', 'nmste'],
  ['你好，世界。', 'Ni Hao, Shi Jie.'],
  ['用React写', 'Yong React Xie'],
  ['안녕', 'An Nyeong'],
  ['こんにちは', 'konnichiha'],
  ['It is 5 €, at 20 °C.', 'It is 5 euros, at 20 degrees Celsius.'],
  ['3 × 4', '3 times 4'],
  ['“Quoted” – l’été…', '"Quoted" - l\'ete.'],
  ['Yes\ud800 no\u0000\u200d.', 'Yes no.'],
  ['$$$$$$ and more!!!!', '$ and more!'],
])('%j is said as %j', (text, said) => {
  expect(sayable(text)).toEqual([said]);
});

it.each(['', ' ', '?!', '\ud800', '\u0000', '\u200d', '\ue000'])('%j can not be said', (text) => {
  expect(sayable(text)).toEqual([]);
});

it('words and parts have a length, and nothing is lost between them', () => {
  const russian = 'щ'.repeat(100);
  for (const text of [russian, 'word '.repeat(400), '你'.repeat(500), `${'7'.repeat(500)} x`]) {
    const parts = sayable(text);
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) {
      expect(part.length).toBeLessThanOrEqual(240);
      for (const word of part.split(' ')) expect(word.length).toBeLessThanOrEqual(40);
    }
  }
  expect(sayable(russian).join('').replace(/\s/g, '')).toBe('shch'.repeat(100));
});

it('a hundred thousand characters take no time', () => {
  const began = performance.now();
  for (const text of [' ', '$', 'щ', '你', '\u0000', 'a ', '1.', '€1', '7'])
    sayable(text.repeat(100_000));
  expect(performance.now() - began).toBeLessThan(2000);
});
