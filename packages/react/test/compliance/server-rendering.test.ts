import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, onTestFinished, test, vi } from 'vitest';
import * as kit from '../../src/index.ts';
import { Everything } from '../support/everything.tsx';

// Rule: the package can be imported and every component rendered where there is no window (React server rendering).
test('every component renders on a server without a warning', () => {
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  onTestFinished(() => complaints.mockRestore());
  expect(globalThis).not.toHaveProperty('window');
  expect(globalThis).not.toHaveProperty('document');
  const html = renderToString(createElement(Everything));
  for (const part of [
    'connect',
    'mute',
    'status',
    'transcript',
    'caption',
    'emotions',
    'text-input',
    'widget',
  ]) {
    expect(html).toContain(`vv-${part}`);
  }
  expect(complaints).not.toHaveBeenCalled();
});

test('every component of the package stands on the page that is rendered', () => {
  const rendered = Everything.toString();
  const components = Object.keys(kit).filter(
    (name) => /^[A-Z]/.test(name) && !/^Voice(Client|Error)$/.test(name),
  );
  expect(components.filter((name) => !new RegExp(`\\b${name}\\b`).test(rendered))).toEqual([]);
});
