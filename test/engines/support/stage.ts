import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { BenchServer } from '../../../apps/bench/src/voice/server/bench-server.ts';
import { WallClock } from '../../../apps/bench/src/voice/wall-clock.ts';
import { inlineSource } from '../../../packages/core/build/inline-source.ts';
import { chromiumEngine, firefoxEngine } from './playwright-engines.ts';
import { webkitEngine } from './webkit-engine.ts';

/** The three that browsers are made of. */
export const engines = [chromiumEngine, firefoxEngine, webkitEngine];

/** The page, and a scripted chat at every address under it. */
export interface EngineStage extends AsyncDisposable {
  readonly url: string;
  readonly clock: WallClock;
  readonly server: BenchServer;
  /** What the page can fetch lies in here. */
  readonly folder: string;
}

/** Builds the page and serves it. */
export async function serveEngines(): Promise<EngineStage> {
  const folder = mkdtempSync(join(tmpdir(), 'vivavoce-'));
  await build({
    configFile: false,
    root: join(import.meta.dirname, '../page'),
    logLevel: 'error',
    plugins: [inlineSource()],
    worker: { format: 'es' },
    resolve: { conditions: ['vivavoce-source', 'module', 'browser', 'development|production'] },
    build: { outDir: folder, emptyOutDir: true, target: 'es2022' },
  });
  const clock = new WallClock();
  const server = new BenchServer(folder, clock);
  const url = await server.listen();
  return {
    url,
    clock,
    server,
    folder,
    [Symbol.asyncDispose]: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
