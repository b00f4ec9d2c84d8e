import { expect, onTestFinished, test, vi } from 'vitest';
import { takesKey } from './takes-key.ts';

/** Whether a key pressed on what is marked `data-focus` is left to it. */
function taken(html: string, code = 'Space'): boolean {
  document.body.innerHTML = html;
  onTestFinished(() => document.body.replaceChildren());
  const target = document.querySelector('[data-focus]') ?? document.body;
  const answers: boolean[] = [];
  const look = (event: KeyboardEvent): void => void answers.push(takesKey(event));
  window.addEventListener('keydown', look, { once: true });
  target.dispatchEvent(new KeyboardEvent('keydown', { code, bubbles: true, composed: true }));
  return answers[0] === true;
}

const roles = [
  'application button checkbox columnheader combobox grid gridcell link listbox menu menubar menuitem',
  'menuitemcheckbox menuitemradio option radio radiogroup row rowheader scrollbar searchbox separator slider',
  'spinbutton switch tab tablist textbox tree treegrid treeitem',
].flatMap((line) => line.split(' '));

test.each([
  ...roles.map((role) => `<div role="${role}" tabindex="0" data-focus></div>`),
  '<div role="TAB" tabindex="0" data-focus></div>',
  '<div role="none switch" tabindex="0" data-focus></div>',
  '<div role="treeitem"><span tabindex="-1" data-focus></span></div>',
  '<button data-focus></button>',
  '<button><span data-focus></span></button>',
  '<input type="checkbox" data-focus>',
  '<textarea data-focus></textarea>',
  '<select data-focus></select>',
  '<a href="#x" data-focus></a>',
  '<map><area href="#x" data-focus></map>',
  '<details><summary data-focus></summary></details>',
  '<audio controls data-focus></audio>',
  '<video controls data-focus></video>',
  '<embed data-focus>',
  '<div contenteditable data-focus></div>',
  '<div contenteditable="plaintext-only"><p data-focus></p></div>',
  '<own-switch tabindex="0" data-focus></own-switch>',
])('%s has a use for it', (html) => {
  expect(taken(html)).toBe(true);
});

test.each([
  '',
  '<main tabindex="-1" data-focus></main>',
  '<section role="tabpanel" tabindex="0" data-focus></section>',
  '<div role="dialog"><h1 tabindex="-1" data-focus></h1></div>',
  '<div role="log" tabindex="0" data-focus></div>',
  '<div role="tablets" tabindex="0" data-focus></div>',
  '<video tabindex="0" data-focus></video>',
  '<div contenteditable="false" tabindex="0" data-focus></div>',
  '<own-app><main tabindex="-1" data-focus></main></own-app>',
])('%s has none', (html) => {
  expect(taken(html)).toBe(false);
});

test('a control in a shadow root is seen, and so is one whose role the host has', () => {
  document.body.innerHTML = '<div id="a"></div><div id="b" role="slider"></div>';
  onTestFinished(() => document.body.replaceChildren());
  for (const [id, html] of [
    ['a', '<input type="checkbox">'],
    ['b', '<span tabindex="0"></span>'],
  ] as const) {
    const root = document.getElementById(id)?.attachShadow({ mode: 'open' });
    if (root) root.innerHTML = html;
    const look = vi.fn((event: KeyboardEvent) => takesKey(event));
    window.addEventListener('keydown', look, { once: true });
    root?.firstElementChild?.dispatchEvent(
      new KeyboardEvent('keydown', { code: 'Space', bubbles: true, composed: true }),
    );
    expect(look).toHaveReturnedWith(true);
  }
});

test.each([
  ['Space', true],
  ['PageDown', true],
  ['ArrowUp', true],
  ['KeyT', false],
])('a scroller has a use for %s: %s', (code, uses) => {
  const height = vi.spyOn(Element.prototype, 'scrollHeight', 'get').mockReturnValue(100);
  onTestFinished(() => height.mockRestore());
  const scroller = (more: string): string => `<div style="overflow: auto" ${more}>`;
  expect(taken(`${scroller('data-focus')}</div>`, code)).toBe(uses);
  expect(taken(`${scroller('tabindex="0"')}<p tabindex="-1" data-focus></p></div>`, code)).toBe(
    uses,
  );
  // That of the page's own frame is the page's: who is nowhere in particular talks.
  expect(taken(`${scroller('')}<p tabindex="-1" data-focus></p></div>`, code)).toBe(false);
  expect(taken('<div style="overflow: hidden" tabindex="0" data-focus></div>', code)).toBe(false);
});

test.each([
  '<button data-focus></button>',
  '<button role="button" data-focus></button>',
  '<div role="switch" tabindex="0" data-focus></div>',
  '<a href="#x" data-focus></a>',
  '<details><summary data-focus></summary></details>',
])('%s is only pressed: it has no use for a letter', (html) => {
  expect(taken(html, 'KeyT')).toBe(false);
  expect(taken(html, 'Enter')).toBe(true);
});

test.each([
  '<input type="checkbox" data-focus>',
  '<select data-focus></select>',
  '<button role="combobox" data-focus></button>',
  '<div role="menu"><button role="menuitem" data-focus></button></div>',
  '<div role="toolbar"><div role="tree"><button data-focus></button></div></div>',
])('%s is more than pressed', (html) => {
  expect(taken(html, 'KeyT')).toBe(true);
});
