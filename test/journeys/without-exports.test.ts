import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import webpack from 'webpack';
import { installFrom, installPacked } from './support/installed.ts';

// What is published, for tools of two kinds: such as know no `exports`, and such as load modules and CommonJS at once.
const app = mkdtempSync(join(tmpdir(), 'vivavoce-without-exports-'));

beforeAll(() => {
  installPacked(app, ['evi', 'core', 'react', 'testing']);
  installFrom(app, 'packages/react', ['react', 'react-dom']);
}, 120_000);

afterAll(() => rmSync(app, { recursive: true, force: true }));

test('a bundler that reads no `exports` finds every entry', async () => {
  const entries = [
    '@vivavoce/core/assets/capture-processor.js',
    '@vivavoce/core/assets/playback-processor.js',
    '@vivavoce/core/assets/voice-worker.js',
    '@vivavoce/evi',
    '@vivavoce/react',
    '@vivavoce/react/ai-sdk',
    '@vivavoce/react/assistant-ui',
    '@vivavoce/react/german',
    '@vivavoce/react/parts',
    '@vivavoce/react/styles.css',
    '@vivavoce/react/unlayered.css',
    '@vivavoce/react/shadcn.css',
    '@vivavoce/testing/browser',
  ];
  writeFileSync(join(app, 'main.js'), entries.map((entry) => `import '${entry}';`).join('\n'));
  const said = await new Promise<string>((settle) => {
    webpack(
      {
        mode: 'none',
        context: app,
        entry: './main.js',
        output: { path: join(app, 'out') },
        module: { rules: [{ test: /\.css$/, type: 'css' }] },
        resolve: { exportsFields: [] },
        experiments: { css: true },
      },
      (error, stats) => settle(error?.message ?? stats?.toString('errors-only') ?? ''),
    );
  });
  // What lies beneath is asked for by paths that only its `exports` know.
  const missing = [...said.matchAll(/Can't resolve '([^']+)'/g)].map(([, name]) => name);
  expect(missing.filter((name) => /^(@vivavoce\/|\.)/.test(name ?? ''))).toEqual([]);
});

test('in Node the same module comes whether it is imported or required', () => {
  writeFileSync(
    join(app, 'both.mjs'),
    `import { createRequire } from 'node:module';
     const require = createRequire(import.meta.url);
     const names = ['evi', 'core', 'react', 'react/ai-sdk', 'react/assistant-ui', 'react/german', 'react/parts', 'testing', 'testing/node'];
     const same = [];
     for (const name of names) {
       const imported = await import('@vivavoce/' + name);
       const required = require('@vivavoce/' + name);
       same.push(Object.keys(imported).every((key) => imported[key] === required[key]));
     }
     console.log(JSON.stringify(same));`,
  );
  const said = execFileSync(process.execPath, ['--no-warnings', join(app, 'both.mjs')], {
    encoding: 'utf8',
  });
  expect(JSON.parse(said)).toEqual(Array(9).fill(true));
});

test('where nothing but CommonJS is loaded, there is one copy too', () => {
  writeFileSync(
    join(app, 'only.cjs'),
    `const { VoiceClient } = require('@vivavoce/core');
     const kit = require('@vivavoce/react');
     console.log(kit.VoiceClient === VoiceClient, require.resolve('@vivavoce/react').endsWith('.cjs'));`,
  );
  // Node of before it could require a module.
  const args = ['--no-experimental-require-module', join(app, 'only.cjs')];
  const said = execFileSync(process.execPath, args, { encoding: 'utf8' });
  expect(said.trim()).toBe('true true');
});
