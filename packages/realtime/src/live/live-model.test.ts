import { createOpenAI } from '@ai-sdk/openai';
import { expect, test } from 'vitest';
import type { ClientEvent, ServerEvent } from '../translator/contract.ts';
import { liveModel, liveReader } from './live-model.ts';

// The AI SDK's own model of GPT-Live judges what is sent, and what is understood of the fields of an event.
const theirs = createOpenAI({ apiKey: 'unused' }).experimental_realtime('gpt-live-1');
const ours = liveModel('gpt-live-1');

/** A piece of sound, in base64. */
function sound(level: number, ms: number): string {
  const samples = new Int16Array(24 * ms).fill(level);
  return btoa(String.fromCharCode(...new Uint8Array(samples.buffer)));
}

test('it starts, speaks and appends as the AI SDK would have it', () => {
  const config = {
    instructions: 'Be brief.',
    voice: 'cedar',
    inputAudioFormat: { type: 'audio/pcm', rate: 24_000 },
  };
  expect(ours.serializeClientEvent({ type: 'session-update', config })).toEqual(
    theirs.serializeClientEvent({ type: 'session-start', config } as never),
  );
  const audio = sound(1, 20);
  const append: ClientEvent = { type: 'input-audio-append', audio };
  expect(ours.serializeClientEvent(append)).toEqual(theirs.serializeClientEvent(append as never));
  const item = { type: 'text-message', role: 'user', text: 'Greet me.' } as const;
  const greeting = {
    type: 'context-append',
    content: 'Greet me.',
    delegationId: null,
    providerOptions: { openai: { channel: 'instructions' } },
  };
  expect(ours.serializeClientEvent({ type: 'conversation-item-create', item })).toEqual(
    theirs.serializeClientEvent(greeting as never),
  );
});

test('what it does not have is not sent', () => {
  const output = { type: 'function-call-output', callId: 'c', name: 'n', output: '1' } as const;
  for (const event of [
    { type: 'response-create' },
    { type: 'response-cancel' },
    { type: 'conversation-item-create', item: output },
  ] as const) {
    expect(ours.serializeClientEvent(event)).toBeNull();
  }
});

test('one stream of sound is answers, each from its first sound to a pause', () => {
  const read = liveReader();
  const told: ServerEvent[] = [];
  const audio = (level: number, ms: number): void => {
    told.push(...[read({ type: 'session.output_audio.delta', delta: sound(level, ms) })].flat());
  };
  const words = (delta: string): void => {
    const raw = { type: 'session.output_transcript.delta', delta, start_ms: 0, end_ms: 1 };
    expect([theirs.parseServerEvent(raw)].flat()).toMatchObject([{ delta }]);
    told.push(...[read(raw)].flat());
  };
  told.push(...[read({ type: 'session.started', session: { id: 's' } })].flat());
  audio(0, 2000);
  words('Hello.');
  audio(5000, 100);
  audio(0, 500);
  audio(5000, 100);
  audio(0, 900);
  words(' Bye.');
  audio(0, 2000);
  audio(5000, 100);
  expect(told.map(({ type, responseId }) => [type, responseId])).toEqual([
    ['session-created', undefined],
    ['audio-transcript-delta', 'turn-1'],
    ['audio-delta', 'turn-1'],
    ['audio-delta', 'turn-1'],
    ['audio-delta', 'turn-1'],
    ['audio-delta', 'turn-1'],
    ['response-done', 'turn-1'],
    ['audio-transcript-delta', 'turn-1'],
    ['audio-delta', 'turn-2'],
  ]);
});

test('an error and what is not known are told', () => {
  const read = liveReader();
  const error = { message: 'No.', code: 'bad', client_event_id: 'e1' };
  expect(read({ type: 'error', error })).toMatchObject({
    ...{ type: 'error', message: 'No.', code: 'bad', clientEventId: 'e1' },
  });
  expect(read({ type: 'session.weather' })).toMatchObject({ type: 'custom' });
});
