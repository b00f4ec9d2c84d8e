import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pageSheet, shadowSheet } from 'virtual:sheets';
import { inShadow, tokensOf } from '../build/sheets.ts';
import { manifest } from '../build/manifest.ts';

test('in a shadow root every token falls back to a default that nothing outside is hidden by', () => {
  const css = inShadow(
    ':where(:root) {\n  --vv-a: 1px;\n  --vv-b: var(--vv-a);\n}\n.vv-x { width: var(--vv-a); top: var(--vv-own); }',
    new Set(['a', 'b']),
  );
  expect(css).toBe(
    ':host {\n  --vv-default-a: 1px;\n  --vv-default-b: var(--vv-a, var(--vv-default-a));\n}\n.vv-x { width: var(--vv-a, var(--vv-default-a)); top: var(--vv-own); }',
  );
});

test('of the kit’s own stylesheet no rule for the page and no token is left in the shadow, and the page gets no rule of a component', () => {
  const tokens = tokensOf(
    readFileSync(join(import.meta.dirname, '../../react/src/styles/tokens.css'), 'utf8'),
  );
  expect(tokens.size).toBeGreaterThan(50);
  expect(shadowSheet).not.toMatch(/:root|\.dark\b|\[dir=|@import|@layer/);
  const bare = [...shadowSheet.matchAll(/var\(--vv-([\w-]+)\)/g)].map(([, name = '']) => name);
  expect(bare.filter((name) => tokens.has(name))).toEqual([]);
  const set = [...pageSheet.matchAll(/^([\w-]+):/gm)].map(([, name]) => name);
  expect(set.length).toBeGreaterThan(4);
  expect(set.filter((name) => !name?.startsWith('--vv-'))).toEqual([]);
});

test('editors are told every attribute with what it means', () => {
  const text = JSON.stringify(manifest());
  for (const name of [
    'config-id',
    'push-to-talk',
    'suggestions',
    'placeholder',
    'modal',
    'openchange',
  ])
    expect(text).toContain(`"name":"${name}"`);
  expect(text).not.toMatch(/"description":""|"unknown"/);
});
