import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { build } from 'vite';
import { BenchServer } from '../voice/server/bench-server.ts';
import { microphoneRate } from '../voice/signals/bursts.ts';
import { talk } from '../voice/signals/talk.ts';
import { wav } from '../voice/signals/wav.ts';
import { openBrowser } from '../voice/stage.ts';
import { WallClock } from '../voice/wall-clock.ts';

/** Seconds the virtual microphone lasts, from each time it is opened. */
const microphoneLength = 60;

/** One server and two browsers. */
export interface Stage {
  readonly server: BenchServer;
  /** Its microphone hears nothing. */
  readonly silent: Browser;
  /** Its microphone hears somebody who does not stop talking. */
  readonly talking: Browser;
  /** Where the page is served, and the chat. */
  readonly url: string;
  close(): Promise<void>;
}

/** Builds the page with the build of React that measures, opens the server and the browsers; ends them all in reverse. */
export async function raiseStage(): Promise<Stage> {
  const undo: (() => Promise<void>)[] = [];
  const end = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'react-bench-'));
    undo.push(() => rm(folder, { recursive: true, force: true }));
    const site = join(folder, 'site');
    await build({
      root: join(import.meta.dirname, 'page'),
      configFile: false,
      logLevel: 'error',
      worker: { format: 'es' },
      // Production code with its Profiler left in.
      resolve: { alias: [{ find: /^react-dom\/client$/, replacement: 'react-dom/profiling' }] },
      build: { outDir: site, target: 'es2022', chunkSizeWarningLimit: 2000 },
    });
    // A page of its own group of processes is given a clock of 5 µs; others have one of 100 µs.
    const server = new BenchServer(site, new WallClock(), {
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    });
    const url = await server.listen();
    undo.push(() => server.close());
    const open = async (name: string, sound: Float32Array): Promise<Browser> => {
      const file = join(folder, `${name}.wav`);
      await writeFile(file, wav(sound, microphoneRate));
      const browser = await openBrowser(file);
      undo.push(() => browser.close());
      return browser;
    };
    const silent = await open('silence', new Float32Array(microphoneLength * microphoneRate));
    const talking = await open('talk', talk(microphoneLength));
    return { server, silent, talking, url, close: end };
  } catch (error) {
    await end();
    throw error;
  }
}
