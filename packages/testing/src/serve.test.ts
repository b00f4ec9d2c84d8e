import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { scriptedGemini } from './gemini-live.ts';
import { scriptedOpenAI } from './openai-realtime.ts';
import { serve } from './serve.ts';

test('a service is reached over the network, by subprotocol and by header', async () => {
  const openai = scriptedOpenAI();
  const { url, stop } = await serve(openai);
  onTestFinished(stop);
  const address = `${url}/v1/realtime?model=gpt-realtime`;
  const socket = new WebSocket(address, ['realtime', 'openai-insecure-api-key.ek_1']);
  expect((await openai.nextSession()).secret).toBe('ek_1');
  await once(socket, 'open');
  expect(socket.protocol).toBe('realtime');
  new WebSocket(address, { headers: { authorization: 'Bearer sk' } });
  const session = await openai.nextSession();
  expect(session.secret).toBe('sk');
  session.drop();
  expect(await session.ended).toMatchObject({ code: 1006 });
});

test('a handshake that is refused has its status', async () => {
  const gemini = scriptedGemini();
  const { url, stop } = await serve(gemini);
  onTestFinished(stop);
  const status = await new Promise((resolve) => {
    const socket = new WebSocket(`${url}/elsewhere`);
    socket.on('error', () => undefined);
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode));
  });
  expect(status).toBe(404);
});

test.each([
  [
    'OpenAI',
    scriptedOpenAI({ minted: true }),
    '/v1/realtime/client_secrets',
    { authorization: 'Bearer sk' },
    'value',
  ],
  [
    'Gemini',
    scriptedGemini({ minted: true }),
    '/v1alpha/auth_tokens',
    { 'x-goog-api-key': 'AIza' },
    'name',
  ],
] as const)('%s makes secrets at the same port', async (_, service, path, headers, field) => {
  const { url, stop } = await serve(service);
  onTestFinished(stop);
  const ask = (init: RequestInit): Promise<Response> =>
    fetch(url.replace('ws', 'http') + path, init);
  const made = await ask({
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(
      field === 'value' ? { session: { type: 'realtime', model: 'm' } } : { uses: 1 },
    ),
  });
  expect(made.status).toBe(200);
  expect(await made.json()).toMatchObject({ [field]: expect.any(String) as string });
  expect((await ask({ method: 'POST', body: '{}' })).status).toBeGreaterThanOrEqual(400);
  expect((await ask({})).status).toBe(405);
  expect((await fetch(url.replace('ws', 'http'), { method: 'POST' })).status).toBe(404);
});
