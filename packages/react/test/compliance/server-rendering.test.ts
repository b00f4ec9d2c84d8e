import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Everything } from '../support/everything.tsx';

// Rule: the package can be imported and every component rendered where there is no window (React server rendering).
test('every component renders on a server', () => {
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
  ]) {
    expect(html).toContain(`vv-${part}`);
  }
});
