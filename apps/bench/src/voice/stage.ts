import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import type { Browser } from 'playwright';
import { build } from 'vite';
import type { Plugin } from 'vite';
import { findChromium } from '../../../../scripts/chromium.mjs';
import type { Options } from './options.ts';
import { BenchServer } from './server/bench-server.ts';
import { burstSound, microphoneRate } from './signals/bursts.ts';
import { talk } from './signals/talk.ts';
import { wav } from './signals/wav.ts';
import { writeOtherPlaybacks } from './other-playback.ts';
import { WallClock } from './wall-clock.ts';

/** Seconds the virtual microphone lasts, from each time it is opened. */
const microphoneLength = 180;

type StageOptions = Pick<Options, 'voiceReactWorklet' | 'before'>;

/** Everything the measurements share: one clock, one server, one browser. */
export interface Stage {
  readonly clock: WallClock;
  readonly server: BenchServer;
  /** Its microphone hears bursts out of silence. */
  readonly browser: Browser;
  /** Its microphone hears somebody who does not stop talking. */
  readonly talking: Browser;
  /** Where the page is served, and the chat. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Builds the page, opens the server and the browser; ends them all in reverse.
 *
 * @param options its `voiceReactWorklet`, the script that voice-react's worklet mode loads from the network, as a local file;
 *   and `before`, the folder of another checkout
 */
export async function raiseStage(options: StageOptions): Promise<Stage> {
  const undo: (() => Promise<void>)[] = [];
  const end = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'voice-bench-'));
    undo.push(() => rm(folder, { recursive: true, force: true }));
    const site = join(folder, 'site');
    await buildPage(site, options);
    await writeOtherPlaybacks(site);
    const open = async (name: string, sound: Float32Array): Promise<Browser> => {
      const file = join(folder, `${name}.wav`);
      await writeFile(file, wav(sound, microphoneRate));
      const browser = await openBrowser(file);
      undo.push(() => browser.close());
      return browser;
    };
    const clock = new WallClock();
    const server = new BenchServer(site, clock);
    const url = await server.listen();
    undo.push(() => server.close());
    const browser = await open('bursts', burstSound(microphoneLength));
    const talking = await open('talk', talk(microphoneLength));
    return { clock, server, browser, talking, url, close: end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** The built core of another checkout. */
export function coreOf(checkout: string): string {
  return join(checkout, 'packages/core/dist/index.js');
}

async function buildPage(
  outDir: string,
  { voiceReactWorklet, before }: StageOptions,
): Promise<void> {
  await build({
    root: join(import.meta.dirname, 'page'),
    configFile: false,
    logLevel: 'error',
    worker: { format: 'es' },
    resolve: {
      alias: {
        'vivavoce-before': before === undefined ? '@vivavoce/core' : coreOf(before),
      },
    },
    plugins: voiceReactWorklet === undefined ? [] : [localWorklet()],
    build: { outDir, target: 'es2022', chunkSizeWarningLimit: 2000 },
  });
  if (voiceReactWorklet !== undefined) {
    await copyFile(voiceReactWorklet, join(outDir, 'voice-react-worklet.js'));
  }
}

/** Has voice-react load its worklet from where the page comes from. Nothing else of it is touched. */
function localWorklet(): Plugin {
  return {
    name: 'bench:local-worklet',
    transform: (code, id) =>
      id.includes('@humeai/voice-react')
        ? code.replace(/https:[^'"`]*\/audio-worklet-[^'"`]*\.js/g, '/voice-react-worklet.js')
        : null,
  };
}

/** @param microphone a WAV file that the microphone hears once */
export async function openBrowser(microphone: string): Promise<Browser> {
  const executablePath = findChromium();
  return chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-audio-output',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${microphone}%noloop`,
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
}
