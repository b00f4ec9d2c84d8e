// @vitest-environment jsdom
import { fakeAudio, fakeMicrophone } from '@vivavoce/testing';
import { listen } from '@vivavoce/testing/node';
import { scriptedOpenAI } from '@vivavoce/testing/openai-realtime';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { tokenRoutes } from '../server/token-routes.ts';
import { Demo } from './Demo.tsx';

// The page with its own back end behind it, and OpenAI's service played by a stand-in.

const key = 'sk-of-the-account';
const service = scriptedOpenAI({
  url: 'wss://gateway.test',
  apiKey: key,
  minted: true,
  // The page loads the whole kit meanwhile.
  patience: 60_000,
});
const outside = globalThis.fetch;
let site: Server;
let home: string;
/** All that was said to the page. */
let answers: string[];
let logged: string[];

// What the page loads when it needs it comes late on a machine that is busy.
vi.setConfig({ testTimeout: 60_000 });
const soon = { timeout: 15_000 };

beforeEach(async () => {
  let route: RequestListener = () => undefined;
  const plugin = tokenRoutes();
  const use = (path: string, handler: RequestListener): void => {
    route = (request, response) => {
      const rest = (request.url ?? '').slice(path.length);
      handler(Object.assign(request, { originalUrl: request.url, url: rest || '/' }), response);
    };
  };
  (plugin.configureServer as (server: object) => void)({ middlewares: { use } });
  site = createServer((request, response) => route(request, response)).listen(0, '127.0.0.1');
  await once(site, 'listening');
  home = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  answers = [];
  logged = [];
  vi.spyOn(console, 'error').mockImplementation((text) => logged.push(String(text)));
  vi.stubEnv('OPENAI_API_KEY', key);
  vi.stubEnv('OPENAI_BASE_URL', 'https://gateway.test/v1');
  vi.stubEnv('GEMINI_API_KEY', '');
  const stop = listen(service);
  const undo = [fakeAudio().undo, fakeMicrophone().undo, stop, () => site.close()];
  const through = globalThis.fetch;
  vi.stubGlobal('fetch', async (address: string, init: RequestInit = {}): Promise<Response> => {
    if (address.startsWith('https:')) return through(address, init);
    if (address.endsWith('/health')) throw new TypeError('Nobody is there.');
    const answer = await outside(new URL(address, home), { method: init.method ?? 'GET' });
    answers.push(await answer.clone().text());
    return answer;
  });
  onTestFinished(() => {
    undo.forEach((step) => step());
    localStorage.clear();
    vi.unstubAllGlobals();
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });
});

function show(): HTMLElement {
  const place = document.body.appendChild(document.createElement('div'));
  const root = createRoot(place);
  root.render(createElement(Demo, { server: 'http://localhost:3000' }));
  onTestFinished(() => {
    root.unmount();
    place.remove();
  });
  return place;
}

const radio = (page: HTMLElement, name: string): HTMLInputElement | undefined =>
  [...page.querySelectorAll('label')].find((one) => one.textContent === name)?.control as
    HTMLInputElement | undefined;

test('who has a key chooses who answers, the choice is kept, and the key stays where it is', async () => {
  const first = show();
  await expect.poll(() => radio(first, 'OpenAI Realtime'), soon).toBeDefined();
  expect(radio(first, 'Gemini Live')).toBeUndefined();
  expect(radio(first, 'Local server')?.checked).toBe(true);
  radio(first, 'OpenAI Realtime')?.click();
  await expect
    .poll(() => first.textContent, soon)
    .toContain('Your voice is sent to OpenAI Realtime.');

  const second = show();
  await expect.poll(() => radio(second, 'OpenAI Realtime')?.checked, soon).toBe(true);
  const start = [...second.querySelectorAll('button')].find(({ className }) =>
    /vv-connect/.test(className),
  );
  start?.click();
  const session = await service.nextSession();
  await expect
    .poll(() => second.querySelector('.page')?.getAttribute('data-view'), soon)
    .toBe('talk');
  expect(session.refusals).toEqual([]);
  expect(answers.length).toBeGreaterThan(2);
  for (const said of [...answers, document.body.innerHTML, session.secret])
    expect(said).not.toContain(key);
});

test('without a key the page is as it always was', async () => {
  vi.stubEnv('OPENAI_API_KEY', '');
  const page = show();
  await expect.poll(() => answers, soon).toContain('{}');
  await expect.poll(() => radio(page, 'Hands-free'), soon).toBeDefined();
  expect(radio(page, 'Local server')).toBeUndefined();
  expect((await outside(`${home}/api/realtime/openai`, { method: 'POST' })).status).toBe(404);
});

test('a page of another site gets nothing, and a key that is refused is not repeated', async () => {
  const ask = (origin: string): Promise<Response> =>
    outside(`${home}/api/realtime/openai`, { method: 'POST', headers: { origin } });
  expect((await ask('https://elsewhere.example')).status).toBe(403);
  vi.stubEnv('OPENAI_API_KEY', 'sk-wrong');
  const refused = await ask(home);
  expect(refused.status).toBe(502);
  expect([await refused.text(), ...logged].join(' ')).not.toContain('sk-wrong');
  expect(logged.join(' ')).toContain('openai');
});
