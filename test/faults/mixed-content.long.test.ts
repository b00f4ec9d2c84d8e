import { join } from 'node:path';
import type { Page } from 'playwright';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inlineSource } from '../../packages/core/build/inline-source.ts';
import { startBrowser } from '../journeys/support/stage.ts';

let browser: Awaited<ReturnType<typeof startBrowser>>;
let script: string;

beforeAll(async () => {
  browser = await startBrowser('beeps');
  const built = await build({
    configFile: false,
    logLevel: 'error',
    plugins: [inlineSource()],
    resolve: { conditions: ['vivavoce-source', 'module', 'browser', 'development|production'] },
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: join(import.meta.dirname, 'page/main.ts'), formats: ['iife'], name: 'page' },
    },
  });
  const [file] = [built].flat().flatMap((one) => ('output' in one ? one.output : []));
  script = file?.type === 'chunk' ? file.code : '';
});
afterAll(() => browser.close());

/** A page of an https origin, without a server of its own. */
async function open(policy: string): Promise<Page> {
  const page = await browser.newPage();
  const headers = { 'content-type': 'text/html', 'content-security-policy': policy };
  await page.route('https://app.example/', (route) => route.fulfill({ headers, body: '<p>' }));
  await page.goto('https://app.example/');
  await page.evaluate(script);
  return page;
}

/** How connecting ends there, and what is told of it. */
async function connect(page: Page, url: string, thread: 'worker' | 'main') {
  await page.evaluate((options) => window.rig.make(options), {
    url,
    thread,
    microphone: false,
    credentials: undefined,
  } as const);
  const reason = await page.evaluate(() => window.rig.connect());
  const { connection } = await page.evaluate(() => window.rig.client.state);
  const warnings = await page.evaluate(
    () => window.rig.events.filter(({ type }) => type === 'warning').length,
  );
  const message = connection.status === 'failed' ? connection.error.message : '';
  return { reason, message, warnings };
}

test.each(['worker', 'main'] as const)(
  'mixed content is called so by a real https page, its session in a %s thread',
  async (thread) => {
    const page = await open('');
    for (const url of ['ws://voice.example', 'http://voice.example:81/path'])
      expect(await connect(page, url, thread)).toMatchObject({
        reason: 'usage',
        message: expect.stringMatching(/mixed content.*wss:/) as unknown,
        warnings: 0,
      });
    // Chromium lets a page dial its own machine, where nobody listens; another browser does not.
    expect(await connect(page, 'ws://127.0.0.1:1', thread)).toMatchObject({
      reason: 'connection-refused',
      message: expect.stringMatching(/mixed content.*Is the server running/) as unknown,
    });
    await page.close();
  },
);

test('a policy that makes wss: of ws: has nothing to do with mixed content', async () => {
  const page = await open('upgrade-insecure-requests');
  const { reason, message } = await connect(page, 'ws://voice.example', 'main');
  expect(reason).toBe('connection-refused');
  expect(message).not.toMatch(/mixed/);
  await page.close();
});
