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

it.each<[string, string[]]>([
  ['See e.g. Rome, i.e. the city. Then go.', ['See e.g. Rome, i.e. the city.', 'Then go.']],
  [
    'Dr. No and Mr. J. Smith met at 5 p.m. in St. Ives. They ate.',
    ['Dr. No and Mr. J. Smith met at 5 p.m. in St. Ives.', 'They ate.'],
  ],
  [
    'We met at 5 p.m. Then we ate, drank, etc. It was good.',
    ['We met at 5 p.m.', 'Then we ate, drank, etc.', 'It was good.'],
  ],
  ['So do I. You too?', ['So do I.', 'You too?']],
  [
    'Am 3. Mai z. B. kam Herr B. Lauf, d.h. er. Ja.',
    ['Am 3. Mai z. B. kam Herr B. Lauf, d.h. er.', 'Ja.'],
  ],
  ['It is 12. That is all.', ['It is 12.', 'That is all.']],
  ['It is 12. ', ['It is 12.']],
  [
    'Do this:\n1. Go to https://a.example/b.c?d=1. Then\n2. Stop\n- and rest',
    ['Do this:', '1. Go to https://a.example/b.c?d=1.', 'Then', '2. Stop', '- and rest'],
  ],
  [
    '**Note.** It is version 1.2.3. _Really?_ Yes.',
    ['**Note.**', 'It is version 1.2.3.', '_Really?_', 'Yes.'],
  ],
  ['你好。「好！」再见', ['你好。', '「好！」', '再见']],
  ['हाँ। नहीं। أين؟ هنا.', ['हाँ।', 'नहीं।', 'أين؟', 'هنا.']],
  ['So:\n```py\nif a. b:\n    c()\n```\nDone.', ['So:', '```py\nif a. b:\n    c()\n```', 'Done.']],
  ['~~~\na\n\nb\n~~~~\nDone', ['~~~\na\n\nb\n~~~~', 'Done']],
  ['```\nnever closed. Yes', ['```\nnever closed. Yes']],
  ['```inline``` code. And more.', ['```inline``` code.', 'And more.']],
])('%j has these sentences, whatever the pieces', async (text, expected) => {
  expect(await split(text)).toEqual(expected);
  expect(await split(...text)).toEqual(expected);
  for (let at = 1; at < text.length; at++) {
    expect(await split(text.slice(0, at), text.slice(at))).toEqual(expected);
  }
});

it('a long address is not cut', async () => {
  const address = `https://a.example/${'b'.repeat(400)}`;
  expect(await split('Go to ', address, ' now. Yes.')).toEqual(['Go to', address, 'now.', 'Yes.']);
});

it.each([
  ['lines without a word', '\n'],
  ['spaces', ' '],
  ['lines and spaces', '\n '],
  ['sentences', '. '],
  ['fences', '```\n'],
])('%s without end take their time once, not once for each', async (_, text) => {
  // The processor's time: a machine may be busy with other things.
  const before = process.cpuUsage();
  await split(`${text.repeat(100_000)}word`);
  const { user } = process.cpuUsage(before);
  expect(user / 1000).toBeLessThan(3000);
});
