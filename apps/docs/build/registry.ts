import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { read } from './repository.ts';

/** An item of the shadcn registry, by the schema of its `registry-item.json`. */
export interface RegistryItem {
  readonly $schema: string;
  readonly name: string;
  readonly type: 'registry:component';
  readonly title: string;
  readonly description: string;
  readonly dependencies: readonly string[];
  readonly files: readonly RegistryFile[];
}

export interface RegistryFile {
  readonly path: string;
  readonly type: 'registry:component';
  readonly content: string;
}

/** What each item has, from the sources of the package: what these import of it comes along, or is imported from the package. */
const items: readonly (readonly [
  name: string,
  title: string,
  description: string,
  components: readonly string[],
])[] = [
  [
    'voice-panel',
    'Voice panel',
    'The whole conversation as a part of the page, and the same by props alone.',
    ['components/VoicePanel.tsx', 'views/VoicePanelView.tsx'],
  ],
  [
    'voice-transcript',
    'Transcript',
    'What was said, with its turns, scores and actions, and the same by props alone.',
    ['components/Transcript.tsx', 'views/TranscriptView.tsx'],
  ],
  [
    'voice-control-bar',
    'Control bar',
    'Microphone, stop, text, captions and hanging up, and the same by props alone.',
    ['components/ControlBar.tsx', 'views/ControlBarView.tsx'],
  ],
  [
    'voice-orb',
    'Orb',
    'Who speaks and how loud, as an orb, a ring, a wave or bars: of the call, or by props alone.',
    ['components/AudioVisualizer.tsx'],
  ],
  [
    'voice-emotion-meter',
    'Emotion meter',
    'How the last message sounded, and the same by props alone.',
    ['components/EmotionMeter.tsx', 'views/EmotionMeterView.tsx'],
  ],
  [
    'voice-emotion-timeline',
    'Emotion timeline',
    'How both sides sounded over the call: of the call, or of the entries it is given.',
    ['components/EmotionTimeline.tsx'],
  ],
  [
    'voice-captions',
    'Captions',
    'The sentence that is being said, to look at and for screen readers, and the same by props alone.',
    ['components/Captions.tsx', 'components/LiveCaption.tsx', 'views/CaptionsView.tsx'],
  ],
];

const source = 'packages/react/src';
const schema = 'https://ui.shadcn.com/schema';

/** The looks, below Tailwind's utilities, in the colours of the app's shadcn theme. */
const sheet = `/* Utilities win over it. To own the looks as well, put a copy of unlayered.css in its place. */
@layer theme, base, components, utilities;
@import '@vivavoce/react/unlayered.css' layer(components);
@import '@vivavoce/react/shadcn.css' layer(components);
`;

/** @throws Error for a source that needs something of the package that it doesn't export */
export function registryItems(): RegistryItem[] {
  const offered = new Map([
    ...exportedBy(`${source}/parts.ts`).map((name) => [name, '@vivavoce/react/parts'] as const),
    ...exportedBy(`${source}/index.ts`).map((name) => [name, '@vivavoce/react'] as const),
  ]);
  const { version } = JSON.parse(read('packages/react/package.json')) as { version: string };
  return items.map(([name, title, description, components]) => {
    const owned = [...ownedBy(components, offered)];
    const needed = ['core', 'react'].filter((part) =>
      owned.some(([, text]) => text.includes(`'@vivavoce/${part}`)),
    );
    return {
      $schema: `${schema}/registry-item.json`,
      name,
      type: 'registry:component',
      title,
      description,
      dependencies: needed.map((part) => `@vivavoce/${part}@^${version}`),
      files: [
        file('voice.css', sheet),
        ...owned.map(([path, text]) => file(posix.basename(path), text)),
      ],
    };
  });
}

/** The list of them, as `registry.json` has it. */
export function registryOf(made: readonly RegistryItem[], homepage: string): object {
  const listed = made.map(({ name, type, title, description, dependencies, files }) => ({
    name,
    type,
    title,
    description,
    dependencies,
    files: files.map(({ path, type }) => ({ path, type })),
  }));
  return { $schema: `${schema}/registry.json`, name: 'vivavoce', homepage, items: listed };
}

