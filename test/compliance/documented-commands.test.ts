import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/tools.mjs';
import { printsAs, stepsOf } from './support/documented-page.ts';
import { Reader } from './support/reader.ts';

// Rule: every command that the docs of the server show does what they say. CONTRIBUTING.md describes how to write one.

const pages = [
  'README.md',
  'packages/server/README.md',
  'docs/reference/server.md',
  ...readdirSync(join(root, 'docs/server'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/server/${file}`),
].map((path) => ({ path, steps: stepsOf(readFileSync(join(root, path), 'utf8')) }));

const withCommands = pages.filter(({ steps }) => steps.some(({ kind }) => kind === 'run'));

/** What no test can run, so that nobody leaves a command out without being seen. */
const notRun = ['README.md', 'docs/server/docker.md', 'docs/server/storage.md'];

// Side by side: most of the time the sound of an answer plays.
test.skipIf(!has('bash') || !has('curl')).concurrent.each(withCommands)(
  'the commands of $path do what it says',
  { timeout: 180_000 },
  async ({ steps }) => {
    await using reader = await Reader.sitDown();
    for (const step of steps) await reader.do(step);
  },
);

test('what is not run is known, and says why', () => {
  const found = pages.filter(({ steps }) => steps.some(({ kind }) => kind === 'not-run'));
  expect(found.map(({ path }) => path)).toEqual(notRun);
});

test('a page is read as it is written', () => {
  const page = [
    '```js a.mjs\nconst a = 1;\n```',
    '```sh\nnode a.mjs\n```',
    '```text\none … three\n```',
    '<!-- not run: it takes an hour -->',
    '```sh\nsleep 3600\n```',
    'Text.\n```sh\ntrue\n```\nMore.\n```text\nno output of it\n```',
  ].join('\n\n');
  expect(stepsOf(page)).toEqual([
    { kind: 'file', name: 'a.mjs', text: 'const a = 1;\n' },
    { kind: 'run', line: 5, script: 'node a.mjs\n', prints: 'one … three\n' },
    { kind: 'not-run', script: 'sleep 3600\n', why: 'it takes an hour' },
    { kind: 'run', line: 20, script: 'true\n', prints: undefined },
  ]);
});

test('what is printed is compared, but for what … stands for', () => {
  expect(printsAs('id 17\nand (more)\n', 'id …\nand (more)')).toBe(true);
  expect(printsAs('id 17\nand more', 'id …\nand less')).toBe(false);
  expect(printsAs('a\nb', 'a')).toBe(false);
});

test('a command that fails, prints something else or does not start fails its page', async () => {
  await using reader = await Reader.sitDown();
  const run = (script: string, prints?: string) =>
    reader.do({ kind: 'run', line: 1, script: `${script}\n`, prints });
  await expect(run('false | true')).rejects.toThrow('ended with 1');
  await expect(run('echo one', 'two')).rejects.toThrow('and not, as the page says');
  await expect(run('npx @vivavoce/server --nonsense')).rejects.toThrow('did not start');
  await run('echo one', 'one');
});

function has(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
