import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { compileReact } from '../support/react-compiler.ts';

const folder = join(import.meta.dirname, '../../src');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /\.tsx?$/.test(file) && !/\.test\./.test(file),
);
/** Files that bear the name of a component or a hook. */
const named = files.filter((file) => /^([A-Z]|use[A-Z])/.test(basename(file)));

// Rule: clean for React's compiler.
test.each(files)('React’s compiler refuses nothing in %s', async (file) => {
  const path = join(folder, file);
  const { compiled, refusals } = await compileReact(path, readFileSync(path, 'utf8'));
  expect(refusals).toEqual([]);
  if (named.includes(file)) expect(compiled).toContain(basename(file).replace(/\.tsx?$/, ''));
});

test('there are components and hooks to compile', () => {
  expect(named.length).toBeGreaterThan(35);
});

test.each([
  [
    'a ref that is read while rendering',
    `import { useRef } from 'react';
     export function useLast(value: number): number {
       const last = useRef(value);
       return last.current;
     }`,
  ],
  [
    'props that are changed in place',
    `export function Count(props: { count: number }) {
       props.count += 1;
       return <p>{props.count}</p>;
     }`,
  ],
  [
    'a function that opts out',
    `export function Out() {
       'use no memo';
       return <p />;
     }`,
  ],
])('React’s compiler refuses %s', async (_, source) => {
  const { compiled, refusals } = await compileReact('example.tsx', source);
  expect(compiled).toEqual([]);
  expect(refusals).toHaveLength(1);
});
