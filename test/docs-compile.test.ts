import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const pages = [
  'README.md',
  ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}/README.md`),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** A package's page may import what the package does, and one on tests what the tests of ours do; the others, all packages. */
function homeOf(page: string, text: string): string {
  if (text.includes("'@jest/globals'")) return 'test/jest';
  if (text.includes("'@opentelemetry/api'")) return 'packages/server';
  if (text.includes("'@vivavoce/voice-react'")) return 'packages/voice-react';
  const name = /^(?:packages|docs\/reference)\/([\w-]+)(?:\/README)?\.md$/.exec(page)?.[1] ?? '';
  if (name === 'testing') return 'packages/react';
  // What it is used with imports it, and never the other way.
  if (name === 'realtime') return 'apps/bench';
  // They are used with other kits, which that package's tests have.
  if (/^docs\/(realtime|own-model)\.md$/.test(page)) return 'packages/react';
  return name === '' ? 'apps/bench' : `packages/${name}`;
}

/** The files of one page import each other, by the name with which each begins. */
function fileOf(page: string, text: string, kind: string, place: number): string {
  const named = /^\/\/ ((?:src|app)\/[\w./-]+\.tsx?)\n/.exec(text)?.[1];
  const folder = page.replaceAll('/', '.');
  return join(root, homeOf(page, text), named ? join(folder, named) : `${folder}.${place}.${kind}`);
}

/** Every example that imports what it uses, and so is one that somebody pastes as it stands: its would-be file, and its text. */
const examples = new Map(
  pages.flatMap((page) =>
    [...readFileSync(join(root, page), 'utf8').matchAll(/^```(tsx?)\n([^]*?)^```$/gm)].flatMap(
      ([, kind, text = ''], index) =>
        /^import /m.test(text) ? [[fileOf(page, text, kind ?? 'ts', index + 1), text]] : [],
    ),
  ) as [string, string][],
);

test('no page shows the address of a service that has ended as one to call', () => {
  const naming = pages.filter((page) =>
    readFileSync(join(root, page), 'utf8').includes('api.hume.ai'),
  );
  // As what that kit's default was.
  expect(naming).toEqual(['packages/voice-react/README.md']);
});

test('every whole example of the docs compiles as it stands', { timeout: 120_000 }, () => {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  Object.assign(options, { jsx: ts.JsxEmit.ReactJSX, types: ['node'] });
  // What apps install, by other names or in other places than it is installed here.
  options.paths = {
    '@playwright/test': [join(root, 'node_modules/playwright/test.d.ts')],
    valibot: [join(root, 'packages/evi/node_modules/valibot')],
    // What shadcn's command puts there.
    '@/components/voice/*': ['components', 'views'].map((folder) =>
      join(root, 'packages/react/src', folder, '*'),
    ),
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => examples.has(name) || fileExists(name);
  // In a folder that is nowhere the compiler would look for nothing.
  const folders = new Set([...examples.keys()].map((name) => dirname(name)));
  const { directoryExists = ts.sys.directoryExists } = host;
  host.directoryExists = (name) => folders.has(name) || directoryExists(name);
  host.readFile = (name) => examples.get(name) ?? readFile(name);
  host.getSourceFile = (name, language, ...more) => {
    const text = examples.get(name);
    return text === undefined
      ? getSourceFile(name, language, ...more)
      : ts.createSourceFile(name, text, language);
  };
  const addresses = join(root, 'node_modules/vite/client.d.ts');
  const program = ts.createProgram([addresses, ...examples.keys()], options, host);
  const faults = [...examples.keys()].flatMap((name) => {
    const source = program.getSourceFile(name);
    const found = [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ];
    return found.map(({ messageText, start = 0 }) => {
      const line = (source?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
      return `${name.slice(root.length + 1)}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
  });
  expect(examples.size).toBeGreaterThan(8);
  expect(faults).toEqual([]);
});
