import { readGalleryReference } from '../../demo/build/gallery-reference.ts';
import type { Prop } from '../../demo/build/props-of.ts';
import { exportsOf } from './exports-of.ts';
import type { Exported, Member } from './exports-of.ts';
import { code, prose, table } from './markdown.ts';
import { read } from './repository.ts';
import { partsOf } from './parts-of.ts';

/** What a written page says of components and their keys, in tables: by component, its cells. */
const rows = (text: string, header: string): Map<string, string[][]> => {
  const found = new Map<string, string[][]>();
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.replace(/\s+/g, ' ').startsWith(header));
  if (start < 0) throw new Error(`There is no table that begins with "${header}".`);
  for (const line of lines.slice(start + 2)) {
    if (!line.startsWith('|')) break;
    const [name = '', ...cells] = line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim());
    const key = name.replaceAll('`', '');
    found.set(key, [...(found.get(key) ?? []), cells]);
  }
  return found;
};

/** A generated page: where it is, and its text. */
export type Generated = readonly [path: string, text: string];

/** A page for each component of the React package, from its source, its stories and the table of the written page. */
export function componentPages(): readonly Generated[] {
  const roots = rows(read('docs/reference/react.md'), '| component | root |');
  const keys = rows(read('docs/keyboard.md'), '| component | key |');
  return Object.entries(readGalleryReference())
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([name, { description, element, props, stories }]) => {
      const [[tag = '', states = '', what = ''] = []] = roots.get(name) ?? [];
      const shown = stories.filter((story) => !story.name.includes('${'));
      const parts = partsOf(name);
      const text = [
        frontmatter(name),
        `# ${name}`,
        prose(description || what),
        `<LiveStories component="${name}" :names='${JSON.stringify(shown.map((story) => story.name))}' />`,
        ...(stories[0] ? ['```tsx', stories[0].code, '```'] : []),
        '## Props',
        propsTable(props),
        element &&
          `The root is a \`<${element.tag}>\`. It takes that element's own props as well, \`className\`, \`ref\` and handlers among them${
            element.without.length > 0 ? `, but not ${element.without.map(code).join(', ')}` : ''
          }.`,
        '## State',
        `\`data-state\` of the root ${tag}: ${states}.`,
        '## Keyboard',
        keys.has(name)
          ? table(['key', 'what it does'], keys.get(name) ?? [])
          : 'It takes no keys of its own.',
        ...(parts.length > 0
          ? [
              '## Parts',
              'Classes that you can style. Colours, sizes and durations are [custom properties](/guides/styling.md).',
              parts.map((part) => `- ${code(`.${part}`)}`).join('\n'),
            ]
          : []),
        ...(stories.length > 1
          ? [
              '## Code of each state',
              ...shown
                .slice(1)
                .map((story) => `::: details ${story.name}\n\`\`\`tsx\n${story.code}\n\`\`\`\n:::`),
            ]
          : []),
      ];
      return [`reference/components/${name}`, join(text)] as const;
    });
}

/** A page for each hook of the React package. */
export function hookPages(): readonly Generated[] {
  const all = exportsOf('packages/react/src/index.ts');
  return all
    .filter(({ kind }) => kind === 'hook')
    .map((hook) => {
      const types = all.filter(
        (one) =>
          one.kind === 'type' &&
          one.members.length > 0 &&
          new RegExp(`\\b${one.name}\\b`).test(hook.signature),
      );
      return [
        `reference/hooks/${hook.name}`,
        join([
          frontmatter(hook.name),
          `# ${hook.name}`,
          prose(hook.description),
          '```ts',
          hook.signature,
          '```',
          ...(hook.examples.length > 0 ? ['## Example', ...hook.examples] : []),
          ...types.flatMap((type) => [
            `## ${type.name}`,
            prose(type.description),
            membersTable(type),
          ]),
          ...(hook.throws.length > 0 ? ['## Errors', list(hook.throws)] : []),
        ]),
      ] as const;
    });
}

