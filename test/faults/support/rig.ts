import { existsSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer as createHttp } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { chromium } from 'playwright';
import type { Page } from 'playwright';
import { build } from 'vite';
import { inlineSource } from '../../../packages/core/build/inline-source.ts';
import { createServer } from '../../../packages/server/src/index.ts';
import type { ServerOptions } from '../../../packages/server/src/index.ts';
import { fingerprint } from '../../../scripts/fingerprint.mjs';
import { freePort, root } from '../../../scripts/tools.mjs';
import { startBrowser } from '../../journeys/support/stage.ts';
import { watch } from '../../journeys/support/watch.ts';
import type { Rigged } from '../page/main.ts';
import { seeded } from './random.ts';
import { TcpProxy } from './tcp-proxy.ts';

/** Everything between a real client in a real browser and the real server, with the weather in between. */
export interface Rig extends AsyncDisposable {
  readonly page: Page;
  readonly proxy: TcpProxy;
}

/** What differs from rig to rig. */
export interface RigOptions {
  readonly seed?: number;
  readonly server?: ServerOptions;
  readonly microphone?: Parameters<typeof startBrowser>[0];
  /** A port of this machine in the place of the server. */
  readonly port?: number;
  /** Whether the page is a tab that can be put in the background, where the browser slows it down. */
  readonly tab?: boolean;
}

/** Has the page built, starts server, proxy and browser; ends them all in reverse. */
export async function rig({
  seed = 1,
  server,
  microphone = 'beeps',
  port,
  tab = false,
}: RigOptions): Promise<Rig> {
  const undo: (() => unknown)[] = [];
  const end = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    let target = port;
    if (target === undefined) {
      const running = await createServer({ port: 0, recogniser: 'none', ...server }).listen();
      undo.push(() => running.close());
      target = running.port;
    }
    const proxy = await TcpProxy.start(target, seeded(seed));
    undo.push(() => proxy.stop());
    const site = await serve(await built());
    undo.push(() => site.close());
    const { page, close } = await (tab ? openTab(microphone) : openPage(microphone));
    undo.push(close);
    await watch(page);
    await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => 'rig' in window);
    return { page, proxy, [Symbol.asyncDispose]: end };
  } catch (error) {
    await end();
    throw error;
  }
}

interface Opened {
  readonly page: Page;
  readonly close: () => Promise<void>;
}

async function openPage(microphone: Parameters<typeof startBrowser>[0]): Promise<Opened> {
  const browser = await startBrowser(microphone);
  return { page: await browser.newPage(), close: () => browser.close() };
}

/**
 * A driver keeps every page in the foreground, whatever tab is in front of it. So a second one is connected, which is told
 * to leave the browser's own tabs as they are.
 */
async function openTab(microphone: Parameters<typeof startBrowser>[0]): Promise<Opened> {
  const port = await freePort(19_400 + Math.floor(Math.random() * 1000));
  const browser = await startBrowser(
    microphone,
    [`--remote-debugging-port=${port}`],
    [
      '--disable-background-timer-throttling',
      '--disable-backgrounding-occluded-windows',
      '--disable-renderer-backgrounding',
      '--disable-back-forward-cache',
    ],
  );
  try {
    const user = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true });
    const [context] = user.contexts();
    if (!context) throw new Error('The browser has no window.');
    return { page: await context.newPage(), close: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** The page, built once for all rigs, as long as no source is another. @returns its folder */
async function built(): Promise<string> {
  const page = join(import.meta.dirname, '../page');
  const sources = readdirSync(join(root, 'packages')).map((name) =>
    join(root, 'packages', name, 'src'),
  );
  const folder = join(root, '.cache/rig', fingerprint([page, ...sources]));
  if (existsSync(folder)) return folder;
  // Of two that build at the same time the first one's stays.
  const own = `${folder}.${process.pid}`;
  await build({
    configFile: false,
    root: page,
    logLevel: 'error',
    plugins: [inlineSource()],
    resolve: { conditions: ['vivavoce-source', 'module', 'browser', 'development|production'] },
    build: { outDir: own, emptyOutDir: true, target: 'es2022' },
  });
  try {
    renameSync(own, folder);
  } catch (error) {
    rmSync(own, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

async function serve(folder: string): Promise<ReturnType<typeof createHttp>> {
  const site = createHttp((request, response) => {
    const path = new URL(request.url ?? '/', 'http://site').pathname;
    const file = join(folder, path === '/' ? 'index.html' : path);
    const body = existsSync(file) ? readFileSync(file) : null;
    const type = extname(file) === '.js' ? 'text/javascript' : 'text/html';
    response.writeHead(body ? 200 : 404, { 'content-type': type }).end(body);
  }).listen(0, '127.0.0.1');
  await once(site, 'listening');
  return site;
}

/** All that the client told so far, of that type. */
export function told<Type extends Rigged['events'][number]['type']>(
  page: Page,
  type: Type,
): Promise<Extract<Rigged['events'][number], { type: Type }>[]> {
  return page.evaluate(
    (wanted) =>
      window.rig.events.filter(
        (event): event is Extract<typeof event, { type: Type }> => event.type === wanted,
      ),
    type,
  );
}
