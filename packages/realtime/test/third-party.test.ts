import { LLMock } from '@copilotkit/aimock';
import type { VoiceProtocol } from '@vivavoce/core/worker';
import { createOpenAI } from '@ai-sdk/openai';
import { WebSocket } from 'ws';
import { expect, onTestFinished, test } from 'vitest';
import { fromModel } from '../src/model/from-model.ts';
import { openaiModel, openaiTraits } from '../src/openai/openai-model.ts';
import { realtimeProtocol } from '../src/translator/translator.ts';
import { MachineClock } from './support/machine-clock.ts';
import { RealtimeStage } from './support/realtime-stage.ts';
import type { StageSocket } from './support/realtime-stage.ts';

// A third party's stand-in of OpenAI Realtime, over a real socket: text, functions, errors, closes and memory. It has neither
// sound nor voice activity nor truncation, and knows `realtimeInput` of Gemini Live not at all, so that is all it can judge.

const ours = (): VoiceProtocol =>
  realtimeProtocol(() => ({ model: openaiModel('gpt-realtime'), traits: openaiTraits }));
const theirs = (): VoiceProtocol =>
  fromModel(createOpenAI({ apiKey: 'unused' }).experimental_realtime('gpt-realtime'));

async function callOf(mock: LLMock, protocol: VoiceProtocol): Promise<RealtimeStage> {
  await mock.start();
  const url = `${mock.url.replace('http', 'ws')}/v1/realtime?model=gpt-realtime`;
  const sockets: WebSocket[] = [];
  const stage = new RealtimeStage({
    clock: new MachineClock(),
    service: {
      url,
      dial: (address, protocols = []) => {
        const socket = new WebSocket(address, [...protocols]);
        sockets.push(socket);
        return Object.assign(socket as unknown as StageSocket, { cut: () => socket.terminate() });
      },
    },
    protocol,
    rate: 24_000,
    address: (attempt) => ({
      url,
      protocols: ['realtime', `openai-insecure-api-key.ek_${attempt}`],
    }),
  });
  onTestFinished(async () => {
    stage.close();
    for (const socket of sockets) socket.terminate();
    await mock.stop();
  });
  await expect.poll(() => stage.of('connected')).toHaveLength(1);
  return stage;
}

test.each([
  ['ours', ours],
  ['the AI SDK’s', theirs],
])(
  'a third party’s stand-in: a text is answered, and a function called, by %s',
  async (_, protocol) => {
    const mock = new LLMock({ port: 0 });
    mock.onToolResult('c1', { content: 'It is sunny.' });
    mock.onMessage('weather', {
      toolCalls: [{ name: 'weather', arguments: '{"city":"Bern"}', id: 'c1' }],
    });
    mock.onMessage('Hello', { content: 'Hello to you.' });
    const stage = await callOf(mock, protocol());
    stage.onCall = () => '{"sky":"clear"}';
    stage.type('Hello');
    await expect.poll(() => stage.page.at(-1)).toBe('assistant: Hello to you.');
    await expect.poll(() => stage.states.at(-1)).toBe('idle');
    stage.type('How is the weather?');
    await expect.poll(() => stage.page.at(-1)).toBe('assistant: It is sunny.');
    expect(stage.messages('tool_call')).toMatchObject([
      { name: 'weather', parameters: '{"city":"Bern"}' },
    ]);
    expect(stage.errors).toEqual([]);
  },
);

test('a third party’s stand-in: an error is told, and the next turn works', async () => {
  const mock = new LLMock({ port: 0 });
  mock.onMessage('bad', { error: { message: 'Too much.', type: 'rate_limit_error' }, status: 429 });
  mock.onMessage('good', { content: 'Fine.' });
  const stage = await callOf(mock, ours());
  stage.type('bad');
  await expect.poll(() => stage.errors.join()).toContain('Too much.');
  await expect.poll(() => stage.states.at(-1)).toBe('idle');
  stage.type('good');
  await expect.poll(() => stage.page.at(-1)).toBe('assistant: Fine.');
});

test('a third party’s stand-in: after a cut it is told the words of before', async () => {
  const mock = new LLMock({ port: 0 });
  mock.onMessage('My name', { content: 'Hello, Ada.' });
  mock.onMessage('Who am I', { content: 'You are Ada.' });
  const stage = await callOf(mock, ours());
  stage.type('My name is Ada.');
  await expect.poll(() => stage.page.at(-1)).toBe('assistant: Hello, Ada.');
  stage.socket?.cut();
  await expect.poll(() => stage.of('connected')).toHaveLength(2);
  stage.type('Who am I?');
  await expect.poll(() => stage.page.at(-1)).toBe('assistant: You are Ada.');
  const { messages } = mock.getLastRequest()?.body as { messages: unknown[] };
  expect(JSON.stringify(messages)).toMatch(/My name is Ada.*Hello, Ada.*Who am I/);
});
