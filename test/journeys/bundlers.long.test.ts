import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import type { Browser } from 'playwright';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import webpack from 'webpack';
import { findChromium } from '../../scripts/chromium.mjs';
import { installFrom, installPacked } from './support/installed.ts';
import { installSetUps, ofSetUps, run, serve, setUps } from './support/set-ups.ts';

// One small app of somebody else's, with the packages as they are published, built for production by each bundler.
const app = mkdtempSync(join(tmpdir(), 'vivavoce-bundlers-'));
let browser: Browser;
let site: Awaited<ReturnType<typeof serve>>;

const main = `
import '@vivavoce/react/styles.css';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { ConnectButton, VoiceProvider, VoiceWidget } from '@vivavoce/react';
import { german } from '@vivavoce/react/german';
import { provider } from './provider.cjs';

createRoot(document.getElementById('root')).render(
  createElement(VoiceProvider, { labels: german },
    createElement(ConnectButton),
    createElement('p', null, provider === VoiceProvider ? 'one copy' : 'two copies'),
    createElement(VoiceWidget)),
);
`;
/** Part of the app is CommonJS still. */
const required = `exports.provider = require('@vivavoce/react').VoiceProvider;\n`;
const html = (head: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8" /><link rel="icon" href="data:," />${head}<div id="root"></div></html>`;

const plain = html(
  '<link rel="stylesheet" href="main.css" /><script type="module" src="main.js"></script>',
);

/** How each builds \`main.js\` into a folder. What it says is a failure. */
const bundlers: Record<string, (out: string) => Promise<string>> = {
  esbuild: (out) =>
    run(
      ofSetUps('esbuild/bin/esbuild'),
      ['main.js', '--bundle', '--minify', '--format=esm', `--outdir=${out}`],
      app,
    ),
  'esbuild with splitting': (out) =>
    run(
      ofSetUps('esbuild/bin/esbuild'),
      ['main.js', '--bundle', '--splitting', '--minify', '--format=esm', `--outdir=${out}`],
      app,
    ),
  parcel: async (out) => {
    writeFileSync(join(app, 'index.html'), html('<script type="module" src="./main.js"></script>'));
    return run(
      process.execPath,
      [
        ofSetUps('parcel/lib/bin.js'),
        'build',
        'index.html',
        '--dist-dir',
        out,
        '--public-url',
        './',
        '--no-cache',
      ],
      app,
    );
  },
  rspack: async (out) => {
    const { rspack } = createRequire(ofSetUps('x'))('@rspack/core') as { rspack: typeof webpack };
    return pack(rspack, out, { rules: [{ test: /\.css$/, type: 'css' }] });
  },
  webpack: (out) => pack(webpack, out, { rules: [{ test: /\.css$/, type: 'css' }] }, { css: true }),
  vite: async (out) => {
    writeFileSync(join(app, 'index.html'), html('<script type="module" src="./main.js"></script>'));
    await build({
      root: app,
      base: './',
      logLevel: 'error',
      build: { outDir: out, chunkSizeWarningLimit: 5000 },
    });
    return '';
  },
};

function pack(
  bundler: typeof webpack,
  path: string,
  module: object,
  experiments?: object,
): Promise<string> {
  return new Promise((settle) => {
    const options = {
      mode: 'production',
      context: app,
      entry: './main.js',
      output: { path },
      module,
      performance: false,
    };
    bundler(
      { ...options, ...(experiments && { experiments }) } as webpack.Configuration,
      (error, stats) =>
        settle(error?.message ?? (stats?.hasErrors() ? stats.toString('errors-only') : '')),
    );
  });
}

beforeAll(async () => {
  installSetUps();
  installPacked(app, ['evi', 'core', 'react']);
  // The React that the packages' own dependencies lean on.
  installFrom(app, 'packages/react', ['react', 'react-dom']);
  installFrom(app, setUps, ['next', 'tailwindcss']);
  const files = {
    'package.json': '{ "private": true }',
    'main.js': main,
    'provider.cjs': required,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(app, name), text);
  const executablePath = findChromium();
  browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: ['--no-sandbox'],
  });
  site = await serve(app);
}, 300_000);

afterAll(async () => {
  await browser.close();
  site.close();
  rmSync(app, { recursive: true, force: true });
});

interface Looks {
  readonly light: string;
  readonly dark: string;
  readonly saidDark: string;
  readonly text: string;
}

/** What the button is like where the reader likes it light, and dark, and where the page says that it is dark. */
async function look(path: string): Promise<Looks> {
  const page = await browser.newPage();
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'light' });
  await page.goto(`${site.url}/${path}/`);
  const button = page.locator('.vv-connect').first();
  await button.waitFor({ timeout: 10_000 }).catch(() => expect(faults).toEqual(['a button']));
  const color = (): Promise<string> =>
    button.evaluate((it) => getComputedStyle(it).backgroundColor);
  const light = await color();
  await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'dark' });
  const dark = await color();
  await page.evaluate(() => (document.documentElement.style.colorScheme = 'dark'));
  const saidDark = await color();
  const text = await page.locator('body').innerText();
  await page.close();
  expect(faults).toEqual([]);
  return { light, dark, saidDark, text };
}

