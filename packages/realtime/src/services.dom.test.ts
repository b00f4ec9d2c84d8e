import { VoiceClient } from '@vivavoce/core';
import type { VoiceEvent } from '@vivavoce/core';
import { fakeAudio, fakeMicrophone } from '@vivavoce/testing';
import { scriptedGemini } from '@vivavoce/testing/gemini-live';
import { listen } from '@vivavoce/testing/node';
import { scriptedOpenAI } from '@vivavoce/testing/openai-realtime';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createRealtimeToken, gemini, openai } from './index.ts';
import type { Token } from './index.ts';

/** The whole client, on the page's own thread and the WebSocket that msw has put there. */
function clientOf(options: ConstructorParameters<typeof VoiceClient>[0]) {
  const audio = fakeAudio();
  const microphone = fakeMicrophone();
  const client = new VoiceClient({ ...options, thread: 'main' });
  const events: VoiceEvent[] = [];
  client.on('message', (event) => events.push(event));
  client.on('error', (event) => events.push(event));
  onTestFinished(async () => {
    await client.disconnect();
    audio.undo();
    microphone.undo();
  });
  const said = (): string[] =>
    events.flatMap((event) =>
      event.type === 'message' && event.message.type === 'assistant_message'
        ? [event.message.message.content ?? '']
        : [],
    );
  const errors = (): string[] =>
    events.flatMap((event) => (event.type === 'error' ? [event.error.message] : []));
  return { client, said, errors };
}

test('the client calls OpenAI Realtime with a secret of its own for each attempt', async () => {
  const service = scriptedOpenAI();
  onTestFinished(listen(service));
  let asked = 0;
  const { client, said, errors } = clientOf({
    service: openai({
      url: service.url,
      token: ({ signal }) => {
        expect(signal).toBeInstanceOf(AbortSignal);
        return Promise.resolve(`ek_${(asked += 1)}`);
      },
      instructions: 'Be brief.',
      voice: 'marin',
      turnDetection: { type: 'semantic_vad', eagerness: 'low' },
    }),
  });
  await client.connect();
  const session = await service.nextSession();
  expect(session.secret).toBe('ek_1');
  expect(session.settings).toMatchObject({
    instructions: 'Be brief.',
    audio: { input: { turn_detection: { eagerness: 'low' } }, output: { voice: 'marin' } },
  });
  client.sendText('Hello.');
  await expect.poll(said).toContain('Answer 1.');
  session.drop();
  const again = await service.nextSession();
  expect(again.secret).toBe('ek_2');
  expect(JSON.stringify([client.state, errors()])).not.toContain('ek_');
  expect([...session.refusals, ...again.refusals]).toEqual([]);
});

test('the client calls Gemini Live by a token of the version it is made for', async () => {
  const service = scriptedGemini();
  onTestFinished(listen(service));
  const { client, said, errors } = clientOf({
    service: gemini({ url: service.url, token: () => 'auth_tokens/t', greeting: 'Say hello.' }),
  });
  await client.connect();
  const session = await service.nextSession();
  expect(session.url.pathname).toMatch(/v1alpha.*Constrained$/);
  await expect.poll(said).toContain('Answer 1.');
  expect(errors()).toEqual([]);
  expect(session.refusals).toEqual([]);
});

test('a session that ends is replaced by another, with another secret, and the client stays connected', async () => {
  const service = scriptedOpenAI({ lifetime: 3 });
  onTestFinished(listen(service));
  let asked = 0;
  const { client, said, errors } = clientOf({
    service: openai({ url: service.url, token: () => `ek_${(asked += 1)}` }),
    reconnect: false,
  });
  const states: string[] = [];
  client.on('connection', ({ connection }) => states.push(connection.status));
  await client.connect();
  const first = await service.nextSession();
  await first.ended;
  const second = await service.nextSession();
  expect([first, second].map(({ secret }) => secret)).toEqual(['ek_1', 'ek_2']);
  client.sendText('Hello.');
  await expect.poll(said).toContain('Answer 1.');
  // Told once more for the session's own chatId, and never as lost.
  expect([...new Set(states)]).toEqual(['connecting', 'connected']);
  expect(errors()).toEqual([]);
});

test('27: who hangs up while the secret is fetched aborts that, and nothing is dialled', async () => {
  const service = scriptedOpenAI();
  onTestFinished(listen(service));
  const signals: AbortSignal[] = [];
  const { client } = clientOf({
    service: openai({
      url: service.url,
      token: ({ signal }) => {
        signals.push(signal);
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve('late')));
      },
    }),
  });
  const connecting = client.connect();
  const failed = expect(connecting).rejects.toMatchObject({ reason: 'connection-closed' });
  await expect.poll(() => signals).toHaveLength(1);
  await client.disconnect();
  await failed;
  expect(signals[0]?.aborted).toBe(true);
  expect(service.sessions).toEqual([]);
  expect(client.state.connection.status).toBe('closed');
});

