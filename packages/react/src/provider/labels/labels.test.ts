import { expressionNames } from '@vivavoce/evi';
import { expect, test } from 'vitest';
import { english } from './english.ts';
import { german } from './german.ts';

/** Every text of the labels, by its path. */
function texts(value: unknown, path = ''): [string, string][] {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, part]) => texts(part, `${path}.${key}`))
    : [[path, String(value)]];
}

const places = (text: string): string[] => text.match(/\{\w+\}/g) ?? [];

test.each(Object.entries({ english, german }))('no text of the %s labels is empty', (_, labels) => {
  expect(texts(labels).filter(([, text]) => text.trim() === '')).toEqual([]);
});

test('both languages fill in the same places', () => {
  const words = new Map(texts(german));
  for (const [path, text] of texts(english))
    expect([path, places(words.get(path) ?? '')]).toEqual([path, places(text)]);
});

test('each of the 48 expressions has a German name, and no two have the same', () => {
  const names = expressionNames.map((name) => german.emotions[name]);
  expect(names.every((name) => name !== undefined && name !== '')).toBe(true);
  expect(new Set(names).size).toBe(48);
});
