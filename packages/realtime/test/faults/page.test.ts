import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

// The page names the tests that hold each kind of fault.

const root = join(import.meta.dirname, '../../../..');
const page = readFileSync(join(root, 'docs/realtime-faults.md'), 'utf8');

/** Every test of the package, as text. */
const tests = ['src', 'test']
  .map((folder) => join(root, 'packages/realtime', folder))
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => readFileSync(join(folder, file), 'utf8')),
  )
  .join('\n');

/** Each kind: its number, what is said of it, and the names of its tests. */
const kinds = page
  .split(/^### /m)
  .slice(1)
  .map((section) => ({
    number: Number.parseInt(section),
    excused: section.includes('Can’t happen') || section.includes("Can't happen"),
    names: [...section.matchAll(/^- `(.+)`$/gm)].map(([, name]) => name ?? ''),
  }));

test('all forty-four kinds of faults stand there, each with tests or with why it can not happen', () => {
  expect(kinds.map(({ number }) => number)).toEqual(Array.from({ length: 44 }, (_, at) => at + 1));
  const bare = kinds.filter(({ names, excused }) => names.length === 0 && !excused);
  expect(bare).toEqual([]);
});

test('each test that the page names exists, and each that has a number is named', () => {
  const named = kinds.flatMap(({ names }) => names);
  expect(named.filter((name) => !tests.includes(`'${name}'`))).toEqual([]);
  const numbered = [...tests.matchAll(/'(\d+: [^'\n]+)'/g)].map(([, name]) => name ?? '');
  expect(numbered.filter((name) => !named.includes(name))).toEqual([]);
});
