import { expect, it } from 'vitest';
import { speakable } from './speakable.ts';

it.each<[string, string]>([
  ['Just a sentence, with 3.14 and e.g. this.', 'Just a sentence, with 3.14 and e.g. this.'],
  [
    '**Bold**, *leaning*, ***both***, __bold__, _leaning_ and ~~gone~~.',
    'Bold, leaning, both, bold, leaning and gone.',
  ],
  ['**Half of it.', 'Half of it.'],
  ['The other half.**', 'The other half.'],
  ['*Half', 'Half'],
  ['_Half of it.', 'Half of it.'],
  ['Is **5** more than *4*?', 'Is 5 more than 4?'],
  ['2 * 3 * 4 is 24, and 2*3*4 too.', '2 * 3 * 4 is 24, and 2*3*4 too.'],
  ['2**3 is 8, and 3**2 is **9**.', '2 ^ 3 is 8, and 3 ^ 2 is 9.'],
  ['first_last@example.com or x_y', 'first_last@example.com or x y'],
  ['Call `get_user()` or snake_case_name.', 'Call get user or snake case name.'],
  ['## A heading ##', 'A heading'],
  ['> > Quoted', 'Quoted'],
  ['- One item', 'One item'],
  ['* Another', 'Another'],
  ['- [x] A task', 'A task'],
  ['3. Third', '3. Third'],
  ['| Name | Age |', 'Name, Age'],
  ['|---|:-:|', ''],
  ['---', ''],
  ['***', ''],
  ['```js\nconst a = 1;\n```', ''],
  ['~~~\nunclosed', ''],
  ['[The docs](https://example.com/a_(b)?c=1 "Title") say so.', 'The docs say so.'],
  ['![A cat](cat.png) sleeps.', 'A cat sleeps.'],
  ['See [this][1] and [that][].', 'See this and that.'],
  ['[1]: https://example.com', ''],
  ['It is so.[^1] And so[2][3] too【4†source】.', 'It is so. And so too.'],
  ['Go to https://www.example.com/a/b?c=d#e.', 'Go to example.com.'],
  [
    'Is it (https://docs.example.com/x)? Or www.example.org/y!',
    'Is it (docs.example.com)? Or example.org!',
  ],
  [
    'Write to <me@example.com> or mailto:you@example.com.',
    'Write to me@example.com or you@example.com.',
  ],
  ['<https://example.com/x> is it', 'example.com is it'],
  [
    'Fish &amp; chips &lt;3 &#39;now&#x27; &unknown; 5&nbsp;€',
    "Fish & chips <3 'now' &unknown; 5 €",
  ],
  ['One<br/>two <b class="x">three</b><!-- four -->', 'One two three'],
  ['If a < b and c > d', 'If a < b and c > d'],
  ['Well done! 🎉👩‍👩‍👧 👍🏽 🇩🇪', 'Well done!'],
  ['Press 1️⃣ or #️⃣ ☎️ now', 'Press 1 or # now'],
  ['🎉', ''],
  ['It costs $5 & 10% more, at 5 °C.', 'It costs $5 & 10% more, at 5 °C.'],
  ['\\*not leaning\\* and C:\\temp', '*not leaning* and C:\\temp'],
  ['Größe „groß“: 你好，世界。 مرحبا', 'Größe „groß“: 你好，世界。 مرحبا'],
  ['[Cut in the', '[Cut in the'],
  ['middle](https://example.com)', 'middle'],
  [`It is ${'0123abc+/'.repeat(12)}.`, 'It is'],
  ['One\u0000two\u200bthree', 'One two three'],
  ['', ''],
])('%j is said as %j', (written, spoken) => {
  expect(speakable(written)).toBe(spoken);
});

it('of a picture that is written out only its name is said', () => {
  expect(speakable(`![A cat](data:image/png;base64,${'A'.repeat(9000)})`)).toBe('A cat');
});

it.each([
  '*',
  '_',
  '`',
  '[',
  '](',
  '<',
  '![',
  '|',
  '# ',
  '> ',
  '&',
  '**a',
  '[a](',
  '\\',
  '<!--',
  ' ',
  '- ',
  '~~',
  '[^',
])('a hundred thousand times %j takes no time', (text) => {
  const began = performance.now();
  speakable(text.repeat(100_000 / text.length));
  speakable(`a${text.repeat(100_000 / text.length)}b`);
  expect(performance.now() - began).toBeLessThan(2000);
});