/** Writes them as a server has to offer them: `registry.json`, and each item in a file of its own. */
export function writeRegistry(folder: string, homepage: string): void {
  const made = registryItems();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const put = (name: string, value: object): void =>
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(value, null, 2)}\n`);
  put('registry', registryOf(made, homepage));
  for (const item of made) put(item.name, item);
}

function file(name: string, content: string): RegistryFile {
  return { path: `registry/components/voice/${name}`, type: 'registry:component', content };
}

/** These sources and those of components that they import, as an app has them. */
function ownedBy(
  components: readonly string[],
  offered: ReadonlyMap<string, string>,
): Map<string, string> {
  const owned = new Map<string, string>();
  const todo = components.map((path) => `${source}/${path}`);
  for (let path = todo.shift(); path; path = todo.shift()) {
    if (owned.has(path)) continue;
    const { text, needs } = rewritten(path, offered);
    owned.set(path, text);
    todo.push(...needs);
  }
  return new Map([...owned].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** Whether an app owns what stands in that file: markup, and what is drawn. */
const isOwned = (path: string): boolean => /\/src\/(components|views)\//.test(path);

/** A source with its imports as they are in an app, and the files that it has to have beside it. */
function rewritten(path: string, offered: ReadonlyMap<string, string>) {
  const text = read(path);
  const parsed = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const needs: string[] = [];
  const edits: { from: number; to: number; text: string }[] = [];
  const target = (specifier: ts.StringLiteral): string | undefined =>
    specifier.text.startsWith('.') ? posix.join(posix.dirname(path), specifier.text) : undefined;
  const beside = (other: string): string => {
    needs.push(other);
    return `./${posix.basename(other).replace(/\.tsx?$/, '')}`;
  };
  const visit = (node: ts.Node): void => {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      const other = target(node.moduleSpecifier);
      if (other && isOwned(other)) {
        const { moduleSpecifier } = node;
        edits.push({
          from: moduleSpecifier.getStart(),
          to: moduleSpecifier.end,
          text: `'${beside(other)}'`,
        });
      } else if (other) {
        if (ts.isExportDeclaration(node)) throw new Error(`${path} exports ${other} again.`);
        edits.push({ from: node.getStart(), to: node.end, text: fromPackage(node, path, offered) });
      }
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments;
      const other = specifier && ts.isStringLiteral(specifier) ? target(specifier) : undefined;
      if (specifier && other)
        edits.push({ from: specifier.getStart(), to: specifier.end, text: `'${beside(other)}'` });
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed);
  let made = text;
  for (const { from, to, text } of edits.toSorted((one, other) => other.from - one.from))
    made = made.slice(0, from) + text + made.slice(to);
  // Hooks of the client and the sheet: what is only computed or drawn needs neither.
  const head = path.endsWith('.tsx') ? `'use client';\n\nimport './voice.css';\n` : '';
  return { text: head + made, needs };
}

/** An import of the package's own files as one of its entries. */
function fromPackage(
  node: ts.ImportDeclaration,
  path: string,
  offered: ReadonlyMap<string, string>,
): string {
  const bindings = node.importClause?.namedBindings;
  if (!bindings || !ts.isNamedImports(bindings)) throw new Error(`${path}: ${node.getText()}`);
  const byEntry = new Map<string, string[]>();
  for (const element of bindings.elements) {
    const name = (element.propertyName ?? element.name).text;
    const entry = offered.get(name);
    if (!entry)
      throw new Error(`${path} needs ${name}, which @vivavoce/react/parts doesn't export.`);
    byEntry.set(entry, [...(byEntry.get(entry) ?? []), element.getText()]);
  }
  const type = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword ? 'type ' : '';
  return [...byEntry]
    .map(([entry, names]) => `import ${type}{ ${names.join(', ')} } from '${entry}';`)
    .join('\n');
}

function exportedBy(path: string): string[] {
  const parsed = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);
  return parsed.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement)) return [];
    const clause = statement.exportClause;
    return clause && ts.isNamedExports(clause) ? clause.elements.map(({ name }) => name.text) : [];
  });
}
