import { render } from '@testing-library/react';
import { createElement } from 'react';
import type { ComponentProps, ComponentType } from 'react';
import { expect, onTestFinished, test, vi } from 'vitest';
import * as kit from '../../src/index.ts';
import { plain } from '../support/plain.ts';

const { VoiceProvider, ...rest } = kit;

type AnyComponent = ComponentType<Record<string, unknown>>;

/** Every component there is. */
const components = Object.entries(rest as Record<string, unknown>).filter(
  (entry): entry is [string, AnyComponent] =>
    /^[A-Z]/.test(entry[0]) && Object.hasOwn(Object(entry[1]) as object, '$$typeof'),
);

/** What a root element may be given, and the props of the components. */
const names = [
  'aria-busy',
  'aria-describedby',
  'aria-disabled',
  'aria-label',
  'aria-labelledby',
  'aria-live',
  'className',
  'disabled',
  'id',
  'max',
  'min',
  'onChange',
  'onClick',
  'onKeyDown',
  'onSubmit',
  'render',
  'role',
  'step',
  'style',
  'tabIndex',
  'title',
  'type',
  'actions',
  'announce',
  'bands',
  'captions',
  'controls',
  'defaultCaptions',
  'defaultOpen',
  'defaultText',
  'defaultValue',
  'devices',
  'emotions',
  'entries',
  'entry',
  'greeting',
  'kind',
  'launcher',
  'limit',
  'names',
  'onCaptionsChange',
  'onOpenChange',
  'onSuggestion',
  'onTextChange',
  'onValueChange',
  'open',
  'participant',
  'placeholder',
  'scores',
  'shape',
  'shortcut',
  'smoothing',
  'speaker',
  'suggestions',
  'text',
  'top',
  'value',
  'voice',
] as const;

/** Holds the list to the types: a prop that a component has and the list has not does not compile. */
type Own<Name extends keyof typeof kit> =
  (typeof kit)[Name] extends ComponentType<infer Props>
    ? Exclude<keyof Props, keyof ComponentProps<'div'> | 'children' | 'ref'>
    : never;
const complete: [
  Exclude<Own<keyof Omit<typeof kit, 'VoiceProvider'>>, (typeof names)[number]>,
] extends [never]
  ? true
  : false = true;

/** The component's root, without the ids that React makes. */
function rootOf(component: AnyComponent, props: Record<string, unknown>): Element {
  const { container } = render(<VoiceProvider>{createElement(component, props)}</VoiceProvider>);
  const template = document.createElement('template');
  template.innerHTML = plain(container);
  return template.content.firstElementChild as Element;
}

test('the list knows every component and prop', () => {
  expect([complete, components.length]).toEqual([true, 21]);
});

test.each(components)('%s: props that are undefined are as good as not there', (_, component) => {
  // Not each of them is known to each component, of which React tells.
  const told = vi.spyOn(console, 'error').mockReturnValue();
  onTestFinished(() => told.mockRestore());
  const nothing = Object.fromEntries(names.map((name) => [name, undefined]));
  expect(rootOf(component, nothing).isEqualNode(rootOf(component, {}))).toBe(true);
});
