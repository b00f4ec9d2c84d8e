import { outline } from './outline.ts';
import type { Entry } from './outline.ts';
import { titleOf } from './markdown.ts';
import { pageText } from './page-text.ts';
import type { Places } from './page-text.ts';
import { componentPages, exportPages, hookPages } from './reference-pages.ts';

/** All of the site, by path without an ending: what stands in the repository, and what is read from its sources. */
export interface Site {
  readonly pages: ReadonlyMap<string, string>;
  /** The file that a page is made of, for those that are written. */
  readonly sources: ReadonlyMap<string, string>;
  readonly sidebar: Readonly<Record<string, SidebarGroup[]>>;
}

interface SidebarGroup {
  text: string;
  collapsed?: boolean;
  items: { text: string; link: string }[];
}

/**
 * @param home - where the repository is on the web, for links to files that are no page; undefined while it is nowhere
 * @throws Error for a link that leads nowhere
 */
export function readSite(home: string | undefined): Site {
  const written = outline.flatMap(({ chapters }) => chapters.flatMap(({ entries }) => entries));
  const components = componentPages();
  const hooks = hookPages();
  const places: Places = new Map([
    ...written.map(({ path, from }) => [from, path] as const),
    // The docs link to the source of a component or hook: in the repository that is its file, here its page.
    ...components.map(([path]) => [sourceOf(path, 'tsx'), path] as const),
    ...hooks.map(([path]) => [sourceOf(path, 'ts'), path] as const),
  ]);
  const exported = exportPages();
  const pages = new Map([
    ['index', pageText('apps/docs/index.md', places, home)],
    ...written.map(({ path, from }) => [path, pageText(from, places, home)] as const),
    ...components,
    ...hooks,
    ...exported,
  ]);
  const item = ([path, text]: readonly [string, string]): { text: string; link: string } => ({
    text: titleOf(text) ?? path,
    link: `/${path}`,
  });
  const entry = ({ path }: Entry): { text: string; link: string } =>
    item([path, pages.get(path) ?? '']);
  const sidebar = Object.fromEntries(
    outline.map(({ folder, chapters }) => [
      `/${folder}/`,
      chapters.map(({ title, entries }): SidebarGroup => ({
        text: title,
        items: entries.map(entry),
        // A hundred decisions are looked up, not browsed.
        ...(entries.length > 12 && { collapsed: true }),
      })),
    ]),
  );
  sidebar['/reference/']?.splice(
    1,
    0,
    { text: 'Components', collapsed: false, items: components.map(item) },
    { text: 'Hooks', collapsed: false, items: hooks.map(item) },
    { text: 'Every export', collapsed: true, items: exported.map(item) },
  );
  return { pages, sources: new Map(written.map(({ path, from }) => [path, from])), sidebar };
}

function sourceOf(path: string, ending: string): string {
  return `${path.replace('reference/', 'packages/react/src/')}.${ending}`;
}
