import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import webpack from 'webpack';
import { installPacked } from './support/installed.ts';
import { startBrowser, startServer } from './support/stage.ts';
import type { Running } from './support/stage.ts';

// An app of somebody else's: the packages as they are published, a bundler, and a policy without `blob:`.
const folder = mkdtempSync(join(tmpdir(), 'vivavoce-'));
const policy =
  "default-src 'self'; script-src 'self'; worker-src 'self'; connect-src 'self' ws://127.0.0.1:*";

const app = (assets: string): string => `
import { VoiceClient } from '@vivavoce/core';
${assets}
const client = new VoiceClient({ url: new URLSearchParams(location.search).get('server'), ...options });
const say = (text) => document.body.append(text, ' ');
client.on('warning', ({ message }) => say('WARNING ' + message));
client.on('connection', ({ connection }) => say(connection.status));
client.on('message', ({ message }) => say(message.type));
document.querySelector('button').onclick = () => client.connect().catch((error) => say(error.reason + ': ' + error.message));
`;

const names = {
  captureProcessor: 'capture-processor',
  playbackProcessor: 'playback-processor',
  voiceWorker: 'voice-worker',
};

const bundlers = {
  async vite(source: string, out: string): Promise<void> {
    const entry = join(folder, 'vite-app');
    mkdirSync(entry, { recursive: true });
    writeFileSync(join(entry, 'main.js'), source);
    writeFileSync(
      join(entry, 'index.html'),
      '<button>Talk</button><script type="module" src="/main.js"></script>',
    );
    await build({ root: entry, logLevel: 'error', build: { outDir: out, emptyOutDir: true } });
  },
  async webpack(source: string, out: string): Promise<void> {
    const entry = join(folder, 'webpack-app');
    mkdirSync(entry, { recursive: true });
    writeFileSync(join(entry, 'main.js'), source);
    await new Promise<void>((settle, fail) => {
      webpack(
        {
          mode: 'production',
          context: entry,
          entry: './main.js',
          output: { path: out, filename: 'main.js' },
        },
        (error, stats) => {
          if (error) fail(error);
          else if (stats?.hasErrors()) fail(new Error(stats.toString('errors-only')));
          else settle();
        },
      );
    });
    writeFileSync(
      join(out, 'index.html'),
      '<button>Talk</button><script src="main.js" defer></script>',
    );
  },
};

const assets = {
  vite: `${Object.entries(names)
    .map(([name, file]) => `import ${name} from '@vivavoce/core/assets/${file}.js?url&no-inline';`)
    .join('\n')}\nconst options = { assets: { ${Object.keys(names).join(', ')} } };`,
  webpack: `const options = { assets: { ${Object.entries(names)
    .map(
      ([name, file]) =>
        `${name}: new URL('@vivavoce/core/assets/${file}.js', import.meta.url).href`,
    )
    .join(', ')} } };`,
};

let server: Running;
let browser: Browser;
beforeAll(async () => {
  installPacked(folder, ['evi', 'core']);
  server = await startServer(['--recogniser', 'none']);
  browser = await startBrowser('beeps');
}, 120_000);

afterAll(async () => {
  await browser.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test.each(['vite', 'webpack'] as const)(
  'an app built with %s talks under a policy that refuses blob:',
  async (bundler) => {
    const page = await show(bundler, assets[bundler]);
    expect(page).toMatch(/connecting .*chat_metadata .*connected/);
    expect(page).not.toMatch(/WARNING/);
  },
);

test('without the option the error names the directive and the option', async () => {
  const page = await show('vite', 'const options = {};');
  expect(page).toMatch(/failed/);
  expect(page).toMatch(/audio-worklet-blocked: .*script-src blob:.*assets/);
});

test('where the policy refuses the Worker alone the page takes over, and the warning names the directive and the option', async () => {
  const page = await show(
    'vite',
    'const options = {};',
    policy.replace("script-src 'self'", "script-src 'self' blob:"),
  );
  expect(page).toMatch(/WARNING The voice runs on the main thread: .*worker-src blob:.*assets/);
  expect(page).toMatch(/chat_metadata .*connected/);
});

test('where the policy lets no socket out the call is refused at once, and the message names the directive', async () => {
  const page = await show('vite', assets.vite, policy.replace(' ws://127.0.0.1:*', ''));
  expect(page).toMatch(/failed connection-refused: .*connect-src/);
});

test.each(['vite', 'webpack'] as const)(
  'the scripts of the other threads come behind an app built with %s, and a click fetches nothing of it any more',
  async (bundler) => {
    const fetched: string[] = [];
    const page = await show(
      bundler,
      'const options = {};',
      "script-src 'self' blob:",
      async (at) => {
        at.on('request', (request) => {
          if (request.resourceType() === 'script') fetched.push(request.url());
        });
        await at.reload();
        const holdsProcessors = (url: string): Promise<boolean> =>
          at.evaluate(
            async (one) => (await (await fetch(one)).text()).includes('registerProcessor'),
            url,
          );
        const found = async (): Promise<string[]> => {
          const answers = await Promise.all([...fetched].map(holdsProcessors));
          return fetched.filter((_, index) => answers[index]);
        };
        await expect.poll(found).toHaveLength(1);
        // Not the one that the page begins with.
        expect(await found()).not.toContain(fetched[0]);
        fetched.length = 0;
      },
    );
    expect(page).toMatch(/chat_metadata .*connected/);
    expect(page).not.toMatch(/WARNING/);
    expect(fetched.filter((url) => !url.startsWith('blob:'))).toEqual([]);
  },
);

test('where they can not be fetched the call is refused, and says so; with a network it is made', async () => {
  let lost = true;
  const page = await show('vite', 'const options = {};', "script-src 'self' blob:", async (at) => {
    await at.route('**/*.js', (route) =>
      lost && route.request().url().includes('texts') ? route.abort() : route.fallback(),
    );
    await at.reload();
    await at.getByRole('button').click();
    const body = at.locator('body');
    await expect.poll(() => body.innerText()).toMatch(/failed connection-lost: .*Reload/);
    lost = false;
    await at.reload();
  });
  expect(page).toMatch(/chat_metadata .*connected/);
});

/** Builds the app, opens it in a browser, clicks, and returns what the page then says. */
async function show(
  bundler: keyof typeof bundlers,
  choice: string,
  directives: string = policy,
  before: (page: Page) => Promise<void> = () => Promise.resolve(),
): Promise<string> {
  const out = mkdtempSync(join(folder, 'out-'));
  await bundlers[bundler](app(choice), out);
  const site = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://site').pathname;
    const file = join(out, path === '/' ? 'index.html' : path);
    const type = extname(file) === '.js' ? 'text/javascript' : 'text/html';
    const body = existsSync(file) ? readFileSync(file) : null;
    response
      .writeHead(body ? 200 : 404, { 'content-type': type, 'content-security-policy': directives })
      .end(body);
  }).listen(0, '127.0.0.1');
  await once(site, 'listening');
  const page = await browser.newPage();
  try {
    const { port } = site.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/?server=${server.url}`);
    await before(page);
    await page.getByRole('button').click();
    const body = page.locator('body');
    await expect.poll(() => body.innerText()).toMatch(/connected|failed .*: /);
    return await body.innerText();
  } finally {
    await page.close();
    site.close();
    site.closeAllConnections();
  }
}
