import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';
import { repositoryPages } from './repository-pages.ts';

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css',
  webp: 'image/webp',
  svg: 'image/svg+xml',
};

/** Serves the pages of `repositoryPages` beside the demo: while developing from the files as they are, and in what is built. */
export function serveRepository(): Plugin {
  return {
    name: 'serve-repository',
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const path = decodeURI((request.url ?? '').slice(1).replace(/[?#].*$/, ''));
        const make = repositoryPages().get(path);
        if (!make) {
          next();
          return;
        }
        response.setHeader('content-type', types[path.split('.').at(-1) ?? ''] ?? 'text/plain');
        response.end(make());
      });
    },
    // Not as assets of the bundle, of which Vite would list and compress each one.
    writeBundle({ dir = '' }) {
      for (const [name, make] of repositoryPages()) {
        const file = join(dir, name);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, make());
      }
    },
  };
}
