import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEviClient, verifyWebhook } from '@vivavoce/evi';
import { openaiUpstream } from '@vivavoce/realtime/upstream';
import { scriptedOpenAI } from '@vivavoce/testing/openai-realtime';
import type { ScriptedOpenAIOptions } from '@vivavoce/testing/openai-realtime';
import { expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { ServerOptions } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import { realtimeServer, textOf } from '../support/realtime.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

// Rule: what a Chat has beside its conversation it has with a realtime model, too: timers, nudges, webhooks, control plane, limits.

async function stage(script: ScriptedOpenAIOptions, options: ServerOptions) {
  const service = scriptedOpenAI({ url: 'ws://127.0.0.1', ...script });
  const model = (url: string) => openaiUpstream({ url, apiKey: 'sk-a-key' });
  return { ...(await realtimeServer(service, model, options)), service };
}

/** The model says what it is asked to say. */
const obeys: ScriptedOpenAIOptions = {
  onAnswer: ({ asked }) => {
    const given = asked?.['instructions'];
    const words = typeof given === 'string' ? given : 'An answer.';
    return { items: [{ say: words.replace(/^Say exactly this, and nothing else: /, '') }] };
  },
};

/** Winds the clock second by second until something is so. */
async function wind(clock: VirtualClock, fact: () => void): Promise<void> {
  await vi.waitFor(
    () => {
      clock.advance(1000);
      fact();
    },
    { timeout: 25_000 },
  );
}

it('who says nothing is nudged, then told, then left', async () => {
  const clock = new VirtualClock();
  const { server } = await stage(obeys, {
    clock,
    config: {
      nudges: { enabled: true, interval_secs: 20 },
      timeouts: { inactivity: { enabled: true, duration_secs: 60 } },
      event_messages: { on_inactivity_timeout: { enabled: true, text: 'Still there?' } },
    },
  });
  const client = await TestClient.open(server);
  client.send({ type: 'user_input', text: 'Hello.' });
  await client.next('assistant_end');
  expect(textOf(client)).toEqual(['An answer.']);
  await wind(clock, () => {
    expect(textOf(client)).toContain('Still there?');
  });
  // Something was said of its own accord before that.
  expect(textOf(client).length).toBeGreaterThan(2);
  clock.advance(30_000);
  expect(await client.closed).toMatchObject({ code: 1000, reason: 'inactivity_timeout' });
});

it('a Chat that has lasted as long as it may ends with its last words, and leaves no timer', async () => {
  const clock = new VirtualClock();
  const { server } = await stage(obeys, {
    clock,
    config: {
      timeouts: { max_duration: { enabled: true, duration_secs: 300 } },
      event_messages: { on_max_duration_timeout: { enabled: true, text: 'Time is up.' } },
    },
  });
  const client = await TestClient.open(server);
  client.send({ type: 'user_input', text: 'Hello.' });
  await client.next('assistant_end');
  clock.advance(115_000);
  client.send({ type: 'user_input', text: 'And again.' });
  await client.next('assistant_end', 2);
  clock.advance(100_000);
  client.send({ type: 'user_input', text: 'And once more.' });
  await client.next('assistant_end', 3);
  clock.advance(90_000);
  await client.until(() => textOf(client).includes('Time is up.'), 'the last words');
  await client.next('assistant_end', 4);
  clock.advance(2000);
  expect(await client.closed).toMatchObject({ code: 1000, reason: 'max_duration_timeout' });
  await server.close();
  expect(clock.pending).toBe(0);
});

it('webhooks tell of its beginning, its tools and its end', async () => {
  const told: Awaited<ReturnType<typeof verifyWebhook>>[] = [];
  const http = createHttpServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]);
      const body = Buffer.concat(parts).toString();
      const asked = new Request('http://receiver', { method: 'POST', headers, body });
      void verifyWebhook(asked, 'a key').then((verdict) => {
        told.push(verdict);
        response.end();
      });
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  const { server } = await stage(
    {
      onAnswer: ({ turn }) =>
        turn === 1 ? { items: [{ call: 'weather' }] } : { items: [{ say: 'Sunny.' }] },
    },
    { webhookKey: 'a key', allowPrivateWebhooks: true },
  );
  const url = `http://127.0.0.1:${String((http.address() as AddressInfo).port)}/hook`;
  const api = createEviClient({ baseUrl: server.url });
  const config = await api.configs.create({
    evi_version: '3',
    name: 'told',
    webhooks: [{ url, events: ['chat_started', 'tool_call', 'chat_ended'] }],
  });
  const client = await TestClient.open(server, `?config_id=${config.id ?? ''}`);
  client.send({
    type: 'session_settings',
    tools: [{ name: 'weather', type: 'function', parameters: '{"type":"object"}' }],
  });
  client.send({ type: 'user_input', text: 'How is the weather?' });
  const { tool_call_id } = await client.next('tool_call');
  client.send({ type: 'tool_response', tool_call_id, content: 'Sun' });
  await client.next('assistant_end');
  await client.close();
  await vi.waitFor(() => {
    const kinds = told.map(({ kind }) => kind).toSorted();
    expect(kinds).toEqual(['chat_ended', 'chat_started', 'tool_call']);
  });
  const called = { tool_call_message: { name: 'weather', tool_call_id } };
  expect(told.find(({ kind }) => kind === 'tool_call')).toMatchObject({ event: called });
});

it('others hear it over the control plane, and have the model say something', async () => {
  const { server } = await stage(obeys, {});
  const client = await TestClient.open(server, '?allow_connection=true');
  const { chat_id: id } = await client.next('chat_metadata');
  const { controlPlane } = createEviClient({ baseUrl: server.url });
  const chat = await controlPlane.connectToChat(id, { WebSocket });
  onTestFinished(() => {
    chat.close();
  });
  const heard: string[] = [];
  void (async () => {
    for await (const message of chat) heard.push(message.type);
  })();
  await controlPlane.send(id, { type: 'assistant_input', text: 'Somebody else says so.' });
  await client.next('assistant_end');
  expect(textOf(client)).toEqual(['Somebody else says so.']);
  await vi.waitFor(() => {
    expect(heard).toEqual(expect.arrayContaining(['assistant_message', 'assistant_end']));
  });
  await client.close();
});

it('no more Chats than may be, and none of the model’s sessions outlives its Chat', async () => {
  const { server, service } = await stage(obeys, { maxChats: 1 });
  const client = await TestClient.open(server);
  client.send({ type: 'user_input', text: 'Hello.' });
  await client.next('assistant_end');
  const second = new TestClient(server);
  expect((await second.closed).code).not.toBe(1000);
  expect(service.sessions).toHaveLength(1);
  await client.close();
  await server.close();
  expect((await service.sessions[0]?.ended)?.code).toBe(1000);
});
