import { join } from 'node:path';
import { defineConfig } from 'vitepress';
import { buildGallery, serveGallery } from '../build/gallery.ts';
import { outline } from '../build/outline.ts';
import { slug } from '../build/markdown.ts';
import { readSite } from '../build/site-pages.ts';
import { followSources } from '../build/follow-sources.ts';
import { writeSite } from '../build/write-site.ts';

const home = process.env['VIVAVOCE_HOME']?.replace(/\/+$/, '');
const pages = join(import.meta.dirname, '../.cache/pages');
const site = readSite(home);
writeSite(site, pages);

export default defineConfig({
  title: 'Viva Voce',
  description: 'Voice components for React.',
  lang: 'en',
  srcDir: '.cache/pages',
  cacheDir: '.cache/vitepress',
  outDir: 'dist',
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: '/favicon.svg' }]],
  // The gallery is built beside the pages; a test follows every link, these too.
  ignoreDeadLinks: [/^https?:\/\/(127\.0\.0\.1|localhost)/, /^\/gallery\//],
  markdown: {
    // As GitHub's, so that an anchor works in the repository and here.
    anchor: { slugify: slug },
    // Braces in code are code's own, and not Vue's.
    config: ({ renderer }) => {
      const inline = renderer.rules['code_inline'];
      renderer.rules['code_inline'] = (tokens, at, ...more) => {
        tokens[at]?.attrSet('v-pre', '');
        return inline?.(tokens, at, ...more) ?? '';
      };
    },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  themeConfig: {
    logo: '/favicon.svg',
    nav: outline.map(({ title, folder, chapters }) => ({
      text: title,
      link: `/${chapters[0]?.entries[0]?.path ?? ''}`,
      activeMatch: `^/${folder}/`,
    })),
    sidebar: site.sidebar,
    outline: { level: [2, 3] },
    search: {
      provider: 'local',
      options: {
        // Why something was decided is rarely what somebody searches for first.
        miniSearch: {
          searchOptions: {
            boostDocument: (id: string) => (/\/why\//.test(id) ? 0.3 : 1),
          },
        },
      },
    },
    ...(home && { socialLinks: [{ icon: 'github', link: home }] }),
    docFooter: { prev: 'Previous', next: 'Next' },
  },
  vite: {
    plugins: [serveGallery(), followSources(() => writeSite(readSite(home), pages))],
    server: { host: '127.0.0.1' },
    preview: { host: '127.0.0.1' },
  },
  buildEnd: ({ outDir }) => buildGallery(join(outDir, 'gallery')),
});
