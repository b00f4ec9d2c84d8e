import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { root } from '../../scripts/tools.mjs';
import { installFrom, installPacked } from './support/installed.ts';
import { serve } from './support/set-ups.ts';
import { startBrowser } from './support/stage.ts';

// Apps of somebody else's with an msw of their own, the oldest that is supported and the newest: handlers of the scripted services go
// into their `setupServer` and `setupWorker`, beside the app's own.
const folder = mkdtempSync(join(tmpdir(), 'vivavoce-msw-'));
const versions = { oldest: 'msw-oldest', newest: 'msw-newest' } as const;
const cases = Object.keys(versions) as (keyof typeof versions)[];

/** Talks to each scripted service by sockets and requests alone, and returns what came of it. */
const talk = `
import { http, HttpResponse } from 'msw';
import { VoiceClient } from '@vivavoce/core';
import { fakeAudio, fakeMicrophone, scriptedEvi } from '@vivavoce/testing';
import { scriptedGemini } from '@vivavoce/testing/gemini-live';
import { scriptedOpenAI } from '@vivavoce/testing/openai-realtime';

const inPage = globalThis.window === globalThis;
const evi = scriptedEvi({ patience: 20_000 });
const gemini = scriptedGemini();
const openai = scriptedOpenAI();
export const services = [evi, gemini, openai];
export const handlers = [
  ...services.flatMap(({ handlers, routes = [] }) => [...handlers, ...routes]),
  http.post('https://app.test/api/token', () => HttpResponse.json({ access_token: 'from the app' })),
];

async function first(url, protocols, frame) {
  const socket = new WebSocket(url, protocols);
  try {
    return await new Promise((resolve, reject) => {
      socket.onopen = () => frame && socket.send(JSON.stringify(frame));
      socket.onmessage = async ({ data }) =>
        resolve(JSON.parse(typeof data === 'string' ? data : await data.text()));
      socket.onclose = ({ code }) => reject(new Error('closed with ' + code));
    });
  } finally {
    socket.close();
  }
}

export async function talk(elsewhere, credentials) {
  const undo = inPage ? [] : [fakeMicrophone(), fakeAudio()];
  const client = new VoiceClient({ url: evi.url, thread: 'main', ...(credentials && { credentials }) });
  await client.connect();
  const chat = await evi.nextChat();
  chat.hear('hello');
  client.sendText('typed');
  const { text } = await chat.next('user_input');
  const token = chat.query.get('access_token');
  chat.drop();
  const lost = await new Promise((resolve) => {
    const stop = client.on('connection', ({ connection }) => {
      if (connection.status !== 'connected') resolve(connection.status);
    });
  });
  client.disconnect();
  undo.forEach((each) => each.undo());
  // Of what is asked by HTTP a page's \`listen\` takes nothing.
  const secret = inPage && !credentials ? undefined : await fetch(openai.url.replace('wss', 'https') + '/v1/realtime/client_secrets', { method: 'POST', headers: { authorization: 'Bearer sk-a' } });
  const created = await first(openai.url + '/v1/realtime?model=gpt-realtime', ['realtime', 'openai-insecure-api-key.ek_1']);
  const greeting = await first(
    gemini.url + '/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent?key=a',
    [], { setup: { model: 'models/gemini-live' } });
  // Whatever else the app talks to.
  const other = elsewhere && await first(elsewhere, []);
  return [text, token, lost, secret?.status ?? 'not asked', created.type, Object.keys(greeting), other ?? 'nobody else asked'];
}
`;

const inNode = `
import { JSDOM } from 'jsdom';
import { setupServer } from 'msw/node';
import { listen } from '@vivavoce/testing/node';
import { handlers, services, talk } from './talk.mjs';

// Of Node 22 on, which the newest msw asks for.
Promise.withResolvers ??= () => {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
};
const { window } = new JSDOM('', { url: 'http://app.test' });
const page = { window, document: window.document, navigator: window.navigator };
for (const name of ['addEventListener', 'removeEventListener']) page[name] = window[name].bind(window);
for (const [name, value] of Object.entries(page)) Object.defineProperty(globalThis, name, { value, configurable: true });
const elsewhere = process.argv[2];
if (process.argv[3] === 'own') {
  const server = setupServer(...handlers);
  server.listen({ onUnhandledRequest: 'bypass', onUnhandledFrame: 'bypass' });
  // Until 2.15 msw itself leaves sockets of other addresses unanswered.
  const own = await talk(VERSION === 'newest' ? elsewhere : undefined, async () => {
    const answer = await fetch('https://app.test/api/token', { method: 'POST' });
    return { accessToken: (await answer.json()).access_token };
  });
  server.close();
  console.log(JSON.stringify(own));
} else {
  const stop = listen(...services);
  const listened = await talk(elsewhere);
  stop();
  console.log(JSON.stringify(listened));
}
`;

