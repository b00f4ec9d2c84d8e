import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { chromium } from 'playwright';
import type { Browser, Page } from 'playwright';
import { findChromium } from '../../../scripts/chromium.mjs';
import { freePort, program, root } from '../../../scripts/tools.mjs';
import { layLine } from './line.ts';
import type { Line } from './line.ts';
import { watch } from './watch.ts';

/** Everything between a voice and a page, the way a user has it. */
export interface Stage extends AsyncDisposable {
  readonly page: Page;
  readonly line: Line;
  readonly server: Running;
}

/** What differs from stage to stage: what is there already is used, and stays. */
export interface StageOptions {
  readonly microphone: FakeMicrophone | Browser;
  /** A server, or the arguments of one. */
  readonly server?: string[] | Running;
}

/** Starts server, line, page and browser; ends them all in reverse. */
export async function raise({ microphone, server: kind = [] }: StageOptions): Promise<Stage> {
  const undo: (() => Promise<void>)[] = [];
  const end = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const server = Array.isArray(kind) ? await startServer(kind) : kind;
    if (server !== kind) undo.push(() => server.stop());
    const line = await layLine(server.url, join(root, 'apps/demo/dist'));
    undo.push(() => line.stop());
    const there = typeof microphone === 'object' && 'newPage' in microphone;
    const browser = there ? microphone : await startBrowser(microphone);
    if (!there) undo.push(() => browser.close());
    const page = await openPage(browser, line.url);
    undo.push(() => page.close());
    return { page, line, server, [Symbol.asyncDispose]: end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** What is open, counted from outside the kit. */
export interface OpenThings {
  readonly microphones: number;
  readonly contexts: number;
  readonly workers: number;
  readonly sockets: number;
}

/** What is open at this moment. */
export async function openThings({ page, line }: Stage): Promise<OpenThings> {
  const { microphones, contexts } = await page.evaluate(() => ({
    microphones: window.watched.tracks.filter(({ readyState }) => readyState === 'live').length,
    contexts: window.watched.contexts.filter(({ state }) => state !== 'closed').length,
  }));
  return { microphones, contexts, workers: page.workers().length, sockets: line.sockets };
}

/** A program that was started, and how to end it. */
export interface Running {
  readonly url: string;
  /** Ends it and waits until it has. `SIGKILL`: as a crash would. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** The built server, on a port of its own. */
export async function startServer(args: string[] = []): Promise<Running> {
  const port = await freePort(17_880 + Math.floor(Math.random() * 1000));
  const url = `http://127.0.0.1:${port}`;
  return launch(
    [join(root, 'packages/server/dist/cli.js'), '--port', String(port), ...args],
    root,
    {},
    `${url}/health`,
    url,
  );
}

/** The built demo page, in front of that server. */
export async function startPage(server: string): Promise<Running> {
  const port = await freePort(15_173 + Math.floor(Math.random() * 1000));
  const url = `http://127.0.0.1:${port}`;
  const vite = [
    program('apps/demo', 'vite/bin/vite.js'),
    'preview',
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--strictPort',
  ];
  return launch(vite, join(root, 'apps/demo'), { VIVAVOCE_SERVER: server }, url, url);
}

/** How a browser's microphone behaves: what it plays, or why there is none; or the sound server whose devices it has. */
type FakeMicrophone =
  | { readonly plays: string }
  | { readonly plugged: Readonly<Record<string, string>> }
  | 'refused'
  | 'missing'
  | 'beeps';

/** A real browser with that microphone. `unlike`: what a driver asks for by default and this one shall not. */
export async function startBrowser(
  microphone: FakeMicrophone,
  more: readonly string[] = [],
  unlike: readonly string[] = [],
): Promise<Browser> {
  const executablePath = findChromium();
  const server =
    typeof microphone === 'object' && 'plugged' in microphone ? microphone.plugged : null;
  return chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    ...(server !== null && { env: { ...process.env, ...server } }),
    ignoreDefaultArgs: [...unlike],
    args: [
      '--no-sandbox',
      '--disable-gpu',
      ...(server ? [] : ['--disable-audio-output']),
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--use-fake-ui-for-media-stream${microphone === 'refused' ? '=deny' : ''}`,
      ...(microphone === 'missing' || server ? [] : ['--use-fake-device-for-media-stream']),
      ...(typeof microphone === 'object' && 'plays' in microphone
        ? [`--use-file-for-fake-audio-capture=${microphone.plays}%noloop`]
        : []),
      ...more,
    ],
  });
}

/** Opens the page as a user would, watched. */
async function openPage(browser: Browser, url: string): Promise<Page> {
  // Without a graphics card, what moves takes a processor to itself.
  const page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  });
  await watch(page);
  await page.goto(url);
  return page;
}

async function launch(
  args: string[],
  cwd: string,
  env: Record<string, string>,
  probe: string,
  url: string,
): Promise<Running> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (text) => (said += String(text)));
  child.stderr.on('data', (text) => (said += String(text)));
  const end = Date.now() + 60_000;
  while (!(await answers(probe))) {
    if (child.exitCode !== null || Date.now() > end) {
      await stop(child, 'SIGKILL');
      throw new Error(`${args[0]} did not come up at ${probe}:\n${said}`);
    }
    await new Promise((settle) => setTimeout(settle, 50));
  }
  return { url, stop: (signal = 'SIGTERM') => stop(child, signal) };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(10_000) })).ok;
  } catch {
    return false;
  }
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill(signal);
  await closed;
}
