import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { program, root } from '../../scripts/tools.mjs';
import { unpack } from './support/installed.ts';
import { layLine } from './support/line.ts';
import { startBrowser, startServer } from './support/stage.ts';
import { watch } from './support/watch.ts';

// An app of somebody else's with the packages as they are published: typed, rendered on a server, taken over in a browser.
const folder = mkdtempSync(join(tmpdir(), 'vivavoce-app-'));

/** Where each React lies, with its types and with the zustand that leans on it. */
const reacts = { '18.2': 'test/react-18', '19': 'packages/react' } as const;
type React = keyof typeof reacts;

/** Every component there is, below one provider, each marked with its name. */
const everything = `
import * as kit from '@vivavoce/react';
import { StrictMode, createElement, useEffect } from 'react';

const props = { DeviceSelect: { kind: 'microphone' } };
export const names = Object.keys(kit).filter(
  (name) => /^[A-Z]/.test(name) && !/^Voice(Client|Error|Provider)$/.test(name),
);
// An effect runs when React has taken the page over, and on no server.
const Taken = () => useEffect(() => document.body.setAttribute('data-ready', ''), []);
export const page = (url) =>
  createElement(StrictMode, null, createElement(kit.VoiceProvider, { url }, names.map((name) =>
    createElement(kit[name], { key: name, 'data-component': name, ...props[name] })), createElement(Taken)));
`;

const onServer = `
import { renderToString } from 'react-dom/server';
import { names, page } from './everything.mjs';

const complaints = [];
console.error = (...words) => complaints.push(words.join(' '));
if ('window' in globalThis || 'document' in globalThis) throw new Error('This is no server.');
const html = renderToString(page());
console.log(JSON.stringify({ names, html, complaints }));
`;

const inBrowser = `
import '@vivavoce/react/styles.css';
import { hydrateRoot } from 'react-dom/client';
import { page } from './everything.mjs';

const url = new URLSearchParams(location.search).get('server');
window.root = hydrateRoot(document.getElementById('root'), page(url), {
  onRecoverableError: (error) => console.error('recovered from', error),
});
`;

const typed = `
import { AudioVisualizer, DeviceSelect, EmotionMeter, MuteButton, Transcript, VoiceProvider, VoiceWidget, useTranscript, useVoice } from '@vivavoce/react';
import type { EmotionMeterProps, TranscriptEntry } from '@vivavoce/react';
import { useRef } from 'react';
import type { ReactNode } from 'react';

export function Controls(): ReactNode {
  const button = useRef<HTMLButtonElement>(null);
  const { status, connect } = useVoice();
  const muted: boolean = useVoice((voice) => voice.muted);
  const texts: string[] = useTranscript().entries.map(({ text }: TranscriptEntry) => text);
  return (
    <>
      <button onClick={() => void connect()}>{status}{String(muted)}{texts}</button>
      <MuteButton ref={button} className="mine" onClick={(event) => event.currentTarget.blur()} />
      <MuteButton render={(props) => <button {...props} title={props['data-state']} />} />
      <AudioVisualizer shape="orb" ref={(canvas) => { canvas?.getContext('2d'); }} />
      {/* @ts-expect-error there is no such device */}
      <DeviceSelect kind="nose" />
      {/* @ts-expect-error a meter is no link */}
      <EmotionMeter href="/" />
    </>
  );
}

const meter: EmotionMeterProps = { top: 3, participant: 'both' };

export const app: ReactNode = (
  <VoiceProvider url="http://127.0.0.1:8788">
    <Controls />
    <Transcript emotions={2} />
    <EmotionMeter {...meter} />
    <VoiceWidget voice={{ url: 'http://127.0.0.1:8788' }} />
  </VoiceProvider>
);
`;

/** The whole apps that our pages show, as whoever copies them has them. */
const shown = ['README.md', 'docs/reference/react.md'].flatMap((path) =>
  [...readFileSync(join(root, path), 'utf8').matchAll(/^```tsx\n([^]*?)^```$/gm)]
    .map(([, code = '']) => code)
    .filter((code) => code.includes('export default')),
);

const typescript = {
  compilerOptions: {
    strict: true,
    target: 'ES2022',
    module: 'ESNext',
    moduleResolution: 'Bundler',
    lib: ['ES2023', 'DOM', 'DOM.Iterable'],
    jsx: 'react-jsx',
    types: [],
    noEmit: true,
  },
  include: ['app.tsx', 'shown-*.tsx'],
};

beforeAll(() => {
  for (const react of ['18.2', '19'] as const) {
    const modules = join(appOf(react), 'node_modules');
    for (const name of ['evi', 'core', 'react', 'realtime']) unpack(appOf(react), name);
    // What an install puts beside them.
    link('packages/evi/node_modules/valibot', join(modules, 'valibot'));
    for (const name of ['react', 'react-dom', 'zustand', '@types/react', '@types/react-dom'])
      link(join(reacts[react], 'node_modules', name), join(modules, name));
    const files = {
      'everything.mjs': everything,
      'server.mjs': onServer,
      'browser.mjs': inBrowser,
      'app.tsx': typed,
      'tsconfig.json': JSON.stringify(typescript),
      ...Object.fromEntries(shown.map((code, index) => [`shown-${String(index)}.tsx`, code])),
      'index.html':
        '<link rel="icon" href="data:," /><div id="root"></div><script type="module" src="/browser.mjs"></script>',
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(appOf(react), name), text);
  }
}, 120_000);

