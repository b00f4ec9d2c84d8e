import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { Marked } from 'marked';

/** The repository, whose files these pages show. */
const root = join(import.meta.dirname, '../../..');

/** The guides, in the order in which somebody new reads them. */
const guides = [
  'README.md',
  'docs/reference/react.md',
  'docs/reference/server.md',
  'docs/realtime.md',
  'docs/own-model.md',
  'docs/from-hume.md',
  'docs/errors.md',
  'docs/reference/core.md',
  'docs/reference/realtime.md',
  'docs/reference/testing.md',
  'docs/reference/evi.md',
  'packages/voice-react/README.md',
  'docs/server/README.md',
  'docs/renamed.md',
  'docs/architecture.md',
  'CONTRIBUTING.md',
] as const;

const sourceFolders = [
  'apps/demo/src',
  ...['react', 'core', 'server', 'realtime', 'testing', 'evi', 'voice-react'].flatMap((name) => [
    `packages/${name}/src`,
    `packages/${name}/examples`,
  ]),
];

/**
 * The documentation and the source of this repository as web pages, so that the demo's links lead somewhere wherever it is served.
 *
 * @returns by path under the site's root: how to make the file
 */
export function repositoryPages(): ReadonlyMap<string, () => string | Uint8Array> {
  const capabilities = readdirSync(join(root, 'docs/server'))
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .map((name) => `docs/server/${name}`);
  const docs = [...guides.filter((path) => existsSync(join(root, path))), ...capabilities];
  const sources = sourceFolders.flatMap(sourcesIn);
  const pages = new Map<string, () => string | Uint8Array>();
  const known = new Set<string>([...docs, ...sources]);
  pages.set('docs/index.html', () => docsIndex(docs));
  pages.set('docs/pages.css', () =>
    readFileSync(join(import.meta.dirname, 'repository-pages.css')),
  );
  for (const path of docs) pages.set(addressOf(path), () => guidePage(path, known));
  for (const file of readdirSync(join(root, 'docs/images'))) {
    pages.set(`docs/docs/images/${file}`, () => readFileSync(join(root, 'docs/images', file)));
  }
  pages.set('source/index.html', () => sourceIndex(sources));
  for (const path of sources) pages.set(addressOf(path), () => sourcePage(path));
  return pages;
}

function addressOf(path: string): string {
  return path.endsWith('.md') ? `docs/${path.replace(/\.md$/, '.html')}` : `source/${path}.html`;
}

function sourcesIn(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => /\.(tsx?|js|css)$/.test(path) && !/\.test\.tsx?$/.test(path))
    .toSorted();
}

function docsIndex(docs: readonly string[]): string {
  const items = docs.map((path) => {
    const [, title = path] = /^# (.+)$/m.exec(read(path)) ?? [];
    return `<li><a href="/${addressOf(path)}">${escape(title.replaceAll('`', ''))}</a> <code>${path}</code></li>`;
  });
  return layOut('Docs', `<h1>Docs</h1><ul class="list">${items.join('')}</ul>`);
}

function sourceIndex(sources: readonly string[]): string {
  const folders = new Map<string, string[]>();
  for (const path of sources) {
    const folder = dirname(path);
    folders.set(folder, [...(folders.get(folder) ?? []), path]);
  }
  const parts = [...folders].map(
    ([folder, paths]) =>
      `<h2 id="${folder}">${folder}</h2><ul class="list">${paths
        .map((path) => `<li><a href="/${addressOf(path)}">${posix.basename(path)}</a></li>`)
        .join('')}</ul>`,
  );
  const lead = '<p>The source of this page, of the components and of the packages under them.</p>';
  return layOut('Source', `<h1>Source</h1>${lead}${parts.join('')}`);
}

function sourcePage(path: string): string {
  return layOut(
    path,
    `<h1 class="path">${path}</h1><pre tabindex="0"><code>${escape(read(path))}</code></pre>`,
  );
}

function guidePage(path: string, known: ReadonlySet<string>): string {
  const used = new Map<string, number>();
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const words = this.parser.parseInline(tokens);
        return `<h${depth} id="${slug(words, used)}">${words}</h${depth}>\n`;
      },
      code: ({ text }) => `<pre tabindex="0"><code>${escape(text)}</code></pre>\n`,
      table(token) {
        const row = (cells: typeof token.header, tag: 'th' | 'td'): string =>
          `<tr>${cells.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join('')}</tr>`;
        const named = token.header.some(({ text }) => text.trim());
        const head = named ? `<thead>${row(token.header, 'th')}</thead>` : '';
        const body = token.rows.map((cells) => row(cells, 'td')).join('');
        return `<div class="table" tabindex="0"><table>${head}<tbody>${body}</tbody></table></div>\n`;
      },
      link({ href, tokens }) {
        const words = this.parser.parseInline(tokens);
        const target = resolveLink(href, path, known);
        return target === undefined ? words : `<a href="${escape(target)}">${words}</a>`;
      },
      image: ({ href, text }) => `<img src="${escape(besides(href, path))}" alt="${escape(text)}">`,
      html: ({ text }) =>
        text
          .replace(/<!--[\s\S]*?-->/g, '')
          .replace(/(src|srcset)="([^"]+)"/g, (_, name, to) => `${name}="${besides(to, path)}"`),
    },
  });
  const [, title = path] = /^# (.+)$/m.exec(read(path)) ?? [];
  return layOut(title.replaceAll('`', ''), marked.parse(read(path), { async: false }));
}

/** Where a picture beside that file is served. */
function besides(href: string, path: string): string {
  return /^https?:/.test(href) ? href : `/docs/${posix.join(posix.dirname(path), href)}`;
}

/** Undefined for a file of the repository that is not served. */
function resolveLink(href: string, path: string, known: ReadonlySet<string>): string | undefined {
  if (/^(https?:|#)/.test(href)) return href;
  const [file = '', anchor] = href.split('#');
  const target = posix.join(posix.dirname(path), file).replace(/\/$/, '');
  const hash = anchor ? `#${anchor}` : '';
  if (known.has(target)) return `/${addressOf(target)}${hash}`;
  if (known.has(`${target}/README.md`)) return `/${addressOf(`${target}/README.md`)}${hash}`;
  const folder = existsSync(join(root, target)) && statSync(join(root, target)).isDirectory();
  return folder && [...known].some((one) => dirname(one) === target)
    ? `/source/index.html#${target}`
    : undefined;
}

/** A heading's anchor, as GitHub makes it. */
function slug(words: string, used: Map<string, number>): string {
  const plain = words
    .replace(/<[^>]+>|&[#\w]+;/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
  const times = used.get(plain) ?? 0;
  used.set(plain, times + 1);
  return times === 0 ? plain : `${plain}-${times}`;
}

function layOut(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="robots" content="noindex" />
    <link rel="icon" type="image/svg+xml" href="/favicon.svg" />
    <link rel="stylesheet" href="/docs/pages.css" />
    <title>${escape(title)} · Viva Voce</title>
  </head>
  <body>
    <header>
      <nav aria-label="Viva Voce">
        <a href="/">Viva Voce</a>
        <a href="/docs/index.html">Docs</a>
        <a href="/gallery.html">Gallery</a>
        <a href="/source/index.html">Source</a>
      </nav>
    </header>
    <main>${body}</main>
  </body>
</html>
`;
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
