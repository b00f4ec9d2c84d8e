import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { GoogleGenAI, Modality } from '@google/genai';
import type { LiveServerMessage } from '@google/genai';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { expect, onTestFinished, test } from 'vitest';
import { AISession, audioByBuffers } from '../../test/support/ai-session.ts';
import { pcm } from '../../test/support/caller.ts';
import { listen } from '../node.ts';
import { scriptedGemini } from './scripted-gemini.ts';

// Others judge the stand-in: the service's own client, and another one for it.

test('the official client speaks, calls a function and hears the answer', async () => {
  const gemini = scriptedGemini({
    onTurn: ({ to }) =>
      to === 'tools'
        ? { parts: [{ say: 'It is sunny in Bern.', duration: 300 }] }
        : { parts: [{ calls: [{ name: 'weather', args: { city: 'Bern' } }] }] },
  });
  onTestFinished(listen(gemini));
  const told: LiveServerMessage[] = [];
  const closed: { code: number; reason: string }[] = [];
  const live = await new GoogleGenAI({
    apiKey: 'k',
    httpOptions: { baseUrl: 'https://gemini.test' },
  }).live.connect({
    model: 'gemini-live-2.5-flash',
    config: {
      responseModalities: [Modality.AUDIO],
      inputAudioTranscription: {},
      outputAudioTranscription: {},
      sessionResumption: {},
      systemInstruction: 'Be brief.',
      tools: [{ functionDeclarations: [{ name: 'weather' }] }],
    },
    callbacks: {
      onmessage: (message) => told.push(message),
      onclose: ({ code, reason }: CloseEvent) => closed.push({ code, reason }),
    },
  });
  const session = await gemini.nextSession();
  const mimeType = 'audio/pcm;rate=16000';
  live.sendRealtimeInput({ audio: { data: pcm(16_000, 400), mimeType } });
  live.sendRealtimeInput({ audio: { data: pcm(16_000, 520, false), mimeType } });
  await expect
    .poll(() => told.flatMap(({ toolCall }) => toolCall?.functionCalls ?? []))
    .toHaveLength(1);
  const [call] = told.flatMap(({ toolCall }) => toolCall?.functionCalls ?? []);
  live.sendToolResponse({
    functionResponses: { id: call?.id ?? '', name: 'weather', response: { output: 'sunny' } },
  });
  await expect.poll(() => told.some(({ serverContent }) => serverContent?.turnComplete)).toBe(true);
  const words = told.map(({ serverContent }) => serverContent?.outputTranscription?.text ?? '');
  expect(words.join('')).toBe('It is sunny in Bern.');
  expect(told.some(({ data }) => (data?.length ?? 0) > 0)).toBe(true);
  expect(session.refusals).toEqual([]);
  expect(closed).toEqual([]);
  live.close();
});

test('the AI SDK holds a conversation with it', async () => {
  const gemini = scriptedGemini({
    onTurn: ({ to }) =>
      to === 'tools'
        ? { parts: [{ say: 'It is sunny in Bern.', duration: 300 }] }
        : { parts: [{ calls: [{ name: 'weather', args: { city: 'Bern' } }] }] },
  });
  const method = 'google.ai.generativelanguage.v1alpha.GenerativeService';
  const server = setupServer(
    ...gemini.handlers,
    http.post('https://app.test/token', () =>
      HttpResponse.json({
        token: 'auth_tokens/t',
        url: `wss://gemini.test/ws/${method}.BidiGenerateContentConstrained`,
      }),
    ),
  );
  server.listen({ onUnhandledRequest: 'bypass' });
  const errors: unknown[] = [];
  const client = new AISession({
    model: createGoogleGenerativeAI({ apiKey: 'unused' }).experimental_realtime(
      'gemini-live-2.5-flash',
    ),
    api: { token: 'https://app.test/token' },
    sessionConfig: { instructions: 'Be brief.', outputAudioTranscription: {} },
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
  const session = await gemini.nextSession();
  await expect.poll(() => client.now.status).toBe('connected');
  client.sendTextMessage('How is the weather?');
  await expect.poll(() => client.texts.at(-1)).toBe('It is sunny in Bern.');
  expect(session.refusals).toEqual([]);
  expect(errors).toEqual([]);
});
