import { outsideCode, sectionOf } from './markdown.ts';
import { besides, isThere, read } from './repository.ts';

/** Which file of the repository is which page of the site: `guides/tools` by `docs/guides/tools.md`. */
export type Places = ReadonlyMap<string, string>;

/**
 * The text of a file as a page of the site. Links between files lead between pages; one to a file that is no page leads to the public
 * home, if there is one, and is text otherwise. A paragraph that is nothing but a link with the title `in full` is replaced by the
 * section that it leads to.
 *
 * @throws Error for a link to a file or section that isn't there
 */
export function pageText(from: string, places: Places, home: string | undefined): string {
  const show = (text: string, file: string): string =>
    outsideCode(text, (prose) =>
      prose
        .replace(/^\[[^\]]+\]\(([^)\s]+) 'in full'\)$/gm, (_, href: string) => {
          const [path = '', anchor = ''] = href.split('#');
          const other = besides(path, file);
          const section = isThere(other) ? sectionOf(read(other), anchor) : undefined;
          if (section === undefined) throw new Error(`${file} shows ${href}, which isn't there.`);
          // Held back from the replacements below, which are made for the file it stands in.
          return hold(show(section, other));
        })
        .replace(/<picture>[^]*?<\/picture>/g, (picture) => bothLooks(picture, file))
        .replace(/!\[([^\]]*)\]\(([^)\s]+)\)/g, (_, words: string, href: string) =>
          read(besides(href, file)).includes('id="moving"')
            ? moving(pictureAt(href, file), words)
            : `![${words}](${pictureAt(href, file)})`,
        )
        .replace(
          /(?<!!)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g,
          (_, words: string, href: string) => {
            const target = targetOf(href, file, places, home);
            return target === undefined ? words : `[${words}](${target})`;
          },
        ),
    );
  const held: string[] = [];
  const hold = (text: string): string => `\u0000${held.push(text) - 1}\u0000`;
  let shown = show(read(from), from);

  const mark = /\u0000(\d+)\u0000/g;
  while (mark.test(shown)) shown = shown.replace(mark, (_, at: string) => held[Number(at)] ?? '');
  return shown;
}

function targetOf(
  href: string,
  from: string,
  places: Places,
  home: string | undefined,
): string | undefined {
  if (/^(https?:|mailto:)/.test(href)) return href;
  const [path = '', anchor] = href.split('#');
  const file = path === '' ? from : besides(path, from);
  const page = places.get(file) ?? places.get(`${file}/README.md`);
  if (page !== undefined) return `/${page}.md${anchor ? `#${anchor}` : ''}`;
  if (!isThere(file)) throw new Error(`${from} links to ${href}, which isn't there.`);
  return home === undefined ? undefined : `${home}/blob/main/${file}`;
}

function pictureAt(href: string, from: string): string {
  if (!isThere(besides(href, from))) throw new Error(`${from} shows ${href}, which isn't there.`);
  return `/images/${href.replace(/^.*\//, '')}`;
}

/** A picture that moves where its address ends in `#moving`, and only for those who don't want less motion. */
function moving(src: string, alt: string): string {
  return `<picture><source media="(prefers-reduced-motion: no-preference)" srcset="${src}#moving"><img src="${src}" alt="${alt}"></picture>`;
}

/** A picture for light and one for dark, of which the site's own switch chooses; the browser's setting alone would not follow it. */
function bothLooks(picture: string, from: string): string {
  const dark = /srcset="([^"]+)"/.exec(picture)?.[1];
  const [, alt = ''] = /alt="([^"]*)"/.exec(picture) ?? [];
  const light = /src="([^"]+)"/.exec(picture)?.[1];
  return [
    [light, 'light'],
    [dark, 'dark'],
  ]
    .map(([src, look]) =>
      src ? `<img class="only-${look}" src="${pictureAt(src, from)}" alt="${alt}">` : '',
    )
    .join('\n');
}
