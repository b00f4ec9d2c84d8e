import { expect, it } from 'vitest';
import { sentences } from '../../text/sentences.ts';
import { speakable } from '../../text/speakable.ts';
import { Thoughts } from '../../text/thoughts.ts';

const text = `<think>Is it 3 < 4?
</think>## Two *fruits* cost $5.50, e.g. **apples** 🍎👩‍👩‍👧 at 3.5 km. Dr. Smith said: "Yes!" See
[the docs](https://docs.example.com/a_(b)?c=1 "Title") or https://www.example.com/a?b=c. 1️⃣
> - [x] Quoted \`snake_case\` &amp; <b>bold</b>…
| Name | Age |
|------|:---:|
| Ada  | 36  |
\`\`\`js
eat(); // Not. Heard.
\`\`\`
[THINK]Hm.[/THINK]Am 3. Mai um 10:30 Uhr. 你好。世界！ __Done__?! <reasoning>And so on`;

async function told(pieces: readonly string[]) {
  const written: string[] = [];
  for await (const sentence of sentences(new Thoughts().remove(pieces))) written.push(sentence);
  return { written, spoken: written.map(speakable).filter((words) => words !== '') };
}

/** Numbers of 0 to 1, always the same: of a failure the seed tells all. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function cut(random: () => number, mean: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length;) {
    const end = at + Math.floor(random() * 2 * mean);
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}

it('however a stream is cut, also within a character, the same is written and spoken', async () => {
  const whole = await told([text]);
  expect(whole.written.join('')).not.toMatch(/think|reason|Hm|3 < 4/i);
  expect(whole.spoken.join(' ')).not.toMatch(/[*`|#[\]<>_🍎]|https|eat/u);
  expect(await told(text.split(''))).toEqual(whole);
  for (let at = 1; at < text.length; at++) {
    expect(await told([text.slice(0, at), text.slice(at)]), `cut at ${String(at)}`).toEqual(whole);
  }
  for (let seed = 1; seed <= 100; seed++) {
    const pieces = cut(numbers(seed), 1 + (seed % 30));
    expect(await told(pieces), `seed ${String(seed)}`).toEqual(whole);
  }
});
