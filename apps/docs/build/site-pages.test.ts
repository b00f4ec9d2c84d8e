import { expect, test } from 'vitest';
import { slug } from './markdown.ts';
import { exportsOf } from './exports-of.ts';
import { readSite } from './site-pages.ts';

// A link to a file that isn't there is thrown at by the reading itself.
const { pages, sidebar } = readSite(undefined);

test('every link between pages leads to a page, and to a heading that is on it', () => {
  const broken: string[] = [];
  let links = 0;
  for (const [from, text] of pages) {
    for (const [, to = ''] of bare(text).matchAll(/\]\((\/[^)\s]+)\)/g)) {
      if (to.startsWith('/images/')) continue;
      links += 1;
      const [path = '', anchor] = to.slice(1).split('#');
      const target = pages.get(path.replace(/\.md$/, ''));
      const there = anchor === undefined || anchorsOf(target ?? '').has(anchor);
      if (target === undefined || !there) broken.push(`${from}: ${to}`);
    }
  }
  expect(links).toBeGreaterThan(250);
  expect(broken).toEqual([]);
});

test('each page has a title of its own and a place in a sidebar', () => {
  const listed = Object.values(sidebar)
    .flat()
    .flatMap(({ items }) => items);
  expect(listed.map(({ link }) => link.slice(1)).toSorted()).toEqual(
    [...pages.keys()].filter((path) => path !== 'index').toSorted(),
  );
  for (const { text, link } of listed) expect(text, link).not.toBe(link.slice(1));
});

test('each hook and each component that the package exports has a page with what its source says', () => {
  const exported = exportsOf('packages/react/src/index.ts');
  const shown = exported.filter(({ kind }) => kind === 'hook' || kind === 'component');
  expect(shown.length).toBeGreaterThan(30);
  for (const { name, kind } of shown) {
    // It has no look of its own: the guides and the package's page are about it.
    if (name === 'VoiceProvider') continue;
    const page = pages.get(`reference/${kind}s/${name}`) ?? '';
    expect(page, name).toContain(`# ${name}\n\n`);
  }
  expect(pages.get('reference/hooks/useMicrophoneCheck')).toContain(
    '| `seconds?` | `number` | 5 | After how many seconds a recording ends by itself. |',
  );
  expect(pages.get('reference/components/MuteButton')).toMatch(/## Keyboard\n\n\| key \|/);
});

test('each export of a package is described', () => {
  const bare: string[] = [];
  for (const [path, text] of pages) {
    if (!path.endsWith('-exports')) continue;
    for (const part of text.split(/^## /m).slice(1)) {
      const [name = '', ...lines] = part.split('\n');
      if (!lines.some((line) => /^[A-Z`\d].*/.test(line))) bare.push(`${path}: ${name}`);
    }
  }
  expect(bare).toEqual([]);
});

function bare(text: string): string {
  return text.replace(/^ *```[^]*?^ *```$/gm, '').replace(/`[^`\n]*`/g, '');
}

function anchorsOf(text: string): Set<string> {
  const times = new Map<string, number>();
  const found = new Set<string>();
  for (const [, words = ''] of text.replace(/^ *```[^]*?^ *```$/gm, '').matchAll(/^#+ (.+)$/gm)) {
    const plain = slug(words.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', ''));
    const before = times.get(plain) ?? 0;
    times.set(plain, before + 1);
    found.add(before === 0 ? plain : `${plain}-${before}`);
  }
  return found;
}
