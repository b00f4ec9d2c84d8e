import { createOpenAI } from '@ai-sdk/openai';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { OpenAI } from 'openai';
import { OpenAIRealtimeWebSocket } from 'openai/realtime/websocket';
import type { RealtimeServerEvent, ResponseDoneEvent } from 'openai/resources/realtime/realtime';
import { expect, onTestFinished, test } from 'vitest';
import { AISession, audioByBuffers } from '../../test/support/ai-session.ts';
import { pcm } from '../../test/support/caller.ts';
import { listen } from '../node.ts';
import { scriptedOpenAI } from './scripted-openai.ts';
import type { ScriptedOpenAIOptions } from './scripted-openai.ts';

// Others judge the stand-in: the service's own client, and another one for it.

const weather: ScriptedOpenAIOptions['onAnswer'] = ({ turn }) =>
  turn === 1
    ? { items: [{ call: 'weather', arguments: { city: 'Bern' } }] }
    : { items: [{ say: 'It is sunny in Bern.', duration: 300 }] };

test('the official client speaks, calls a function and hears the answer', async () => {
  const openai = scriptedOpenAI({ onAnswer: weather });
  onTestFinished(listen(openai));
  const client = new OpenAIRealtimeWebSocket(
    { model: 'gpt-realtime', dangerouslyAllowBrowser: true },
    new OpenAI({
      apiKey: 'ek_1',
      baseURL: 'https://openai.test/v1',
      dangerouslyAllowBrowser: true,
    }),
  );
  const events: RealtimeServerEvent[] = [];
  const errors: unknown[] = [];
  client.on('event', (event) => events.push(event));
  client.on('error', (error) => errors.push(error));
  const done = (count: number): Promise<ResponseDoneEvent> =>
    expect
      .poll(() => events.filter(({ type }) => type === 'response.done').length)
      .toBe(count)
      .then(() => events.findLast((event) => event.type === 'response.done') as ResponseDoneEvent);
  const session = await openai.nextSession();
  expect(session.secret).toBe('ek_1');
  await expect.poll(() => events.map(({ type }) => type)).toEqual(['session.created']);
  client.send({
    type: 'session.update',
    session: { type: 'realtime', audio: { input: { transcription: { model: 'whisper-1' } } } },
  });
  client.send({ type: 'input_audio_buffer.append', audio: pcm(24_000, 400) });
  client.send({ type: 'input_audio_buffer.append', audio: pcm(24_000, 520, false) });
  const { response } = await done(1);
  const [call] = response.output ?? [];
  if (call?.type !== 'function_call') throw new TypeError('It called nothing.');
  expect(JSON.parse(call.arguments)).toEqual({ city: 'Bern' });
  client.send({
    type: 'conversation.item.create',
    item: { type: 'function_call_output', call_id: call.call_id ?? '', output: '"sunny"' },
  });
  client.send({ type: 'response.create' });
  const last = (await done(2)).response.output?.[0];
  expect(last).toMatchObject({
    type: 'message',
    content: [{ type: 'output_audio', transcript: 'It is sunny in Bern.' }],
  });
  client.close();
  expect((await session.ended).code).toBe(1000);
  expect(errors).toEqual([]);
  expect(session.refusals).toEqual([]);
});

test('the AI SDK holds a conversation with it', async () => {
  const openai = scriptedOpenAI({ onAnswer: weather });
  const server = setupServer(
    ...openai.handlers,
    http.post('https://app.test/token', () =>
      HttpResponse.json({ token: 'ek_2', url: 'wss://openai.test/v1/realtime?model=gpt-realtime' }),
    ),
  );
  server.listen({ onUnhandledRequest: 'bypass' });
  const errors: unknown[] = [];
  const client = new AISession({
    model: createOpenAI({ apiKey: 'unused' }).experimental_realtime('gpt-realtime'),
    api: { token: 'https://app.test/token' },
    sessionConfig: { instructions: 'Be brief.', turnDetection: { type: 'server-vad' } },
    onToolCall: () => Promise.resolve('sunny'),
    onError: (error) => errors.push(error),
  });
  const audio = audioByBuffers();
  onTestFinished(() => {
    client.dispose();
    audio.undo();
    server.close();
  });
  await client.connect({ capture: false });
  const session = await openai.nextSession();
  await expect.poll(() => client.now.status).toBe('connected');
  client.sendTextMessage('How is the weather?');
  await expect.poll(() => client.texts.at(-1)).toBe('It is sunny in Bern.');
  expect(session.refusals).toEqual([]);
  expect(errors).toEqual([]);
});
