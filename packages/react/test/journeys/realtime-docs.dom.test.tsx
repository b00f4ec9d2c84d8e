import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fakeAudio, fakeMicrophone } from '@vivavoce/testing';
import { scriptedGemini } from '@vivavoce/testing/gemini-live';
import { listen } from '@vivavoce/testing/node';
import { scriptedOpenAI } from '@vivavoce/testing/openai-realtime';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ComponentType } from 'react';
import { beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';

// What docs/realtime.md and docs/own-model.md show is run as it stands: at the services' own addresses, where stand-ins answer.

const folder = join(import.meta.dirname, 'realtime-docs');
const docs = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../../../docs', name), 'utf8');

const shown = {
  openai: () => import('./realtime-docs/openai-app.tsx'),
  gemini: () => import('./realtime-docs/gemini-app.tsx'),
  ownModel: () => import('./realtime-docs/own-app.tsx'),
  ownProtocol: () => import('./realtime-docs/own-protocol.ts'),
  oneHistory: () => import('./realtime-docs/one-history.tsx'),
  assistantUi: () => import('./realtime-docs/assistant-ui-app.tsx'),
  next: () => import('./realtime-docs/next-route.ts'),
  plain: () => import('./realtime-docs/plain-route.ts'),
};

type Route = (request: Request) => Promise<Response>;

const openai = scriptedOpenAI({
  url: 'wss://api.openai.com',
  patience: 10_000,
  apiKey: 'sk-account',
  minted: true,
  onAnswer: ({ turn }) => ({ items: [{ say: `OpenAI answers ${turn}.` }] }),
});
const gemini = scriptedGemini({
  url: 'wss://generativelanguage.googleapis.com',
  patience: 10_000,
  apiKey: 'AI-account',
  minted: true,
  onTurn: ({ turn }) => ({ parts: [{ say: `Gemini answers ${turn}.` }] }),
});

// With the kits they are used with, they take a while to load.
vi.setConfig({ testTimeout: 30_000 });
beforeAll(async () => {
  vi.stubEnv('GEMINI_API_KEY', 'AI-account');
  await Promise.all(Object.values(shown).map((load) => load()));
}, 60_000);

beforeEach(() => {
  vi.stubEnv('OPENAI_API_KEY', 'sk-account');
  const audio = fakeAudio();
  const microphone = fakeMicrophone();
  const stop = listen(openai, gemini);
  onTestFinished(() => {
    cleanup();
    stop();
    microphone.undo();
    audio.undo();
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
  });
});

/** The app's own server, beside the services. */
function serve(
  route: Route,
  other: Route = () => Promise.resolve(new Response('', { status: 404 })),
): void {
  const outside = globalThis.fetch;
  vi.stubGlobal('fetch', (address: string | URL, init: RequestInit = {}): Promise<Response> => {
    const { href, origin, pathname } = new URL(address, location.href);
    if (origin !== location.origin) return outside(href, init);
    // Of a signal of jsdom Node's requests know nothing.
    const { signal: _, ...rest } = init;
    const request = new Request(href, rest);
    request.headers.set('cookie', 'session=1');
    return pathname === '/api/realtime-token' ? route(request) : other(request);
  });
}

async function routes(): Promise<Readonly<Record<'next' | 'plain', Route>>> {
  const { POST } = await shown.next();
  const { default: server } = await shown.plain();
  return { next: POST, plain: (request) => server.fetch(request) };
}

async function show(app: Promise<{ readonly default: ComponentType }>): Promise<void> {
  const { default: App } = await app;
  render(<App />);
}

test('every file of these pages stands on one of them', () => {
  const pages = docs('realtime.md') + docs('own-model.md');
  const files = readdirSync(folder);
  expect(files.length).toBeGreaterThan(7);
  for (const file of files)
    expect(pages).toContain(`\n${readFileSync(join(folder, file), 'utf8')}\`\`\``);
});

test('ten lines and a route of Next.js talk with OpenAI Realtime', async () => {
  const { next } = await routes();
  serve(next);
  await show(shown.openai());
  await userEvent.click(screen.getByRole('button', { name: 'Start talking' }));
  const session = await openai.nextSession();
  await screen.findByRole('button', { name: 'Hang up' });
  expect(session.settings).toMatchObject({ instructions: 'Be brief.' });
  expect(session.refusals).toEqual([]);
});

test('ten lines and a fetch function talk with Gemini Live', async () => {
  const { plain } = await routes();
  serve(plain);
  await show(shown.gemini());
  await userEvent.click(screen.getByRole('button', { name: 'Start talking' }));
  const session = await gemini.nextSession();
  await screen.findByRole('button', { name: 'Hang up' });
  expect(JSON.stringify(session.setup)).toContain('Be brief.');
  expect(session.refusals).toEqual([]);
});

test.each(['next', 'plain'] as const)(
  'without a session the route "%s" gives nothing',
  async (name) => {
    const route = (await routes())[name];
    serve(route);
    const request = new Request('http://localhost:3000/api/realtime-token', { method: 'POST' });
    expect((await route(request)).status).toBe(403);
  },
);

test('a model of the AI SDK talks by a protocol of one’s own', async () => {
  const { next } = await routes();
  serve(next);
  await show(shown.ownModel());
  await userEvent.click(screen.getByRole('button', { name: 'Start talking' }));
  const session = await openai.nextSession();
  await screen.findByRole('button', { name: 'Hang up' });
  expect(session.settings).toMatchObject({ instructions: 'Be brief.' });
  expect(session.refusals).toEqual([]);
});

test('a call goes on with what was written, and a chat with what was said', async () => {
  const { next } = await routes();
  const asked: string[] = [];
  serve(next, async (request) => {
    asked.push(await request.text());
    const chunks = [
      { type: 'start' },
      { type: 'text-start', id: '1' },
      { type: 'text-delta', id: '1', delta: 'In writing too.' },
      { type: 'text-end', id: '1' },
      { type: 'finish' },
    ];
    return new Response(chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join(''), {
      headers: { 'content-type': 'text/event-stream' },
    });
  });
  await show(shown.oneHistory());
  const write = screen.getByRole('button', { name: 'Write' });
  await userEvent.click(write);
  await screen.findByText(/^assistant: .*In writing too\./);

  await userEvent.click(screen.getByRole('button', { name: 'Start talking' }));
  const session = await openai.nextSession();
  await screen.findByRole('button', { name: 'Hang up' });
  expect(session.settings['instructions']).toContain(
    'user: In writing: hello.\nassistant: In writing too.',
  );
  session.send({
    type: 'input_audio_buffer.committed',
    event_id: 'e1',
    item_id: 'item_a',
    previous_item_id: null,
  });
  session.send({
    type: 'conversation.item.input_audio_transcription.completed',
    event_id: 'e2',
    item_id: 'item_a',
    content_index: 0,
    transcript: 'And aloud.',
    usage: { type: 'duration', seconds: 1 },
  });
  await screen.findByText('user: And aloud.');
  await userEvent.click(write);
  await waitFor(() => expect(asked).toHaveLength(2));
  expect(asked[1]).toMatch(/In writing: hello.*And aloud.*In writing: hello/);
});

test('a thread of assistant-ui calls by this kit', async () => {
  const { next } = await routes();
  serve(next);
  await show(shown.assistantUi());
  await userEvent.click(screen.getByRole('button', { name: 'Call' }));
  await openai.nextSession();
  await userEvent.click(await screen.findByRole('button', { name: 'running' }));
  await screen.findByRole('button', { name: 'Call' });
});
