import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { build } from 'vite';
import { burstSound, microphoneRate } from '../voice/signals/bursts.ts';
import { talk } from '../voice/signals/talk.ts';
import { wav } from '../voice/signals/wav.ts';
import { openBrowser } from '../voice/stage.ts';
import { WallClock } from '../voice/wall-clock.ts';
import { pitchOf } from './analysis/marked-bursts.ts';
import { RealtimeServer } from './server/realtime-server.ts';

/** Seconds the virtual microphone lasts, from each time it is opened. */
const microphoneLength = 180;

/** One clock, one server, and one browser for each microphone. */
export interface Stage {
  readonly clock: WallClock;
  readonly server: RealtimeServer;
  /** Its microphone hears bursts out of silence, each of which is known by its tone. */
  readonly browser: Browser;
  /** Its microphone hears somebody who does not stop talking. */
  readonly talking: Browser;
  /** Where the page is served, and the services. */
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
    const folder = await mkdtemp(join(tmpdir(), 'realtime-bench-'));
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
    const clock = new WallClock();
    const server = new RealtimeServer(site, clock);
    const url = await server.listen();
    undo.push(() => server.close());
    const open = async (name: string, sound: Float32Array): Promise<Browser> => {
      const file = join(folder, `${name}.wav`);
      await writeFile(file, wav(sound, microphoneRate));
      const browser = await openBrowser(file);
      undo.push(() => browser.close());
      return browser;
    };
    const browser = await open('bursts', burstSound(microphoneLength, pitchOf));
    const talking = await open('talk', talk(microphoneLength));
    return { clock, server, browser, talking, url, close: end };
  } catch (error) {
    await end();
    throw error;
  }
}
