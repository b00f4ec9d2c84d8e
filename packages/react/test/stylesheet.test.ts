import { readFileSync, readdirSync } from 'node:fs';
import { build } from 'vite';
import { expect, test } from 'vitest';
import { oneStylesheet } from '../build/one-stylesheet.ts';

const folder = new URL('../src/styles/', import.meta.url);
const files = readdirSync(folder).map((name) => ({
  name,
  css: readFileSync(new URL(name, folder), 'utf8').replace(/\/\*[\s\S]*?\*\//g, ''),
}));
const tokens = files.find(({ name }) => name === 'tokens.css')?.css ?? '';
/** Properties that a component sets itself, or that a rule makes for those within it. */
const local = [
  '--vv-aside',
  '--vv-chevron-alone',
  '--vv-from',
  '--vv-level',
  '--vv-mirror',
  '--vv-reach',
  '--vv-to',
  '--vv-widget-sides',

  ...['--vv-color', '--vv-value', '--vv-thumb', '--vv-track', '--vv-filled'],
  ...['--vv-scheme', '--vv-onward', '--vv-chevron'],
];

/** What the files have of a kind, each with its file's name. */
function found(kind: (css: string, name: string) => Iterable<string>): string[] {
  return files.flatMap(({ name, css }) => [...kind(css, name)].map((what) => `${name}: ${what}`));
}

test('all of it lies in the one layer', () => {
  const outside = files.filter(({ css }) => !/^@layer vivavoce \{\n[^]*\n\}$/.test(css.trim()));
  expect(outside.map(({ name }) => name)).toEqual([]);
});

test('colours stand among the custom properties, and nowhere else but on paper', () => {
  const literal = found((css, name) =>
    name === 'tokens.css'
      ? []
      : (css.replace(/@media print \{[^]*/, '').match(/#[\da-f]{3,8}\b|\b(rgb|hsl|okl\w+)\(/gi) ??
        []),
  );
  expect(literal).toEqual([]);
});

test('every custom property that is read is one there is', () => {
  const unknown = found((css) =>
    [...css.matchAll(/var\((--vv-[\w-]+)/g)]
      .map(([, name = '']) => name)
      .filter((name) => !tokens.includes(`${name}:`) && !local.includes(name)),
  );
  expect(unknown).toEqual([]);
});

test('every custom property that is made of one of shadcn is one there is', () => {
  const map = readFileSync(new URL('../shadcn.css', folder), 'utf8');
  const names = [...map.matchAll(/^ +(--vv-[\w-]+:)/gm)].map(([, name = '']) => name);
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !tokens.includes(name))).toEqual([]);
});

test('sides are those of the writing, not left and right', () => {
  const physical = /\b(margin|padding|border|(?<!area-)inset)-(left|right)\b|[^-\w](left|right):/g;
  expect(found((css) => css.match(physical) ?? [])).toEqual([]);
});

test('the stylesheet imports each of its parts once', () => {
  const whole = readFileSync(new URL('../styles.css', folder), 'utf8');
  const parts = [...whole.matchAll(/@import '\.\/styles\/(.+)';/g)].map(([, part]) => part);
  expect(parts.toSorted()).toEqual(files.map(({ name }) => name).toSorted());
});

test('the reference names every custom property', () => {
  const readme = readFileSync(new URL('../../../../docs/reference/react.md', folder), 'utf8');
  const names = new Set([...tokens.matchAll(/--vv-([\w-]+):/g)].map(([, name = '']) => name));
  const unnamed = [...names].filter(
    (name) => !readme.includes(`\`${name}\``) && !/^space-[2-5]$/.test(name),
  );
  expect(unnamed).toEqual([]);
});

test('an app that is built with Vite has the same selectors, and none that stands for a list of languages', async () => {
  const id = 'virtual:looks.css';
  const output: unknown = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, rollupOptions: { input: id } },
    plugins: [
      {
        name: 'looks',
        resolveId: (source) => (source === id ? `/${id}` : null),
        load: (source) =>
          source === `/${id}` ? oneStylesheet(`${import.meta.dirname}/../src/styles.css`) : null,
      },
    ],
  });
  const css = JSON.stringify(output);
  expect(css).toContain('.vv-devices');
  expect(css.match(/:(dir|lang)\([^)]*\)/g)).toBeNull();
  expect(css).toContain('color-scheme:var(--vv-scheme)');
});
