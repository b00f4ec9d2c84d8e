import { join } from 'node:path';
import type { Plugin } from 'vite';
import { readAgain } from './exports-of.ts';
import { root } from './repository.ts';

const packages = ['react', 'core', 'realtime', 'server', 'testing', 'evi', 'voice-react'];
const sources = [
  ...['CONTRIBUTING.md', 'docs', 'apps/docs/index.md', 'apps/demo/src/gallery/stories'],
  'packages/voice-react/README.md',
  ...packages.map((name) => `packages/${name}/src`),
];

/** Writes the pages anew when one of their sources is edited. */
export function followSources(write: () => void): Plugin {
  return {
    name: 'follow-sources',
    apply: 'serve',
    configureServer({ watcher, config }) {
      watcher.add(sources.map((path) => join(root, path)));
      watcher.on('all', (_, file) => {
        const own = file.startsWith(join(root, 'apps/docs/.cache'));
        if (own || !/\.(md|tsx?)$/.test(file)) return;
        try {
          readAgain();
          write();
        } catch (error) {
          // A link to a page that is yet to be written must not end the server.
          config.logger.error(String(error));
        }
      });
    },
  };
}