let browser: Browser;
beforeAll(async () => void (browser = await startBrowser('beeps')));

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

test('each page that begins with an app shows a whole one', () => expect(shown).toHaveLength(4));

test.each(['18.2', '19'] as const)('an app with React %s is typed by strict rules', (react) => {
  // By the compiler that most apps have yet, too.
  const compiler = process.env['VIVAVOCE_LONG'] === undefined ? 'typescript-7' : 'typescript';
  const tsc = program('.', `${compiler}/bin/tsc`);
  expect(execute([tsc, '-p', appOf(react)])).toBe('');
});

test.each(['18.2', '19'] as const)(
  'with React %s a server renders every component, and a browser takes the page over without a word',
  async (react) => {
    const { names, html, complaints } = render(react);
    expect(names.length).toBeGreaterThanOrEqual(14);
    expect(names.filter((name) => !html.includes(`data-component="${name}"`))).toEqual([]);
    expect(complaints).toEqual([]);
    await visit(react, html, async (page, said) => {
      expect(said).toEqual([]);
      expect(await page.evaluate(() => document.querySelectorAll('[data-component]').length)).toBe(
        names.length,
      );
    });
  },
);

test.each(['18.2', '19'] as const)(
  'with React %s a page that is not what the server sent is complained of',
  async (react) => {
    const { html } = render(react);
    const words = html.replace('Start talking', 'Something else');
    expect(words).not.toBe(html);
    await visit(react, words, async (_, said) => {
      await expect.poll(() => said.length).toBeGreaterThan(0);
    });
  },
);

test.each(['18.2', '19'] as const)(
  'with React %s under StrictMode one click is one conversation, and nothing is left of it',
  async (react) => {
    const { html } = render(react);
    await visit(react, html, async (page, said, line) => {
      await page.locator('[data-component=ConnectButton]').click();
      await line.frame(({ type }) => type === 'chat_metadata', 30_000);
      await page.locator('[data-component=ConnectionStatus][data-state=connected]').waitFor();
      const open = () =>
        page.evaluate(() => [
          window.watched.tracks.filter(({ readyState }) => readyState === 'live').length,
          window.watched.contexts.filter(({ state }) => state !== 'closed').length,
        ]);
      expect(line.sockets).toBe(1);
      expect(await open()).toEqual([1, 1]);
      await page.evaluate(() =>
        (window as unknown as { root: { unmount(): void } }).root.unmount(),
      );
      await expect.poll(open).toEqual([0, 0]);
      await expect.poll(() => line.sockets).toBe(0);
      await expect.poll(() => page.workers().length).toBe(0);
      expect(line.frames.filter(({ type }) => type === 'chat_metadata')).toHaveLength(1);
      expect(said).toEqual([]);
    });
  },
);

function appOf(react: React): string {
  return join(folder, `react-${react}`);
}

function link(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  symlinkSync(realpathSync(join(root, from)), to, 'junction');
}

/** Runs Node, and returns what it said, be it that it failed. */
function execute(args: string[]): string {
  try {
    return execFileSync(process.execPath, args, { encoding: 'utf8' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return `${stdout}${stderr}`;
  }
}

/** What a server of the app's sends: rendered in plain Node, from the packages as they are. */
function render(react: React): { names: string[]; html: string; complaints: string[] } {
  const said = execute([join(appOf(react), 'server.mjs')]);
  return JSON.parse(said) as ReturnType<typeof render>;
}

/** Serves that page with the app's scripts, opens it, and tells what its console complained of once React has it. */
async function visit(
  react: React,
  html: string,
  look: (page: Page, said: string[], line: Awaited<ReturnType<typeof layLine>>) => Promise<void>,
): Promise<void> {
  const out = join(appOf(react), 'dist');
  if (!existsSync(out)) {
    await build({
      root: appOf(react),
      configFile: false,
      logLevel: 'error',
      // With React's warnings in it.
      define: { 'process.env.NODE_ENV': '"development"' },
      build: { outDir: out, minify: false, chunkSizeWarningLimit: 5000 },
    });
  }
  const types: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css' };
  const site = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    const file = join(out, pathname === '/' ? 'index.html' : pathname);
    if (!existsSync(file)) return void response.writeHead(404).end();
    const body = readFileSync(file);
    response.setHeader('content-type', types[extname(file)] ?? 'text/html');
    response.end(
      pathname === '/'
        ? body.toString().replace('<div id="root"></div>', () => `<div id="root">${html}</div>`)
        : body,
    );
  }).listen(0, '127.0.0.1');
  await once(site, 'listening');
  const server = await startServer(['--recogniser', 'none']);
  const line = await layLine(server.url);
  const page = await browser.newPage();
  try {
    const said: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') said.push(message.text());
    });
    page.on('pageerror', ({ message }) => said.push(message));
    await watch(page);
    const { port } = site.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${String(port)}/?server=${line.url}`);
    await page.locator('body[data-ready]').waitFor();
    await look(page, said, line);
  } finally {
    await page.close();
    await line.stop();
    await server.stop();
    site.close();
    site.closeAllConnections();
  }
}
