import { expect, test } from 'vitest';
import { repositoryPages } from './repository-pages.ts';

test('every link between the docs and source pages leads to a page, and to a heading that is on it', () => {
  const made = new Map([...repositoryPages()].map(([path, make]) => [path, String(make())]));
  const outside = ['', 'gallery.html', 'favicon.svg'];
  const broken: string[] = [];
  let links = 0;
  for (const [from, page] of made) {
    if (!from.endsWith('.html')) continue;
    // What a source file says is no link.
    const body = from.startsWith('source/packages') ? '' : page;
    for (const [, to = ''] of body.matchAll(/ (?:href|src|srcset)="([^"]*)"/g)) {
      if (/^https?:/.test(to)) continue;
      links += 1;
      const [path = '', anchor] = to.startsWith('#') ? [from, to.slice(1)] : to.slice(1).split('#');
      const target = made.get(path);
      const there = outside.includes(path) || target !== undefined;
      if (!there || (anchor && !target?.includes(`id="${anchor}"`))) broken.push(`${from}: ${to}`);
    }
  }
  expect(links).toBeGreaterThan(500);
  expect(broken).toEqual([]);
});

test('the source is shown as text, and no test of it', () => {
  const pages = repositoryPages();
  expect(String(pages.get('source/apps/demo/src/Demo.tsx.html')?.())).toContain(
    '&lt;VoiceProvider',
  );
  expect([...pages.keys()].filter((path) => path.includes('.test.'))).toEqual([]);
});
