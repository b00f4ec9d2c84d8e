import { expect, it } from 'vitest';
import { sentences } from './sentences.ts';

async function split(...pieces: string[]): Promise<string[]> {
  const found: string[] = [];
  for await (const sentence of sentences(pieces)) found.push(sentence);
  return found;
}

it('text is split at the ends of sentences', async () => {
  expect(await split('Hello! How are you? I am fine.')).toEqual([
    'Hello!',
    'How are you?',
    'I am fine.',
  ]);
});

it('a sentence is put together from pieces', async () => {
  expect(await split('It is ', '3.1', '4 or so. And', ' more')).toEqual([
    'It is 3.14 or so.',
    'And more',
  ]);
});

it('a sentence is given out before the next piece is asked for', async () => {
  let asked = 0;
  function* pieces() {
    asked = 1;
    yield 'One. Tw';
    asked = 2;
    yield 'o.';
  }
  const spoken = sentences(pieces());
  expect((await spoken.next()).value).toBe('One.');
  expect(asked).toBe(1);
  expect((await spoken.next()).value).toBe('Two.');
});

it('closing quotes and brackets belong to the sentence', async () => {
  expect(await split('He said "stop." Then (he left.) Now.')).toEqual([
    'He said "stop."',
    'Then (he left.)',
    'Now.',
  ]);
});

it('a long sentence is cut at a comma, a word, or anywhere, and nothing is lost', async () => {
  const commas = `${'word '.repeat(30)}end, ${'word '.repeat(40)}`;
  const words = 'word '.repeat(200);
  const letters = '😀'.repeat(400);
  for (const text of [commas, words, letters]) {
    const found = await split(text);
    expect(found.length).toBeGreaterThan(1);
    for (const sentence of found) expect(sentence.length).toBeLessThanOrEqual(240);
    expect(found.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
    // Half a character can't be written in a URL.
    for (const sentence of found) expect(() => encodeURIComponent(sentence)).not.toThrow();
  }
});

it('empty text has no sentences', async () => {
  expect(await split('', '  ', '\n')).toEqual([]);
});
