import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, CDPSession, Page } from 'playwright';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inlineSource } from '../../packages/core/build/inline-source.ts';
import { root } from '../../scripts/tools.mjs';
import { startBrowser } from './support/stage.ts';

// A browser that lets no page sound before somebody has done something, and fingers as the system reports them.

/** Calls by itself, as a page does that is opened again: nobody has touched it yet. The server is no more than its greeting. */
const app = `
import { VoiceClient } from ${JSON.stringify(join(root, 'packages/core/src/index.ts'))};
window.WebSocket = class extends EventTarget {
  readyState = 0;
  bufferedAmount = 0;
  constructor() {
    super();
    setTimeout(() => {
      this.readyState = 1;
      this.onopen?.({});
      const data = JSON.stringify({ type: 'chat_metadata', chat_id: 'c', chat_group_id: 'g' });
      this.onmessage?.({ data });
    });
  }
  send() {}
  close() { this.readyState = 3; }
};
const client = new VoiceClient({ url: 'ws://127.0.0.1', microphone: false, thread: 'main' });
client.on('audio', ({ audio }) => (document.title = audio));
void client.connect();
`;
const html = `<!doctype html><meta name="viewport" content="width=device-width">
<p id="plain">plain</p>
<p id="swallowed">swallowed</p>
<dialog><button id="button">in a dialog</button></dialog>
<script>
  const all = ['pointerdown', 'pointerup', 'mousedown', 'mouseup', 'touchstart', 'touchend', 'click', 'keydown', 'keyup'];
  for (const type of all) {
    document.addEventListener(type, (event) => {
      if (event.target.id === 'swallowed' || event.key === 'x') event.stopImmediatePropagation();
    }, true);
  }
</script>
<script type="module" src="/main.js"></script>`;

const folder = mkdtempSync(join(tmpdir(), 'vivavoce-'));
const site = createServer(({ url = '/' }, response) => {
  const script = url.endsWith('.js');
  response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
  response.end(script ? readFileSync(join(folder, 'out', url)) : html);
});
let browser: Browser;

beforeAll(async () => {
  writeFileSync(join(folder, 'main.js'), app);
  await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    plugins: [inlineSource()],
    resolve: { conditions: ['vivavoce-source', 'module', 'browser'] },
    build: {
      outDir: 'out',
      rolldownOptions: {
        input: join(folder, 'main.js'),
        output: { entryFileNames: 'main.js' },
      },
    },
  });
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  // As it is for everybody; its sister `user-gesture-required` holds back sound of frames alone.
  browser = await startBrowser('missing', ['--autoplay-policy=document-user-activation-required']);
});

afterAll(async () => {
  await browser.close();
  site.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Hand {
  readonly page: Page;
  readonly system: CDPSession;
  /** The middle of what bears that id. */
  at(id: string): Promise<{ x: number; y: number }>;
}

const touch = async ({ system, at }: Hand, id: string): Promise<void> => {
  await system.send('Input.dispatchTouchEvent', {
    type: 'touchStart',
    touchPoints: [await at(id)],
  });
  await system.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
};
const press = async ({ page, at }: Hand, id: string): Promise<void> => {
  const { x, y } = await at(id);
  await page.mouse.click(x, y);
};

test.each<[string, (hand: Hand) => Promise<void>]>([
  ['a touch', (hand) => touch(hand, 'plain')],
  ['a touch that the app lets nobody hear of', (hand) => touch(hand, 'swallowed')],
  [
    'a touch in a dialog',
    async (hand) => {
      await look(hand.system, `document.querySelector('dialog').showModal()`);
      await touch(hand, 'button');
    },
  ],
  ['a click that the app lets nobody hear of', (hand) => press(hand, 'swallowed')],
  ['a key that the app lets nobody hear of', ({ page }) => page.keyboard.press('x')],
])('%s, the first one, brings the sound', async (_, gesture) => {
  const page = await browser.newPage({ hasTouch: true, isMobile: true });
  const { port } = site.address() as AddressInfo;
  const system = await page.context().newCDPSession(page);
  await page.goto(`http://127.0.0.1:${port}`);
  await expect.poll(() => look(system, 'document.title')).toBe('needs-gesture');
  const at = async (id: string): Promise<{ x: number; y: number }> => {
    const place = `(({ x, y, height }) => ({ x: x + 10, y: y + height / 2 }))(${id}.getBoundingClientRect())`;
    return (await look(system, place)) as { x: number; y: number };
  };
  await gesture({ page, at, system });
  await expect.poll(() => look(system, 'document.title')).toBe('running');
  await page.close();
});

/** What Playwright's own `evaluate` does not: it looks without being taken for a person's doing. */
async function look(system: CDPSession, expression: string): Promise<unknown> {
  const { result } = await system.send('Runtime.evaluate', { expression, returnByValue: true });
  return result.value as unknown;
}
