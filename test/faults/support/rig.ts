import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer as createHttp } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Page } from 'playwright';
import { build } from 'vite';
import { inlineSource } from '../../../packages/core/build/inline-source.ts';
import { createServer } from '../../../packages/server/src/index.ts';
import type { ServerOptions } from '../../../packages/server/src/index.ts';
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
}

/** Builds the page, starts server, proxy and browser; ends them all in reverse. */
export async function rig({
  seed = 1,
  server,
  microphone = 'beeps',
  port,
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
    const folder = mkdtempSync(join(tmpdir(), 'vivavoce-'));
    undo.push(() => rmSync(folder, { recursive: true, force: true }));
    const site = await serve(folder);
    undo.push(() => site.close());
    const browser = await startBrowser(microphone);
    undo.push(() => browser.close());
    const page = await browser.newPage();
    await watch(page);
    await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => 'rig' in window);
    return { page, proxy, [Symbol.asyncDispose]: end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function serve(folder: string): Promise<ReturnType<typeof createHttp>> {
  await build({
    configFile: false,
    root: join(import.meta.dirname, '../page'),
    logLevel: 'error',
    plugins: [inlineSource()],
    resolve: { conditions: ['vivavoce-source', 'module', 'browser', 'development|production'] },
    build: { outDir: folder, emptyOutDir: true, target: 'es2022' },
  });
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
