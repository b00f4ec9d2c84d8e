import { join } from 'node:path';
import { build, createServer } from 'vite';
import type { Plugin } from 'vite';
import { root } from './repository.ts';

// The live examples are the demo's gallery: one truth for the states of a component, with a scripted server and a microphone that hums.
const demo = join(root, 'apps/demo');
const configFile = join(demo, 'vite.config.ts');
const base = '/gallery/';

/** Builds the gallery into a folder of the site. The packages must have been built. */
export async function buildGallery(outDir: string): Promise<void> {
  await build({
    root: demo,
    configFile,
    base,
    logLevel: 'warn',
    build: { outDir, emptyOutDir: true, rolldownOptions: { input: [join(demo, 'gallery.html')] } },
  });
}

/** Serves the gallery beside the pages while they are written. */
export function serveGallery(): Plugin {
  return {
    name: 'serve-gallery',
    apply: 'serve',
    async configureServer({ middlewares, httpServer }) {
      const gallery = await createServer({
        root: demo,
        configFile,
        base,
        server: { middlewareMode: true, hmr: false, ws: false },
      });
      httpServer?.once('close', () => void gallery.close());
      middlewares.use((request, response, next) => {
        if (request.url?.startsWith(base)) gallery.middlewares(request, response, next);
        else next();
      });
    },
  };
}