const inPage = `
import { setupWorker } from 'msw/browser';
import { listen } from '@vivavoce/testing/browser';
import { handlers, services, talk } from './talk.mjs';

window.run = async (elsewhere) => {
  const worker = setupWorker(...handlers);
  await worker.start({ onUnhandledRequest: 'bypass', onUnhandledFrame: 'bypass', quiet: true });
  // Until 2.15 msw itself leaves sockets of other addresses unanswered.
const own = await talk(VERSION === 'newest' ? elsewhere : undefined, async () => {
    const answer = await fetch('https://app.test/api/token', { method: 'POST' });
    return { accessToken: (await answer.json()).access_token };
  });
  worker.stop();
  const stop = listen(...services);
  const listened = await talk(elsewhere);
  stop();
  return { own, listened };
};
`;

let browser: Browser;
/** A server of the app's that is none of msw's business. */
let server: WebSocketServer;
let elsewhere: string;

beforeAll(async () => {
  for (const version of cases) {
    const app = join(folder, version);
    installPacked(app, ['evi', 'core', 'testing']);
    installFrom(app, '.', ['jsdom']);
    const msw = realpathSync(join(root, 'packages/testing/node_modules', versions[version]));
    const place = join(app, 'node_modules/msw');
    rmSync(place, { force: true });
    symlinkSync(msw, place, 'junction');
    mkdirSync(join(app, 'public'));
    cpSync(join(msw, 'lib/mockServiceWorker.js'), join(app, 'public/mockServiceWorker.js'));
    const files = {
      'talk.mjs': talk,
      'node.mjs': inNode.replace('VERSION', `'${version}'`),
      'page.mjs': inPage.replace('VERSION', `'${version}'`),
      'index.html':
        '<link rel="icon" href="data:," /><script type="module" src="/page.mjs"></script>',
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(app, name), text);
  }
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) => socket.send('"from elsewhere"'));
  await once(server, 'listening');
  elsewhere = `ws://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
  browser = await startBrowser('beeps');
}, 120_000);

afterAll(async () => {
  await browser.close();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const others = { oldest: 'nobody else asked', newest: 'from elsewhere' } as const;
const greetings = ['session.created', ['setupComplete']];
const ownOf = (version: keyof typeof versions): unknown[] => [
  'typed',
  'from the app',
  'reconnecting',
  200,
  ...greetings,
  others[version],
];
const listened = (secret: unknown): unknown[] => [
  'typed',
  null,
  'reconnecting',
  secret,
  ...greetings,
  'from elsewhere',
];

test.each(cases)('in Node with the %s msw, which ends by itself', async (version) => {
  // One process each, as for two test files.
  const run = (how: string): Promise<string> => {
    const command = ['--experimental-websocket', '--no-warnings', 'node.mjs', elsewhere, how];
    return new Promise((settle) =>
      execFile(process.execPath, command, { cwd: join(folder, version) }, (error, out, complaint) =>
        settle(error ? `${error.message}${complaint}` : out.trim()),
      ),
    );
  };
  expect(await run('own')).toBe(JSON.stringify(ownOf(version)));
  expect(await run('listened')).toBe(JSON.stringify(listened(200)));
});

test.each(cases)('in a page with the %s msw', async (version) => {
  const app = join(folder, version);
  await build({ root: app, configFile: false, logLevel: 'error', build: { minify: false } });
  const site = await serve(join(app, 'dist'));
  const page = await browser.newPage();
  try {
    await page.goto(`${site.url}/`);
    await page.waitForFunction('window.run');
    expect(await page.evaluate(`window.run('${elsewhere}')`)).toEqual({
      own: ownOf(version),
      listened: listened('not asked'),
    });
  } finally {
    await page.close();
    site.close();
  }
});