const black = 'rgb(24, 24, 27)';
const white = 'rgb(244, 244, 245)';

test.each(Object.keys(bundlers))(
  'what %s builds runs with one copy of each module, and light where no CSS says color-scheme',
  async (name) => {
    const folder = name.replaceAll(' ', '-');
    const out = join(app, folder);
    mkdirSync(out);
    expect(await bundlers[name]?.(out)).toBe('');
    if (!existsSync(join(out, 'index.html'))) writeFileSync(join(out, 'index.html'), plain);
    const { text, ...colors } = await look(folder);
    expect(text).toMatch(/Gespräch beginnen/);
    expect(text).toMatch(/one copy/);
    expect(colors).toEqual({ light: black, dark: black, saidDark: white });
  },
);

const bun = ['linux-x64', 'linux-aarch64', 'darwin-aarch64']
  .map((platform) => ofSetUps(`@oven/bun-${platform}/bin/bun`))
  .find((path) => existsSync(path));

// Bun rewrites `light-dark()` whatever `@supports` says, into properties that only a `color-scheme` in CSS sets.
test.skipIf(!bun)(
  'what Bun builds runs with one copy, in the color-scheme that its CSS says',
  async () => {
    const out = join(app, 'bun');
    const source = `${main}\nimport './scheme.css';\n`;
    writeFileSync(join(app, 'bun-main.js'), source);
    writeFileSync(join(app, 'scheme.css'), ':root { color-scheme: light dark; }\n');
    const args = [
      'build',
      'bun-main.js',
      '--outdir',
      out,
      '--target',
      'browser',
      '--splitting',
      '--minify',
      '--production',
    ];
    expect(await run(String(bun), args, app)).toBe('');
    writeFileSync(join(out, 'index.html'), plain.replaceAll('main.', 'bun-main.'));
    const { text, light, dark } = await look('bun');
    expect(text).toMatch(/Gespräch beginnen[^]*one copy/);
    expect({ light, dark }).toEqual({ light: black, dark: white });
  },
);

test('Tailwind 4’s build keeps the colours, and its preflight loses where the order says so', async () => {
  const input = `@layer theme, base, vivavoce, components, utilities;
    @import 'tailwindcss';
    @import '@vivavoce/react/styles.css';`;
  writeFileSync(join(app, 'tailwind.css'), input);
  mkdirSync(join(app, 'tailwind'));
  const cli = ofSetUps('@tailwindcss/cli/dist/index.mjs');
  expect(
    await run(
      process.execPath,
      [cli, '-i', 'tailwind.css', '-o', 'tailwind/main.css', '--minify'],
      app,
    ),
  ).toBe('');
  const button = '<button class="vv-button vv-connect" data-state="idle">Talk</button>';
  writeFileSync(
    join(app, 'tailwind/index.html'),
    html(`<link rel="stylesheet" href="main.css" />${button}`),
  );
  const { light, dark, saidDark } = await look('tailwind');
  expect({ light, dark, saidDark }).toEqual({ light: black, dark: black, saidDark: white });
});

test('Next builds Server Components and a route that use labels and functions, and keeps the colours', async () => {
  const next = join(app, 'next');
  mkdirSync(join(next, 'app/api'), { recursive: true });
  const files = {
    'package.json': '{ "private": true }',
    'next.config.mjs': `export default { output: 'export', turbopack: { root: '/' } };`,
    'app/layout.jsx': `import '@vivavoce/react/styles.css';
      export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html>; }`,
    'app/page.jsx': `import { ConnectButton, Transcript, VoiceProvider, VoiceWidget, emotionColor, english, formatTranscript } from '@vivavoce/react';
      import { german } from '@vivavoce/react/german';
      export default function Page() {
        return <VoiceProvider labels={german}>
          <ConnectButton /><Transcript /><VoiceWidget />
          <p>{english.connect} {emotionColor('Joy')} {formatTranscript([], 'vtt')}</p>
        </VoiceProvider>;
      }`,
    'app/api/route.js': `import { defaultReconnectPolicy, formatTranscript } from '@vivavoce/react';
      export const dynamic = 'force-static';
      export const GET = () => Response.json([formatTranscript([], 'vtt'), typeof defaultReconnectPolicy.nextDelay]);`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(next, name), text);
  expect(await run(process.execPath, [ofSetUps('next/dist/bin/next'), 'build'], next)).toBe('');
  const out = join(next, 'out');
  expect(JSON.parse(readFileSync(join(out, 'api'), 'utf8'))).toEqual(['WEBVTT\n', 'function']);
  // It is made for the root of a site.
  const rooted = await serve(out);
  const before = site;
  site = rooted;
  try {
    const { text, ...colors } = await look('.');
    expect(text).toMatch(/Gespräch beginnen[^]*Start talking oklch/);
    expect(colors).toEqual({ light: black, dark: black, saidDark: white });
  } finally {
    site = before;
    rooted.close();
  }
  expect(readdirSync(out)).toContain('index.html');
});
