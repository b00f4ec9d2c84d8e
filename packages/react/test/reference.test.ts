import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const reference = read('../../docs/reference/react.md');
/** What `index.ts` exports besides types. */
const exported = [...read('src/index.ts').matchAll(/^export \{ (.+?) \}/gm)].flatMap(
  ([, names = '']) => names.split(', '),
);
const components = readdirSync(new URL('../src/components/', import.meta.url))
  .map((file) => file.replace(/\.tsx$/, ''))
  .filter((name) => exported.includes(name));
/** The rows of all its tables, each cell without the room around it. */
const rows = [...reference.matchAll(/^\| (.+) \|$/gm)].map(([, row = '']) =>
  row.split(/(?<!\\)\|/).map((cell) => cell.trim()),
);

test('the reference names all that the package exports', () => {
  const unnamed = exported.filter((name) => !new RegExp(`[\`<]${name}\\b`).test(reference));
  expect(exported.length).toBeGreaterThan(30);
  expect(unnamed).toEqual([]);
});

test('each hook has a row with its signature', () => {
  const hooks = exported.filter((name) => name.startsWith('use'));
  const missing = hooks.filter(
    (hook) => !rows.some(([first]) => new RegExp(`^\`${hook}[(<].*\\): .+\`$`).test(first ?? '')),
  );
  expect(missing).toEqual([]);
});

/** The element that a component is, or that a hook makes for it which others share. */
function rootOf(name: string): string | undefined {
  const text = read(`src/components/${name}.tsx`);
  const shared = /\b(use\w+Root)\(/.exec(text)?.[1];
  return /useRoot\(\s*'(\w+)'/.exec(text)?.[1] ?? (shared && rootOf(shared));
}

test('each component has a row with its root element', () => {
  expect(components).toHaveLength(21);
  const wrong = components.filter((name) => {
    const root = rootOf(name);
    return !rows.some(([first, second]) => first === `\`${name}\`` && second === `\`<${root}>\``);
  });
  expect(wrong).toEqual([]);
});

/** Each exported type of a component, a hook or the store, as it is written. */
const types = new Map(
  ['components', 'hooks', 'store'].flatMap((folder) =>
    readdirSync(new URL(`../src/${folder}/`, import.meta.url))
      .filter((file) => /\.tsx?$/.test(file))
      .flatMap((file) =>
        read(`src/${folder}/${file}`).split(
          /^(?=\/\*\*|export |const |function |interface |type )/m,
        ),
      )
      .flatMap((text) => {
        const name = /^export (?:interface|type) (\w+)/.exec(text)?.[1];
        return name === undefined ? [] : [[name, text] as const];
      }),
  ),
);

/** The names of its own properties, and of those of the types that it is put together from. */
function propsOf(type: string): string[] {
  const text = types.get(type) ?? '';
  const lines = text.split('\n').filter((line) => /^ +(readonly|\| \{ readonly) /.test(line));
  const own = lines.flatMap((line) =>
    [...(/^ +readonly \w+\?:/.exec(line)?.[0] ?? line).matchAll(/readonly (\w+)\?:/g)].map(
      ([, prop = '']) => prop,
    ),
  );
  const parts = [...text.matchAll(/(?:^ {2}|& )([A-Z]\w+)/gm)].flatMap(([, part = '']) =>
    propsOf(part),
  );
  return [...new Set([...own, ...parts])];
}

test('the props that a component adds to its root’s each have a row, and no others have', () => {
  const declared = components.flatMap((name) =>
    propsOf(`${name}Props`).map((prop) => `${name} ${prop}`),
  );
  const told = rows
    .filter((cells) => cells.length === 5 && cells[0] !== 'component' && /^`/.test(cells[0] ?? ''))
    .map(([name, prop]) => `${name} ${prop}`.replaceAll('`', ''));
  expect(declared.length).toBeGreaterThan(20);
  expect(told.toSorted()).toEqual(declared.toSorted());
});

test('the test of an app that @vivavoce/testing shows is one that is run', () => {
  const shown = /^```tsx\n([^]*?)^```$/m.exec(read('../../docs/reference/testing.md'))?.[1];
  expect(shown).toBe(read('test/journeys/app-under-test.dom.test.tsx'));
});

test('the interface of hooks alone that the reference shows is one that is run', () => {
  expect(reference).toContain(`\`\`\`tsx\n${read('test/journeys/own-interface.tsx')}\`\`\``);
});
