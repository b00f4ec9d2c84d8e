import { posix } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { registryItems, registryOf } from './registry.ts';
import { exportsOf } from './exports-of.ts';
import { read } from './repository.ts';

const items = registryItems();

interface Imported {
  readonly module: string;
  readonly names: readonly string[];
}

/** What a file of an app imports, as the compiler reads it. */
function importsOf(path: string, text: string): Imported[] {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  const parsed = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return importedFiles.map(({ fileName }) => ({
    module: fileName,
    names: parsed.statements.flatMap((statement) => {
      if (!ts.isImportDeclaration(statement)) return [];
      const { moduleSpecifier, importClause } = statement;
      const bindings = importClause?.namedBindings;
      if (!ts.isStringLiteral(moduleSpecifier) || moduleSpecifier.text !== fileName) return [];
      return bindings && ts.isNamedImports(bindings)
        ? bindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text)
        : [];
    }),
  }));
}

const sources = items.flatMap((item) =>
  item.files
    .filter(({ path }) => !path.endsWith('.css'))
    .map((file) => ({ item, ...file, imports: importsOf(file.path, file.content) })),
);

test('a file of an item imports files of that item, and what packages export', () => {
  const entries: Readonly<Record<string, ReadonlySet<string>>> = {
    '@vivavoce/react': named('packages/react/src/index.ts'),
    '@vivavoce/react/parts': named('packages/react/src/parts.ts'),
    '@vivavoce/core': named('packages/core/src/index.ts'),
  };
  const wrong: string[] = [];
  for (const { item, path, imports } of sources) {
    const there = new Set(item.files.map((file) => file.path.replace(/\.tsx?$/, '')));
    for (const { module, names } of imports) {
      if (/^react(-dom)?$/.test(module)) continue;
      const offered = entries[module];
      const fine = offered
        ? names.length > 0 && names.every((name) => offered.has(name))
        : module.startsWith('./') && there.has(posix.join(posix.dirname(path), module));
      if (!fine) wrong.push(`${item.name}: ${path} imports ${names.join(', ')} from ${module}`);
    }
  }
  expect(sources.length).toBeGreaterThan(50);
  expect(wrong).toEqual([]);
});

function named(entry: string): ReadonlySet<string> {
  return new Set(exportsOf(entry).map(({ name }) => name));
}

test('an item installs the packages that it imports, and no other', () => {
  for (const item of items) {
    const used = new Set(
      sources
        .filter((source) => source.item === item)
        .flatMap(({ imports }) => imports.map(({ module }) => module))
        .filter((module) => module.startsWith('@'))
        .map((module) => module.split('/').slice(0, 2).join('/')),
    );
    const named = item.dependencies.map((each) => each.replace(/@[^@]+$/, ''));
    expect(named.toSorted(), item.name).toEqual([...used].toSorted());
  }
  expect(items.length).toBeGreaterThan(6);
});

test('a file that two items have is the same in both: whoever adds one after the other keeps what is there', () => {
  const seen = new Map<string, string>();
  for (const { path, content } of items.flatMap(({ files }) => files)) {
    expect(seen.get(path) ?? content, path).toBe(content);
    seen.set(path, content);
  }
});

test('what an app owns is the package’s own source, but for its imports', () => {
  const text = (content: string): string =>
    content
      .replace(/^'use client';|^import '\.\/voice\.css';/gm, '')
      .replace(/^import [^;]*;\n/gm, '')
      .trim();
  const panel = sources.find(({ path }) => path.endsWith('/VoicePanel.tsx'));
  expect(text(panel?.content ?? '')).toBe(
    text(read('packages/react/src/components/VoicePanel.tsx')),
  );
});

test('each item has a component by props alone, and a row in the guide', () => {
  const guide = read('docs/guides/shadcn.md');
  for (const { name, files } of items) {
    const row = guide.split('\n').find((line) => line.startsWith(`| \`${name}\``)) ?? '';
    const shown = [...row.matchAll(/`([A-Z]\w+)`/g)].map(([, component]) => `${component}.tsx`);
    expect(shown.length, name).toBeGreaterThan(1);
    expect(files.map(({ path }) => posix.basename(path))).toEqual(expect.arrayContaining(shown));
  }
});

test('the list names each item, with its files and without their text', () => {
  const list = registryOf(items, '') as { items: { name: string; files: object[] }[] };
  expect(list.items.map(({ name }) => name)).toEqual(items.map(({ name }) => name));
  expect(JSON.stringify(list)).not.toMatch(/use client/);
});