test('27: of two starts one after the other the later one stands, and one session is open', async () => {
  const service = scriptedOpenAI();
  onTestFinished(listen(service));
  const waiting: (() => void)[] = [];
  let asked = 0;
  const { client, said } = clientOf({
    service: openai({
      url: service.url,
      token: () => {
        const secret = `ek_${(asked += 1)}`;
        return new Promise((resolve) => waiting.push(() => resolve(secret)));
      },
    }),
  });
  const first = client.connect().catch(() => undefined);
  await expect.poll(() => waiting).toHaveLength(1);
  await client.disconnect();
  const second = client.connect();
  await expect.poll(() => waiting).toHaveLength(2);
  // The slower one comes last.
  waiting[1]?.();
  waiting[0]?.();
  await second;
  await first;
  client.sendText('Hello.');
  await expect.poll(said).toContain('Answer 1.');
  expect(service.sessions.map(({ secret }) => secret)).toEqual(['ek_2']);
});

const route = '/api/realtime-token';

/** The page's own server. @returns how often it was asked */
function serve(answer: (request: Request) => Response | Promise<Response>): () => number {
  let asked = 0;
  const spy = vi.spyOn(globalThis, 'fetch').mockImplementation(async (address, init = {}) => {
    expect(address).toBe(route);
    asked += 1;
    const { method = 'GET' } = init;
    return answer(new Request(`https://app.test${route}`, { method }));
  });
  onTestFinished(() => spy.mockRestore());
  return () => asked;
}

test.each<[string, Token]>([
  ['its address', '/api/realtime-token'],
  ['a function that gives its answer', ({ signal }) => fetch(route, { method: 'POST', signal })],
  ['a function that gives its text', async () => (await fetch(route, { method: 'POST' })).text()],
])('one line leads to the token route, and only its secrets open a call: %s', async (_, token) => {
  const service = scriptedOpenAI({ apiKey: 'sk-key', minted: true });
  onTestFinished(listen(service));
  const handler = createRealtimeToken({
    openai: { url: service.url },
    apiKey: 'sk-key',
    authorize: () => true,
    fetch: (input, init) => service.mint(new Request(input, init)),
  });
  const asked = serve(handler);
  const { client, errors } = clientOf({ service: openai({ url: service.url, token }) });
  await client.connect();
  const session = await service.nextSession();
  session.drop();
  const again = await service.nextSession();
  expect(again.secret).not.toBe(session.secret);
  expect(asked()).toBe(2);
  expect(JSON.stringify([client.state, errors()])).not.toMatch(/ek_|sk-/);
});

test('Gemini is called with a token of the route, which is used once', async () => {
  const service = scriptedGemini({ apiKey: 'AIza', minted: true });
  onTestFinished(listen(service));
  const handler = createRealtimeToken({
    gemini: { url: service.url },
    apiKey: 'AIza',
    authorize: () => true,
    fetch: (input, init) => service.mint(new Request(input, init)),
  });
  const asked = serve(handler);
  const { client } = clientOf({
    service: gemini({ url: service.url, token: '/api/realtime-token' }),
  });
  await client.connect();
  const session = await service.nextSession();
  session.drop();
  await service.nextSession();
  await expect.poll(() => client.state.connection.status).toBe('connected');
  expect(asked()).toBe(2);
});

test.each<[number, object | string, string]>([
  [403, { error: 'forbidden' }, 'connection-unauthorized'],
  [404, '<p>Nothing here</p>', 'connection-unauthorized'],
  [502, { error: 'token_refused' }, 'connection-unauthorized'],
  [200, '<!doctype html><p>The app itself</p>', 'connection-unauthorized'],
  [200, { error: 'none' }, 'connection-unauthorized'],
  [200, '', 'connection-unauthorized'],
  [502, { error: 'token_unavailable' }, 'connection-refused'],
  [503, { error: 'rate_limited' }, 'connection-rate-limited'],
  [504, { error: 'token_timeout' }, 'connection-timeout'],
])('a route that answers %i %j opens nothing: %s', async (status, body, reason) => {
  const service = scriptedOpenAI();
  onTestFinished(listen(service));
  serve(() =>
    typeof body === 'string' ? new Response(body, { status }) : Response.json(body, { status }),
  );
  const { client } = clientOf({
    service: openai({ url: service.url, token: '/api/realtime-token' }),
  });
  await expect(client.connect()).rejects.toMatchObject({ reason });
  expect(service.sessions).toEqual([]);
});

test('a route that refuses in mid-call is not asked again; one that fails is', async () => {
  const service = scriptedOpenAI();
  onTestFinished(listen(service));
  let status = 200;
  const asked = serve(() => Response.json({ token: 'ek_1', error: 'none' }, { status }));
  const { client } = clientOf({
    service: openai({ url: service.url, token: '/api/realtime-token' }),
    reconnect: { nextDelay: () => 0 },
  });
  await client.connect();
  status = 500;
  (await service.nextSession()).drop();
  await expect.poll(asked).toBeGreaterThan(3);
  status = 403;
  await expect
    .poll(() => client.state.connection)
    .toMatchObject({ status: 'failed', error: { reason: 'connection-unauthorized' } });
  const before = asked();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(asked()).toBe(before);
});

test.each(['ek_123', 'sk-123', 'auth_tokens/123', ''])(
  'a secret in place of a route is refused at once: %j',
  (token) => {
    expect(() => openai({ token })).toThrow(TypeError);
    expect(() => gemini({ token })).toThrow(TypeError);
  },
);

test('a model that no page can reach is refused, and the way is named', () => {
  expect(() => openai({ model: 'gpt-live-1', token: () => 'x' })).toThrow(/a server of yours/);
});
