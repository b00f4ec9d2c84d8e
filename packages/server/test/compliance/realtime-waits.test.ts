import { geminiUpstream, openaiUpstream } from '@vivavoce/realtime/upstream';
import { scriptedGemini } from '@vivavoce/testing/gemini-live';
import { scriptedOpenAI } from '@vivavoce/testing/openai-realtime';
import type { ScriptedOpenAIOptions } from '@vivavoce/testing/openai-realtime';
import { expect, it, vi } from 'vitest';
import type { ChatConfigInput, ServerOptions } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import { realtimeServer, textOf, voice } from '../support/realtime.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

// Rule: whatever a realtime model leaves out, no Chat waits for it for ever, and nothing that the user has said is lost meanwhile.

const openai = (url: string) => openaiUpstream({ url, apiKey: 'sk-a-key', model: 'gpt-realtime' });
const gemini = (url: string) => geminiUpstream({ url, apiKey: 'a-key', model: 'gemini-live' });
const leaves = { timeouts: { inactivity: { enabled: true, duration_secs: 120 } } };

/** A client of a server whose clock is wound by hand. */
async function scene(
  script: ScriptedOpenAIOptions,
  config: ChatConfigInput = {},
  options: ServerOptions = {},
) {
  const clock = new VirtualClock();
  const service = scriptedOpenAI({ url: 'ws://127.0.0.1', ...script });
  const real = await realtimeServer(service, openai, { clock, config, ...options });
  const client = await TestClient.open(real.server);
  return { ...real, clock, client, service };
}

it('an answer that never comes is given up, and the silent user is left', async () => {
  const { client, clock } = await scene(
    { omit: ['response.created', 'response.done'], onAnswer: () => ({ items: [] }) },
    leaves,
  );
  client.send({ type: 'user_input', text: 'Hello?' });
  await client.next('user_message');
  // Asked, and nothing follows.
  await vi.waitFor(() => {
    clock.advance(1000);
    expect(client.all('error')).toMatchObject([{ slug: 'realtime_failed' }]);
  });
  clock.advance(130_000);
  expect(await client.closed).toMatchObject({ reason: 'inactivity_timeout' });
});

it('an answer that ends in mid-word, without an end, is over once nothing more comes of it', async () => {
  const { client, clock } = await scene(
    {
      omit: ['response.done'],
      onAnswer: () => ({ items: [{ say: 'One two three.', duration: 800 }] }),
    },
    leaves,
  );
  client.send({ type: 'user_input', text: 'Count.' });
  await client.next('audio_output');
  expect(client.all('assistant_end')).toEqual([]);
  await vi.waitFor(() => {
    clock.advance(1000);
    expect(client.all('assistant_end')).toHaveLength(1);
  });
  clock.advance(130_000);
  expect(await client.closed).toMatchObject({ reason: 'inactivity_timeout' });
});

it('an address that is never told, or can’t be had, is asked for again', async () => {
  const clock = new VirtualClock();
  const service = scriptedOpenAI({ url: 'ws://127.0.0.1' });
  let asked = 0;
  const real = await realtimeServer(
    service,
    (url) => {
      const upstream = openai(url);
      return {
        ...upstream,
        address: () => {
          asked += 1;
          if (asked === 1) return new Promise<never>(() => undefined);
          if (asked === 2) return Promise.reject(new Error('the key sk-a-key is not to be had'));
          return upstream.address();
        },
      };
    },
    { clock },
  );
  const client = await TestClient.open(real.server);
  client.send({ type: 'user_input', text: 'Hello.' });
  await client.next('user_message');
  await vi.waitFor(() => {
    clock.advance(1000);
    expect(textOf(client)).toEqual(['Answer 1.']);
  });
  expect(client.all('error').map(({ slug }) => slug)).not.toContain('realtime_failed');
  expect(JSON.stringify([client.received, real.log])).not.toContain('sk-a-key');
  await client.close();
});

it('in a pause of a model that can’t pause what is typed waits for its end, and is answered then', async () => {
  const service = scriptedGemini({ url: 'ws://127.0.0.1' });
  const real = await realtimeServer(service, gemini);
  const client = await TestClient.open(real.server);
  client.send({ type: 'user_input', text: 'Hello.' });
  await client.next('assistant_end');
  client.send({ type: 'pause_assistant_message' });
  client.send({ type: 'user_input', text: 'Are you there?' });
  await client.next('user_message', 2);
  expect(JSON.stringify(service.sessions[0]?.received)).not.toContain('Are you there?');
  client.send({ type: 'resume_assistant_message' });
  await client.next('assistant_end', 2);
  expect(textOf(client)).toEqual(['Answer 1.', 'Answer 2.']);
  // It is no news to the client that it has paused.
  expect(client.all('error')).toEqual([]);
  await client.close();
});

it('a pause before the model is there holds from its first moment on, and its end is no error', async () => {
  const service = scriptedGemini({ url: 'ws://127.0.0.1' });
  service.refuse();
  const real = await realtimeServer(service, gemini);
  const client = await TestClient.open(real.server);
  client.send({ type: 'user_input', text: 'Hello.' });
  client.send({ type: 'pause_assistant_message' });
  client.send({ type: 'resume_assistant_message' });
  await client.next('error');
  service.refuse(false);
  await client.next('assistant_end');
  expect(client.all('error').map(({ slug }) => slug)).toEqual(['realtime_unavailable']);
  await client.close();
});

it('no key stands in what a service says, whatever it looks like', async () => {
  const key = '1234567890abcdef';
  const service = scriptedOpenAI({
    url: 'ws://127.0.0.1',
    onSession: (session) => {
      session.fail('quota', `The account of ${key} is empty; ${key} is the key.`);
    },
  });
  const real = await realtimeServer(service, (url) => openaiUpstream({ url, apiKey: key }));
  const client = await TestClient.open(real.server);
  client.send({ type: 'user_input', text: 'Hello.' });
  expect((await client.next('error')).message).toContain('The account of … is empty');
  expect(JSON.stringify([client.received, real.log])).not.toContain(key);
  client.socket.close();
});

it('a drained server waits for no words that can’t be said', async () => {
  const service = scriptedOpenAI({ url: 'ws://127.0.0.1' });
  service.refuse();
  const greets = { event_messages: { on_new_chat: { enabled: true, text: 'Welcome.' } } };
  const real = await realtimeServer(service, openai, { config: greets });
  const client = await TestClient.open(real.server);
  await client.next('error');
  const begun = performance.now();
  await real.server.drain(20_000);
  expect(performance.now() - begun).toBeLessThan(10_000);
  expect(await client.closed).toMatchObject({ code: 1012 });
});

it('a server that is drained while the user speaks ends when the answer was heard', async () => {
  const service = scriptedOpenAI({
    url: 'ws://127.0.0.1',
    onAnswer: () => ({ items: [{ say: 'You were heard.', duration: 300 }] }),
  });
  const real = await realtimeServer(service, openai);
  const client = await TestClient.open(real.server);
  client.declareAudio();
  const spoken = client.speak(voice(1000, 1500));
  await vi.waitFor(() => {
    const appended = ({ type }: { type: string }) => type === 'input_audio_buffer.append';
    expect(service.sessions[0]?.received.filter(appended).length).toBeGreaterThan(30);
  });
  const drained = real.server.drain(20_000);
  expect(await client.closed).toMatchObject({ code: 1012 });
  expect(textOf(client)).toEqual(['You were heard.']);
  await Promise.all([drained, spoken]);
});
