import { expect, it } from 'vitest';
import { Thoughts } from './thoughts.ts';

async function without(thoughts: Thoughts, ...pieces: string[]): Promise<string> {
  let text = '';
  for await (const piece of thoughts.remove(pieces)) text += piece;
  return text;
}

/** The text in every way of cutting it in two, and letter by letter. */
function cuts(text: string): string[][] {
  const letters = [...text];
  const halves = letters.map((_, at) => [
    letters.slice(0, at).join(''),
    letters.slice(at).join(''),
  ]);
  return [...halves, letters];
}

it.each<[string, string]>([
  ['<think>Hm.</think>Yes.', 'Yes.'],
  ['\n <think>\nHm. a < b\n</think>\n\nYes.', '\n \n\nYes.'],
  ['One <thinking>a</thinking>two <Reasoning>b</Reasoning>three.', 'One two three.'],
  ['<think></think>Yes.', 'Yes.'],
  ['<think>Hm.', ''],
  ['Yes. <think>Hm.', 'Yes. '],
  ['<think>a</thinking>Yes.', 'Yes.'],
  ['<think mood="deep">a</think >Yes.', 'Yes.'],
  ['<seed:think>a</seed:think>Yes.', 'Yes.'],
  ['[THINK]a[/THINK]Yes.', 'Yes.'],
  ['◁think▷a◁/think▷Yes.', 'Yes.'],
  [
    'If a < b and t<h, then <b>this</b> [1] is so: <thin',
    'If a < b and t<h, then <b>this</b> [1] is so: <thin',
  ],
  [
    'The tag `<think>` begins it, "</think>" ends it.',
    'The tag `<think>` begins it, "</think>" ends it.',
  ],
  ['<think>Is it "a"</think>Yes.', 'Yes.'],
  ['<think>Is it `<think>`?</think>Yes.', 'Yes.'],
  ['I think so. <thinker>', 'I think so. <thinker>'],
])('of %j there is left %j, wherever it is cut', async (text, left) => {
  for (const pieces of cuts(text)) expect(await without(new Thoughts(), ...pieces)).toBe(left);
});

it('text is given out as it comes', async () => {
  let asked = 0;
  function* pieces() {
    yield `One a<b${String(asked++)}`;
    yield ` < c${String(asked++)}`;
  }
  const left = new Thoughts().remove(pieces());
  expect((await left.next()).value).toBe('One a<b0');
  expect(asked).toBe(1);
});

it('a model whose thoughts have no beginning is found out, and forgiven', async () => {
  const thoughts = new Thoughts();
  expect(await without(thoughts, 'Hm. ', 'Hm.</think>', 'One.')).toBe('Hm. Hm.One.');
  expect(await without(thoughts, 'Hm. ', 'Hm.</think>', 'Two.')).toBe('Two.');
  expect(await without(thoughts, '<think>Hm.</think>', 'Three.')).toBe('Three.');
  expect(await without(thoughts, 'Hm.', '</think>Four.')).toBe('Four.');
  expect(await without(thoughts, 'No ', 'thought.')).toBe('No thought.');
  expect(await without(thoughts, 'One', ' more.')).toBe('One more.');
});
