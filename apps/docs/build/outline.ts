import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './repository.ts';

/** A page of the site that is a file of the repository. */
export interface Entry {
  /** Where it is on the site, without an ending: `guides/tools`. */
  readonly path: string;
  /** The Markdown file, from the root of the repository. */
  readonly from: string;
}

export interface Chapter {
  readonly title: string;
  readonly entries: readonly Entry[];
}

/** One of the site's four parts, each with a sidebar of its own. */
export interface Part {
  readonly title: string;
  readonly folder: string;
  readonly chapters: readonly Chapter[];
}

const named = (folder: string, names: readonly string[]): Entry[] =>
  names.map((name) => ({ path: `${folder}/${name}`, from: `docs/${folder}/${name}.md` }));

/** Every Markdown file of a folder, a README first. */
function folder(from: string, path: string): Entry[] {
  return readdirSync(join(root, from))
    .filter((name) => name.endsWith('.md'))
    .map((name) => ({
      path: `${path}/${name === 'README.md' ? 'index' : name.replace(/\.md$/, '')}`,
      from: `${from}/${name}`,
    }))
    .toSorted((one, other) => Number(isIndex(other)) - Number(isIndex(one)));
}

const isIndex = ({ path }: Entry): boolean => path.endsWith('/index');

/** What is written, in the order in which somebody new reads it. Components, hooks and exports are added by the reference. */
export const outline: readonly Part[] = [
  {
    title: 'Start',
    folder: 'start',
    chapters: [
      {
        title: 'Start',
        entries: [
          ...named('start', [
            'vite',
            'nextjs',
            'react-router',
            'astro',
            'plain-page',
            'requirements',
            'server-components',
            'phone',
            'content-security-policy',
          ]),
          { path: 'start/setups', from: 'docs/setups.md' },
        ],
      },
    ],
  },
  {
    title: 'Guides',
    folder: 'guides',
    chapters: [
      {
        title: 'The conversation',
        entries: [
          ...named('guides', ['who-answers']),
          { path: 'guides/realtime', from: 'docs/realtime.md' },
          { path: 'guides/own-model', from: 'docs/own-model.md' },
          ...named('guides', ['tools', 'reconnecting']),
        ],
      },
      {
        title: 'The interface',
        entries: named('guides', [
          'own-interface',
          'transcripts',
          'push-to-talk',
          'devices',
          'accessibility',
          'styling',
          'shadcn',
        ]),
      },
      {
        title: 'To production',
        entries: [
          ...named('guides', ['testing', 'production', 'troubleshooting']),
          { path: 'guides/from-hume', from: 'docs/from-hume.md' },
        ],
      },
    ],
  },
  {
    title: 'Reference',
    folder: 'reference',
    chapters: [
      {
        title: 'Packages',
        entries: [
          ...named('reference', ['react', 'core', 'realtime', 'server', 'testing', 'evi']),
          { path: 'reference/voice-react', from: 'packages/voice-react/README.md' },
          ...named('reference', ['elements']),
        ],
      },
      {
        title: 'In common',
        entries: [
          { path: 'reference/errors', from: 'docs/errors.md' },
          { path: 'reference/keyboard', from: 'docs/keyboard.md' },
          { path: 'reference/renamed', from: 'docs/renamed.md' },
        ],
      },
      { title: 'The server', entries: folder('docs/server', 'reference/server') },
    ],
  },
  {
    title: 'Why',
    folder: 'why',
    chapters: [
      {
        title: 'Why',
        entries: [
          ...named('why', ['three-threads']),
          { path: 'why/benchmarks', from: 'docs/benchmarks.md' },
          { path: 'why/benchmarks-react', from: 'docs/benchmarks-react.md' },
          { path: 'why/benchmarks-realtime', from: 'docs/benchmarks-realtime.md' },
          { path: 'why/faults', from: 'docs/faults.md' },
          { path: 'why/realtime-faults', from: 'docs/realtime-faults.md' },
          { path: 'why/architecture', from: 'docs/architecture.md' },
          { path: 'why/contributing', from: 'CONTRIBUTING.md' },
        ],
      },
      { title: 'Decisions', entries: folder('docs/decisions', 'why/decisions') },
      { title: 'Discoveries', entries: folder('docs/discoveries', 'why/discoveries') },
    ],
  },
];
