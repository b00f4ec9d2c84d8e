import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { VoiceError } from '../../src/index.ts';
import type { VoiceErrorReason } from '../../src/index.ts';

const root = join(import.meta.dirname, '../../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** The union, as its table is written. */
function reasons(): VoiceErrorReason[] {
  const [, table = ''] =
    /const hints = \{([^}]+)\}/.exec(read('packages/core/src/base/voice-error.ts')) ?? [];
  return [...table.matchAll(/([\w-]+)'?: '/g)].map(([, reason]) => reason as VoiceErrorReason);
}

/** The rows of the table: reason, when, hint, what to show. */
function rows(): string[][] {
  return [...read('docs/errors.md').matchAll(/^\| (`[^|]+)\|(.+)\|(.+)\|(.+)\|$/gm)].map((row) =>
    row.slice(1).map((cell) => cell.trim()),
  );
}

/** All test files but this one. */
function tests(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.test\.tsx?$/.test(path) && !path.includes('node_modules'))
    .map((path) => join(folder, path))
    .filter((path) => !path.endsWith('errors-table.test.ts'));
}

test('the table of errors has every reason of the union, in its order, with its hint, and nothing else', () => {
  expect(reasons().length).toBeGreaterThan(20);
  expect(rows().map(([reason, , hint]) => [reason, hint])).toEqual(
    reasons().map((reason) => [`\`${reason}\``, `\`${new VoiceError(reason, '').hint}\``]),
  );
});

test('each row says when it comes and what to show', () => {
  for (const [reason, when, , show] of rows()) {
    expect(when?.length, reason).toBeGreaterThan(15);
    expect(show?.length, reason).toBeGreaterThan(15);
  }
});

test('each reason is met by a test', () => {
  const folders = ['packages/core/src', 'packages/core/test', 'test/faults', 'test/journeys'];
  const text = folders.flatMap(tests).map(read).join('\n');
  expect(reasons().filter((reason) => !text.includes(reason))).toEqual([]);
});
