import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/tools.mjs';

// Rule: each rule of docs/server/protocol-rules.md has a test in this folder whose name begins with the rule's.

const rules = namesIn(readFileSync(join(root, 'docs/server/protocol-rules.md'), 'utf8'));
const held = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.test.ts'))
  .flatMap((file) => titlesIn(readFileSync(join(import.meta.dirname, file), 'utf8')));

test('each rule has a test that names it', () => {
  expect(rules.length).toBeGreaterThan(30);
  expect(rules.filter((rule) => !held.includes(rule))).toEqual([]);
});

test('no test names a rule that there is not, and no rule is there twice', () => {
  expect(held.filter((name) => !rules.includes(name))).toEqual([]);
  expect(rules.filter((rule, i) => rules.indexOf(rule) !== i)).toEqual([]);
});

test('a test that is skipped holds no rule', () => {
  const call = 'test';
  expect(titlesIn(`${call}('a-rule: holds', run);`)).toEqual(['a-rule']);
  expect(titlesIn(`${call}(\n  'b-rule: holds',\n`)).toEqual(['b-rule']);
  expect(titlesIn(`${call}.skip('c-rule: holds', run);`)).toEqual([]);
  expect(namesIn('- **a-rule** It holds.\n- **Bold** words.')).toEqual(['a-rule']);
});

function namesIn(page: string): string[] {
  return [...page.matchAll(/^- \*\*([a-z][a-z-]*)\*\* /gm)].map(([, name = '']) => name);
}

function titlesIn(source: string): string[] {
  return [...source.matchAll(/\btest\(\s*['"`]([a-z][a-z-]*): /g)].map(([, name = '']) => name);
}
