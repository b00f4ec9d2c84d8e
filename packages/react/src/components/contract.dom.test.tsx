import { cleanup, render } from '@testing-library/react';
import { StrictMode, createElement, createRef } from 'react';
import type { ElementType, ReactElement } from 'react';
import { expect, test, vi } from 'vitest';
import { violations } from '../../test/support/axe.ts';
import { plain } from '../../test/support/plain.ts';
import { stage } from '../../test/support/stage.tsx';
import * as kit from '../index.ts';

// What every component promises, put to each of them. What one promises besides is in its own file.

/** The component's root element, and what it needs to stand beside the stage's own button. */
interface Entry {
  readonly tag: keyof HTMLElementTagNameMap;
  readonly props?: object;
}

const components: Readonly<Record<string, Entry>> = {
  AudioVisualizer: { tag: 'canvas' },
  CallTimer: { tag: 'time' },
  Captions: { tag: 'div' },
  ConnectButton: { tag: 'button', props: { children: 'Another' } },
  ConnectionStatus: { tag: 'div' },
  ControlBar: { tag: 'div' },
  DeviceMenu: { tag: 'div' },
  DeviceSelect: { tag: 'select' },
  EmotionMeter: { tag: 'div' },
  EmotionTimeline: { tag: 'div' },
  InterruptButton: { tag: 'button' },
  LiveCaption: { tag: 'div' },
  MicrophoneButton: { tag: 'div' },
  MuteButton: { tag: 'button' },
  PushToTalkButton: { tag: 'button' },
  SuggestionChips: { tag: 'div', props: { suggestions: ['Tell me a story.'] } },
  TextInput: { tag: 'div' },
  Transcript: { tag: 'div' },
  VoicePanel: { tag: 'div', props: { greeting: 'Hello!', suggestions: ['Tell me a story.'] } },
  VoiceWidget: { tag: 'div' },
  VolumeSlider: { tag: 'input' },
};

test('every component of the package is put through it', () => {
  const exported = Object.entries(kit)
    .filter(([name, value]) => /^[A-Z]/.test(name) && typeof value === 'object')
    .map(([name]) => name);
  expect(Object.keys(components)).toEqual(exported.toSorted());
});

const each = test.each(
  Object.entries(components).map(([name, { tag, props }]) => {
    const component = (kit as unknown as Readonly<Record<string, ElementType>>)[name] ?? 'i';
    const make = (more: object): ReactElement => createElement(component, { ...props, ...more });
    return [name, tag, make] as const;
  }),
);

/** The root of one that stands alone. */
function rootOf(element: ReactElement): Element {
  const { container } = render(<kit.VoiceProvider>{element}</kit.VoiceProvider>);
  return container.firstElementChild as Element;
}

each('%s takes the props of a <%s>, and the app’s class behind its own', (_, tag, make) => {
  const style = { order: 7 };
  const root = rootOf(
    make({ id: 'own', lang: 'de', className: 'own', style, 'data-test': 'yes' }),
  ) as HTMLElement;
  const { localName, id, lang, dataset } = root;
  expect([localName, id, lang, root.style.order, dataset['test']]).toEqual([
    tag,
    'own',
    'de',
    '7',
    'yes',
  ]);
  expect(root.className).toMatch(/^vv-.* own$/);
  cleanup();
});

each('%s has a ref, its <%s>, while it is on the page', (_, __, make) => {
  const ref = createRef<HTMLElement>();
  expect(rootOf(make({ ref }))).toBe(ref.current);
  cleanup();
  expect(ref.current).toBeNull();
});

each('%s gives markup of the app’s own all that its <%s> has', (_, tag, make) => {
  const given = { className: 'own', title: 'Own' };
  const ours = plain(rootOf(make(given)));
  cleanup();
  const ref = createRef<HTMLElement>();
  const markup = (props: object): ReactElement =>
    createElement(tag, { ...props, 'data-mine': 'yes' });
  const mine = rootOf(make({ ...given, ref, render: markup }));
  expect(ref.current).toBe(mine);
  expect(ref.current?.dataset['mine']).toBe('yes');
  mine.removeAttribute('data-mine');
  expect(plain(mine)).toBe(ours);
  cleanup();
});

each('%s tells handlers of the app’s own of what is done to its <%s>', async (_, __, make) => {
  const told = vi.fn<(event: { readonly type: string }) => void>();
  const handlers = { onPointerEnter: told, onClick: told, onKeyDown: told };
  const { container, user } = stage(make({ tabIndex: 0, ...handlers }));
  await user.click(container.lastElementChild as Element);
  await user.keyboard('a');
  expect(told.mock.calls.map(([{ type }]) => type)).toEqual(['pointerenter', 'click', 'keydown']);
});

each('two of %s share no id, and axe finds nothing wrong with a <%s>', async (_, __, make) => {
  const { container, call } = stage(
    <StrictMode>
      {make({})}
      {make({})}
    </StrictMode>,
  );
  const ids = [...container.querySelectorAll('[id]')].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(await violations(container)).toEqual([]);
  await call();
  expect(await violations(container)).toEqual([]);
});
