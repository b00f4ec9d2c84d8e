import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { runs } from '../scripts/runs.mjs';
import { program, root } from '../scripts/tools.mjs';

// Every test file is run by `npm test` or by `npm run test:long`, and what only the latter runs is named for it. What needs npm's registry
// is run by `npm run test:setups` alone.

/** Every test file with the project that runs it, as the test runner itself lists them. */
const listed = JSON.parse(
  execFileSync(
    process.execPath,
    [
      program('.', 'vitest/vitest.mjs'),
      'list',
      '--filesOnly',
      '--json',
      '--config=vitest.workspace.ts',
    ],
    { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  ),
) as { file: string; projectName: string }[];

/** The files that a command runs. */
function filesOf(command: keyof typeof runs): Set<string> {
  const projects = Object.values(runs[command]).flat();
  return new Set(
    listed
      .filter(({ projectName }) => projects.includes(projectName.replace(/ \(.*/, '')))
      .map(({ file }) => relative(root, file)),
  );
}

/** Every file that is no other's work. */
function files(folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      return /^(node_modules|dist|\..*)$/.test(entry.name) ? [] : files(path);
    }
    return [path];
  });
}

const allFiles = files();
const everyTest = allFiles.filter((file) => /\.test\.tsx?$/.test(file));
const ofSetUps = (file: string): boolean => file.startsWith('test/setups/');
const all = everyTest.filter((file) => !ofSetUps(file));
const [short, long] = [filesOf('short'), filesOf('long')];
const onlyLong = (file: string): boolean =>
  /\.long\.test\.tsx?$/.test(file) || file.startsWith('test/engines/');

test('each test file belongs to one of the two commands', () => {
  expect(all.length).toBeGreaterThan(200);
  expect([...short].toSorted()).toEqual(all.filter((file) => !onlyLong(file)).toSorted());
  expect([...long].filter(onlyLong).toSorted()).toEqual(all.filter(onlyLong).toSorted());
  expect([...filesOf('setups')].toSorted()).toEqual(everyTest.filter(ofSetUps).toSorted());
});

test('a test of which npm test runs a share is run whole by npm run test:long', () => {
  const shares = all.filter(
    (file) =>
      file !== 'test/test-files.test.ts' &&
      // The whole of an attack is run by hand.
      !file.startsWith('packages/server/test/hostile/') &&
      /VIVAVOCE_LONG|\{ long\b|\bwhole \}/.test(readFileSync(join(root, file), 'utf8')),
  );
  expect(shares.length).toBeGreaterThan(5);
  expect(shares.filter((file) => !long.has(file))).toEqual([]);
});

test('no support file of tests that share a process registers a hook as it is loaded, which is once', () => {
  const shared = allFiles.filter(
    (file) =>
      /\.tsx?$/.test(file) &&
      !/\.test\.tsx?$/.test(file) &&
      !/^packages\/server\/test\/hostile|\/leave-(nothing|the-page)\.ts$/.test(file),
  );
  expect(shared.length).toBeGreaterThan(300);
  expect(
    shared.filter((file) =>
      /^(before|after)(Each|All)\(/m.test(readFileSync(join(root, file), 'utf8')),
    ),
  ).toEqual([]);
});
