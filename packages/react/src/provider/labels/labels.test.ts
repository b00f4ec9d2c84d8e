import { expressionNames } from '@vivavoce/evi';
import { expect, test } from 'vitest';
import { english as englishLabels } from './english.ts';
import { englishDeviceMenu } from './english-device-menu.ts';
import { englishTimeline } from './english-timeline.ts';
import { german } from './german.ts';

/** With those that a component brings itself. */
const english = { ...englishLabels, timeline: englishTimeline, deviceMenu: englishDeviceMenu };

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
  expect(texts(english).length).toBeGreaterThan(100);
  for (const [path, text] of texts(english))
    expect([path, places(words.get(path) ?? '')]).toEqual([path, places(text)]);
});

test('each of the 48 expressions has a German name, and no two have the same', () => {
  const names = expressionNames.map((name) => german.emotions[name]);
  expect(names.every((name) => name !== undefined && name !== '')).toBe(true);
  expect(new Set(names).size).toBe(48);
});
