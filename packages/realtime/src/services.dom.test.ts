import { VoiceClient } from '@vivavoce/core';
import type { VoiceEvent } from '@vivavoce/core';
import { fakeAudio, fakeMicrophone } from '@vivavoce/testing';
import { scriptedGemini } from '@vivavoce/testing/gemini-live';
import { listen } from '@vivavoce/testing/node';
import { scriptedOpenAI } from '@vivavoce/testing/openai-realtime';
import { expect, onTestFinished, test } from 'vitest';
import { gemini, openai } from './index.ts';

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
  expect(states).toEqual(['connecting', 'connected']);
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

test('without a secret there is no attempt, and nobody learns more than that', async () => {
  const { client } = clientOf({ service: openai({ token: () => '' }) });
  await expect(client.connect()).rejects.toMatchObject({ reason: 'connection-unauthorized' });
});

test('a model that no page can reach is refused, and the way is named', () => {
  expect(() => openai({ model: 'gpt-live-1', token: () => 'x' })).toThrow(/a server of yours/);
});
