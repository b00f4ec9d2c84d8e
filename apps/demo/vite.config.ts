import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';
import { inlineSource } from '../../packages/core/build/inline-source.ts';
import { galleryReference } from './build/gallery-reference.ts';
import { quietLogger } from './build/quiet-logger.ts';
import { serveRepository } from './build/serve-repository.ts';
import { tokenRoutes } from './server/token-routes.ts';

// The page talks to its own origin, and these routes go on to the voice server: no address to type, no CORS, and the
// server still sees which page asks.
const target = process.env['VIVAVOCE_SERVER'] ?? 'http://127.0.0.1:8788';
const proxy = {
  '/v0': { target, ws: true },
  '/oauth2-cc': { target },
  '/health': { target },
};

export default defineConfig(({ command, isPreview }) => {
  // While developing, an edit in a package shows at once. What is built takes the packages as they are published.
  const fromSource = command === 'serve' && !isPreview;
  return {
    customLogger: quietLogger(),
    plugins: [
      react(),
      tokenRoutes(),
      galleryReference(),
      serveRepository(),
      ...(fromSource ? [inlineSource()] : []),
    ],
    resolve: {
      conditions: [...(fromSource ? ['vivavoce-source'] : []), ...defaultClientConditions],
    },
    server: { host: '127.0.0.1', proxy },
    preview: { host: '127.0.0.1', proxy },
    build: {
      target: 'es2022',
      rolldownOptions: { input: ['index.html', 'gallery.html'] },
    },
  };
});
