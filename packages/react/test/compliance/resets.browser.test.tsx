import { fakeAudio, fakeMicrophone, scriptedEvi } from '@vivavoce/testing';
import { listen } from '@vivavoce/testing/browser';
import axe from 'axe-core';
import reboot from 'bootstrap/dist/css/bootstrap-reboot.css?inline';
import modern from 'modern-normalize/modern-normalize.css?inline';
import normalize from 'normalize.css/normalize.css?inline';
import preflight3 from 'tailwindcss-3/src/css/preflight.css?raw';
import preflight4 from 'tailwindcss/preflight.css?raw';
import type { ReactNode } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { cleanup, render } from 'vitest-browser-react';
import layered from '../../src/styles.css?inline';
import { withoutLayer } from '../../build/without-layer.ts';
import * as kit from '../../src/index.ts';

// Rule: an app's reset leaves the components as they are with `unlayered.css`, and readable with `styles.css`.

const unlayered = withoutLayer(layered);

/** What an app may have, before our stylesheet. */
const resets: Record<string, string> = {
  'of one line': '*, *::before, *::after { margin: 0; padding: 0; box-sizing: border-box; }',
  'modern-normalize': modern,
  'normalize.css': normalize,
  'Bootstrap’s reboot': reboot,
  // Tailwind fills in its theme, whose defaults stand beside each place but the first.
  'Tailwind 3’s preflight': preflight3
    .replace(/theme\('borderColor[^)]*\)/, '#e5e7eb')
    .replace(/theme\('[^']*', ([^;]*)\);/g, '$1;'),
  'Tailwind 4 with its layers': `@layer theme, base, vivavoce, components, utilities; @layer base { ${preflight4} }`,
};

/** What a reset takes away from what it does not know. */
const facts = [
  'backgroundColor',
  'borderRadius',
  'columnGap',
  'cursor',
  'display',
  'listStyleType',
  'marginBlockStart',
  'marginInlineStart',
  'minBlockSize',
  'opacity',
  'paddingBlockStart',
  'paddingInlineStart',
  'position',
  'rowGap',
  'whiteSpace',
] as const;

function Page({ url }: { readonly url: string }): ReactNode {
  return (
    <kit.VoiceProvider url={url} thread="main">
      <kit.ConnectButton />
      <kit.ConnectionStatus />
      <kit.MuteButton />
      <kit.InterruptButton />
      <kit.PushToTalkButton />
      <kit.DeviceSelect />
      <kit.VolumeSlider />
      <kit.CallTimer />
      <kit.Transcript emotions={3} />
      <kit.EmotionMeter />
      <kit.LiveCaption />
      <kit.TextInput />
      <kit.VoiceWidget />
    </kit.VoiceProvider>
  );
}

const undoes: (() => void)[] = [];

/** Takes the page away, with its call and its stylesheets. */
async function leave(): Promise<void> {
  await cleanup();
  for (const undo of undoes.splice(0)) undo();
}

afterEach(leave);

/** The page in a call in which something was said, under stylesheets in their order. */
async function show(...sheets: readonly string[]): Promise<Element> {
  const evi = scriptedEvi();
  const undo = [listen(evi), fakeMicrophone().undo, fakeAudio().undo];
  // As with reduced motion: a colour half-way between two others is none that was chosen.
  const still =
    '*, *::before, *::after { transition: none !important; animation: none !important; }';
  const styles = [...sheets, still].map((css) => {
    const style = document.createElement('style');
    style.textContent = css;
    document.head.append(style);
    return style;
  });
  undoes.push(...undo, ...styles.map((style) => () => style.remove()));
  const screen = await render(<Page url={evi.url} />);
  await screen.getByRole('button', { name: 'Start talking' }).first().click();
  const chat = await evi.nextChat();
  chat.hear('What is the weather?', { scores: { Joy: 0.7, Calmness: 0.5 } });
  chat.callTool('weather', {});
  chat.say('It rains.', { scores: { Calmness: 0.8 } });
  chat.endTurn();
  await expect.element(screen.getByText('It rains.').first()).toBeVisible();
  await vi.waitFor(() => expect(document.querySelector('.vv-chip')).not.toBeNull());
  return screen.container;
}

/** What each element of the kit's is and has, fact by fact. */
function looksOf(container: Element): string[] {
  const elements = container.querySelectorAll('[class^=vv-], [class^=vv-] *:not(svg *, option)');
  return [...elements].flatMap((element, index) => {
    const style = getComputedStyle(element);
    const name = `${String(index)} ${element.localName} ${element.getAttribute('class') ?? ''}`;
    const { borderBlockStartWidth: width, borderBlockStartStyle: line } = style;
    const border = width === '0px' ? 'none' : `${width} ${line} ${style.borderBlockStartColor}`;
    // Of these nobody sees the colour of their letters: they have none.
    const color = element.matches('.vv-widget, .vv-volume') ? 'any' : style.color;
    return [
      `${name}: border ${border}`,
      `${name}: color ${color}`,
      ...facts.map((fact) => `${name}: ${fact} ${style[fact]}`),
    ];
  });
}

/** What is there now and was not before. */
const changed = (before: readonly string[], after: readonly string[]): string[] =>
  after.filter((fact) => !before.includes(fact));

/** What can't be read against its ground, or is cut off. */
async function unreadable(container: Element): Promise<string[]> {
  const { violations } = await axe.run(container, { runOnly: ['color-contrast'] });
  const cut = [...container.querySelectorAll('button')].filter(
    ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1,
  );
  return [
    ...violations.flatMap(({ nodes }) => nodes.map(({ html }) => html)),
    ...cut.map(({ outerHTML }) => outerHTML),
  ];
}

test('without its layer the stylesheet looks the same', async () => {
  expect(unlayered).not.toContain('@layer');
  const looks = looksOf(await show(layered));
  await leave();
  expect(looksOf(await show(unlayered))).toEqual(looks);
});

test.each(Object.entries(resets))(
  'a reset changes nothing of the unlayered one: %s',
  async (_, reset) => {
    const before = looksOf(await show(unlayered));
    await leave();
    const after = looksOf(await show(reset, unlayered));
    expect(changed(before, after)).toEqual([]);
    expect(after).toHaveLength(before.length);
  },
);

test('the layered one gives way to a reset without layers, and not to one in a layer below it', async () => {
  const before = looksOf(await show(layered));
  await leave();
  const after = looksOf(await show(resets['of one line'] ?? '', layered));
  expect(changed(before, after)).not.toEqual([]);
  await leave();
  const inOrder = looksOf(await show(resets['Tailwind 4 with its layers'] ?? '', layered));
  expect(changed(before, inOrder)).toEqual([]);
});

test.each(Object.entries(resets))(
  'under a reset the layered one stays readable: %s',
  async (_, reset) => {
    expect(await unreadable(await show(reset, layered))).toEqual([]);
  },
);
