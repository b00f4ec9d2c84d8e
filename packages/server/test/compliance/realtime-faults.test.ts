import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { geminiUpstream, openaiUpstream } from '@vivavoce/realtime/upstream';
import { scriptedGemini } from '@vivavoce/testing/gemini-live';
import { scriptedOpenAI } from '@vivavoce/testing/openai-realtime';
import type { OpenAISession } from '@vivavoce/testing/openai-realtime';
import type { ServedService } from '@vivavoce/testing/serve';
import { expect, it, onTestFinished, vi } from 'vitest';
import { TestClient } from '../support/client.ts';
import { quickServer } from '../support/quick-server.ts';
import { realtimeServer } from '../support/realtime.ts';

// Rule: whatever a realtime model does, the client is told what to do in a sentence, and no key stands in it. What can be had again is.

vi.setConfig({ testTimeout: 40_000 });

const key = 'sk-the-secret-key';
const openai = (url: string) => openaiUpstream({ url, apiKey: key, model: 'gpt-realtime' });
const gemini = (url: string) => geminiUpstream({ url, apiKey: key, model: 'gemini-live' });

/** A service that answers each handshake with a status. @returns where it is, and how often it was asked. */
async function refusing(
  status: number,
  headers: Record<string, string> = {},
): Promise<{ url: string; asked: { authorization: string | undefined }[] }> {
  const asked: { authorization: string | undefined }[] = [];
  const http = createServer();
  http.on('upgrade', (request, socket) => {
    asked.push({ authorization: request.headers.authorization });
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${String(status)} No\r\n${lines.join('')}\r\nthe key ${key} is wrong`);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  return { url: `ws://127.0.0.1:${String((http.address() as AddressInfo).port)}`, asked };
}

it.each<[string, ServedService, typeof openai]>([
  ['OpenAI', scriptedOpenAI({ url: 'ws://127.0.0.1', admits: () => false }), openai],
  ['Gemini', scriptedGemini({ url: 'ws://127.0.0.1', admits: () => false }), gemini],
])('%s refuses the key: the Chat ends, and says which key is meant', async (_, service, model) => {
  const real = await realtimeServer(service, model);
  const client = new TestClient(real.server);
  expect(await client.closed).toMatchObject({ code: 1000, reason: 'realtime_failed' });
  const errors = client.all('error');
  expect(errors.at(-1)).toMatchObject({
    slug: 'realtime_failed',
    code: 'E0306',
    message: expect.stringMatching(/refuses the key.*OPENAI_API_KEY or GEMINI_API_KEY/) as unknown,
  });
  expect(real.log.join('\n')).toMatch(/refuses the key/);
  expect(JSON.stringify([client.received, real.log])).not.toContain(key);
});

it.each([
  [401, /refuses the key/],
  [403, /refuses the key/],
  [404, /Is its name right/],
  [302, /HTTP 302/],
])(
  'a handshake that is answered with %i ends the Chat, and the key goes nowhere else',
  async (status, words) => {
    const elsewhere = await refusing(401);
    const service = await refusing(status, { location: elsewhere.url });
    const server = await quickServer({ realtime: openai(service.url), log: () => undefined });
    onTestFinished(() => server.close());
    const client = new TestClient(server);
    expect(await client.closed).toMatchObject({ code: 1000, reason: 'realtime_failed' });
    expect(client.all('error').at(-1)?.message).toMatch(words);
    expect(JSON.stringify(client.received)).not.toContain(key);
    expect(service.asked).toEqual([{ authorization: `Bearer ${key}` }]);
    expect(elsewhere.asked).toEqual([]);
  },
);

it('a model that is not known ends the Chat with what the service says of it', async () => {
  const service = scriptedGemini({ url: 'ws://127.0.0.1', model: () => false });
  const real = await realtimeServer(service, gemini);
  const client = new TestClient(real.server);
  await client.closed;
  expect(client.all('error').at(-1)).toMatchObject({
    slug: 'realtime_failed',
    message: expect.stringMatching(/Is its name right/) as unknown,
  });
});

it('a service that is down is tried again, and the Chat waits: what was typed meanwhile is answered', async () => {
  const service = scriptedOpenAI({ url: 'ws://127.0.0.1' });
  service.refuse();
  const real = await realtimeServer(service, openai);
  const client = await TestClient.open(real.server);
  client.send({ type: 'user_input', text: 'Are you there?' });
  expect(await client.next('error')).toMatchObject({
    slug: 'realtime_unavailable',
    code: 'E0307',
    message: expect.stringMatching(/It is tried again/) as unknown,
  });
  service.refuse(false);
  await client.next('assistant_end');
  expect(client.all('assistant_message').map(({ message }) => message.content)).toEqual([
    'Answer 1.',
  ]);
  // Once for all attempts.
  expect(client.all('error')).toHaveLength(1);
  await client.close();
});

it('a line that breaks in mid-word ends the turn; the model is told what was said, and goes on', async () => {
  const sessions: OpenAISession[] = [];
  const service = scriptedOpenAI({
    url: 'ws://127.0.0.1',
    onSession: (session) => sessions.push(session),
    onAnswer: () => ({ items: [{ say: 'One two three four five.', duration: 3000 }], pace: 60 }),
  });
  const real = await realtimeServer(service, openai);
  const client = await TestClient.open(real.server);
  client.send({ type: 'user_input', text: 'Count.' });
  await client.next('audio_output', 3);
  sessions[0]?.close(1011, 'internal');
  await client.next('assistant_end');
  expect((await client.next('error')).slug).toBe('realtime_unavailable');
  await vi.waitFor(() => expect(sessions).toHaveLength(2), 5000);
  client.send({ type: 'user_input', text: 'Go on.' });
  await client.next('assistant_end', 2);
  expect(JSON.stringify(sessions[1]?.items)).toMatch(/Count\..*One.*Go on\./);
  expect(sessions[1]?.refusals).toEqual([]);
  await client.close();
});

it('nonsense is left out, told once, and the next answer is heard', async () => {
  const service = scriptedOpenAI({
    url: 'ws://127.0.0.1',
    onSession: (session) => {
      for (let i = 0; i < 50; i++) {
        session.sendRaw('this is no JSON');
        session.sendRaw(new Uint8Array([1, 2, 3]));
        session.sendRaw('{"type":"response.output_audio.delta","delta":17,"item_id":{}}');
        session.sendRaw('[]');
      }
    },
  });
  const real = await realtimeServer(service, openai);
  const client = await TestClient.open(real.server);
  client.send({ type: 'user_input', text: 'Hello.' });
  await client.until(
    () => client.all('assistant_message').some(({ message }) => message.content === 'Answer 1.'),
    'the answer',
  );
  const errors = client.all('error');
  expect(errors).toHaveLength(1);
  expect(errors[0]?.message).toMatch(/can not be read; it is left out/);
  expect(client.invalid).toEqual([]);
  await client.close();
});

it('a flood is cut off, and the server serves others', async () => {
  let flood: NodeJS.Timeout | undefined;
  const service = scriptedOpenAI({
    url: 'ws://127.0.0.1',
    onSession: (session) => {
      if (flood) return;
      const piece = JSON.stringify({ type: 'noise', text: 'x'.repeat(200_000) });
      flood = setInterval(() => {
        for (let i = 0; i < 10; i++) session.sendRaw(piece);
      }, 5);
      void session.ended.then(() => {
        clearInterval(flood);
      });
    },
  });
  const real = await realtimeServer(service, openai);
  const client = await TestClient.open(real.server);
  expect((await client.next('error')).message).toMatch(/more than anybody could hear/);
  client.send({ type: 'user_input', text: 'Hello.' });
  await client.next('assistant_end');
  await client.close();
});

it('a service that accepts the line and says nothing is given up, and tried again', async () => {
  const service = scriptedOpenAI({ url: 'ws://127.0.0.1', omit: ['session.created'] });
  const timers: (() => void)[] = [];
  const real = await realtimeServer(service, openai, {
    // The machine's own, but for the long waits.
    clock: {
      now: () => performance.now(),
      setTimeout: (run, ms) => {
        const timer = setTimeout(run, ms === 15_000 ? 300 : ms);
        timers.push(() => clearTimeout(timer));
        return () => {
          clearTimeout(timer);
        };
      },
    },
  });
  onTestFinished(() => {
    for (const stop of timers) stop();
  });
  const client = await TestClient.open(real.server);
  expect((await client.next('error')).message).toMatch(/did not answer in time.*tried again/);
  await vi.waitFor(() => expect(service.sessions.length).toBeGreaterThan(1), 5000);
  await client.close();
});

it('an answer that fails is told, and the next works', async () => {
  const service = scriptedOpenAI({
    url: 'ws://127.0.0.1',
    onAnswer: ({ turn }) =>
      turn === 1
        ? { status: 'failed', reason: 'rate_limit_exceeded' }
        : { items: [{ say: 'Yes.' }] },
  });
  const real = await realtimeServer(service, openai);
  const client = await TestClient.open(real.server);
  client.send({ type: 'user_input', text: 'Hello.' });
  expect(await client.next('error')).toMatchObject({
    slug: 'realtime_failed',
    message: expect.stringMatching(/rate_limit_exceeded/) as unknown,
  });
  client.send({ type: 'user_input', text: 'Hello?' });
  await client.until(() => client.all('assistant_message').length === 1, 'an answer');
  await client.close();
});

it('settings that the model refuses end the Chat, with what it says of them', async () => {
  const service = scriptedOpenAI({ url: 'ws://127.0.0.1' });
  const real = await realtimeServer(service, (url) =>
    openaiUpstream({ url, apiKey: key, session: { nonsense: true } }),
  );
  const client = new TestClient(real.server);
  expect(await client.closed).toMatchObject({ code: 1000, reason: 'realtime_failed' });
  expect(client.all('error').at(-1)?.message).toMatch(/as it is set up.*nonsense/);
});
