import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/tools.mjs';
import { installFrom, installPacked } from './support/installed.ts';

// An app of somebody else's whose tests run under Jest, with the packages as they are published and the configuration that
// the reference of @vivavoce/testing shows.
const app = mkdtempSync(join(tmpdir(), 'vivavoce-jest-'));
const readme = readFileSync(join(root, 'docs/reference/testing.md'), 'utf8');

/** What the reference shows of a kind that has `mark` in it. */
function shown(kind: string, mark: string): string {
  const blocks = [...readme.matchAll(new RegExp(`^\`\`\`${kind}\\n([^]*?)^\`\`\`$`, 'gm'))];
  const found = blocks.map(([, code = '']) => code).filter((code) => code.includes(mark));
  expect(found).toHaveLength(1);
  return found.join('');
}

const mounts = (environment: string): string => `/** @jest-environment ${environment} */
import { cleanup, render, screen } from '@testing-library/react';
import * as kit from '@vivavoce/react';
import { german } from '@vivavoce/react/german';

const { VoiceProvider, ...components } = Object.fromEntries(
  Object.entries(kit).filter(([name]) => /^[A-Z]/.test(name) && !/^Voice(Client|Error)$/.test(name)),
);

test.each([false, true])('every component mounts, with fake timers: %s', (fake) => {
  if (fake) jest.useFakeTimers();
  render(
    <VoiceProvider labels={german}>
      {Object.entries(components).map(([name, Component]) => <Component key={name} data-component={name} />)}
      <kit.VoiceWidget defaultOpen />
    </VoiceProvider>,
  );
  expect(document.querySelectorAll('[data-component]').length).toBeGreaterThanOrEqual(14);
  expect(screen.getByRole('dialog')).toBeTruthy();
  cleanup();
  jest.useRealTimers();
});
`;

beforeAll(() => {
  installPacked(app, ['evi', 'core', 'react', 'testing']);
  const modules = readdirSync(join(root, 'test/jest/node_modules'), { withFileTypes: true })
    .filter(({ name }) => !/^(\.|@vivavoce$)/.test(name))
    .flatMap(({ name }) =>
      name.startsWith('@')
        ? readdirSync(join(root, 'test/jest/node_modules', name)).map((part) => `${name}/${part}`)
        : [name],
    );
  installFrom(app, 'test/jest', modules);
  mkdirSync(join(app, 'tests'));
  const config = shown('js', '// jest.config.cjs');
  const conversation = shown('tsx', "'@jest/globals'");
  const files = {
    'package.json': '{ "private": true }',
    'jest.config.cjs': config,
    'happy-dom.config.cjs': `module.exports = {
      ...require('./jest.config.cjs'),
      testEnvironment: '@happy-dom/jest-environment',
      setupFiles: ['./jest.setup.cjs'],
    };`,
    'jest.setup.cjs': shown('js', '// jest.setup.cjs'),
    'tests/conversation.test.tsx': conversation,
    'tests/real-timers.test.tsx': conversation
      .replace('  jest.useFakeTimers();\n', '')
      .replace('{ advanceTimers: jest.advanceTimersByTime }', '')
      .replace(/^  act.*\n/m, '')
      .replace('1:0', '0:0'),
    'tests/jsdom.test.jsx': mounts('jsdom'),
    'tests/happy-dom.test.jsx': mounts('@happy-dom/jest-environment'),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(app, name), text);
}, 120_000);

afterAll(() => rmSync(app, { recursive: true, force: true }));

/** Runs Jest, and returns what became of each test. */
async function jest(...args: string[]): Promise<string[]> {
  const command = [join(app, 'node_modules/jest/bin/jest.js'), '--json', '--runInBand', ...args];
  const said = await new Promise<{ stdout: string; stderr: string }>((settle) =>
    execFile(process.execPath, command, { cwd: app, maxBuffer: 2 ** 26 }, (_, stdout, stderr) =>
      settle({ stdout, stderr }),
    ),
  );
  interface Report {
    testResults: {
      message: string;
      assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
    }[];
  }
  if (!said.stdout.startsWith('{')) return [said.stderr];
  return (JSON.parse(said.stdout) as Report).testResults.flatMap(({ message, assertionResults }) =>
    assertionResults.length === 0
      ? [message]
      : assertionResults.map(({ fullName, status, failureMessages }) =>
          [fullName, status, ...failureMessages].join(' '),
        ),
  );
}

test('with the configuration shown, components mount in jsdom and happy-dom, and a conversation runs with real and fake timers', async () => {
  const results = await jest();
  expect(results.toSorted()).toEqual([
    ...[false, false, true, true].map(
      (fake) => `every component mounts, with fake timers: ${String(fake)} passed`,
    ),
    'the call is timed passed',
    'the call is timed passed',
  ]);
});

test('a conversation runs in happy-dom, with real and fake timers', async () => {
  const results = await jest('--config=happy-dom.config.cjs', 'real-timers', 'conversation');
  expect(results).toEqual(['the call is timed passed', 'the call is timed passed']);
});