/** Packages whose exports have a page of their own, by entry. */
const entries: readonly (readonly [
  path: string,
  title: string,
  files: Readonly<Record<string, string>>,
])[] = [
  [
    'react-exports',
    '@vivavoce/react: every export',
    {
      '@vivavoce/react': 'packages/react/src/index.ts',
      '@vivavoce/react/ai-sdk': 'packages/react/src/ai-sdk/ui-messages.ts',
      '@vivavoce/react/assistant-ui': 'packages/react/src/assistant-ui/voice-adapter.ts',
      '@vivavoce/react/parts': 'packages/react/src/parts.ts',
    },
  ],
  [
    'core-exports',
    '@vivavoce/core: every export',
    {
      '@vivavoce/core': 'packages/core/src/index.ts',
      '@vivavoce/core/worker': 'packages/core/src/worker.ts',
      '@vivavoce/core/denoise': 'packages/core/src/denoise.ts',
    },
  ],
  [
    'realtime-exports',
    '@vivavoce/realtime: every export',
    { '@vivavoce/realtime': 'packages/realtime/src/index.ts' },
  ],
  [
    'server-exports',
    '@vivavoce/server: every export',
    { '@vivavoce/server': 'packages/server/src/index.ts' },
  ],
  [
    'testing-exports',
    '@vivavoce/testing: every export',
    {
      '@vivavoce/testing': 'packages/testing/src/index.ts',
      '@vivavoce/testing/node': 'packages/testing/src/node.ts',
      '@vivavoce/testing/browser': 'packages/testing/src/browser.ts',
      '@vivavoce/testing/openai-realtime': 'packages/testing/src/openai-realtime.ts',
      '@vivavoce/testing/gemini-live': 'packages/testing/src/gemini-live.ts',
      '@vivavoce/testing/serve': 'packages/testing/src/serve.ts',
    },
  ],
];

/** A page for each package with all that it exports. Components and hooks have pages of their own. */
export function exportPages(): readonly Generated[] {
  return entries.map(([path, title, files]) => {
    const parts = Object.entries(files).flatMap(([name, file], index) => [
      index > 0 ? `# ${name}` : '',
      ...exportsOf(file)
        .filter(({ kind }) => kind !== 'component' && kind !== 'hook')
        .map((one) => exported(one)),
    ]);
    return [`reference/${path}`, join([frontmatter(title), `# ${title}`, ...parts])] as const;
  });
}

function exported(one: Exported): string {
  return join([
    `## ${one.name}`,
    one.of ? `Comes from \`${one.of}\`.` : '',
    prose(one.description),
    ...(one.signature ? ['```ts', one.signature, '```'] : []),
    ...one.examples,
    one.members.length > 0 ? membersTable(one) : '',
    one.throws.length > 0 ? `Throws:\n\n${list(one.throws)}` : '',
  ]);
}

function membersTable({ members, kind }: Exported): string {
  return table(
    kind === 'class'
      ? ['member', 'type', 'description']
      : ['name', 'type', 'default', 'description'],
    members.map(({ name, type, required, description, default: otherwise }: Member) => [
      code(required ? name : `${name}?`),
      code(type.replace(/\s+/g, ' ')),
      ...(kind === 'class' ? [] : [prose(otherwise)]),
      prose(description),
    ]),
  );
}

function propsTable(props: readonly Prop[]): string {
  return props.length === 0
    ? 'It has no props of its own.'
    : table(
        ['prop', 'type', 'default', 'description'],
        props.map(({ name, type, required, description, default: otherwise }) => [
          `${code(name)}${required ? ' (required)' : ''}`,
          code(type),
          prose(otherwise ?? ''),
          prose(description),
        ]),
      );
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${prose(line.replace(/\s*\n\s*/g, ' '))}`).join('\n');
}

function frontmatter(title: string): string {
  return `---\ntitle: ${JSON.stringify(title)}\neditLink: false\n---`;
}

function join(parts: readonly (string | undefined)[]): string {
  // What is inside of a fence stays line by line.
  return parts
    .filter((part) => part !== undefined && part !== '')
    .reduce<string>((text, part = '') => {
      const opened = (text.match(/^```/gm)?.length ?? 0) % 2 === 1;
      return text === '' ? part : `${text}${opened ? '\n' : '\n\n'}${part}`;
    }, '')
    .replace(/\n\n```$/gm, '\n```');
}
