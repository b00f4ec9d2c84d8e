import { openaiUpstream } from '@vivavoce/realtime/upstream';
import { scriptedOpenAI } from '@vivavoce/testing/openai-realtime';
import { expect, test, vi } from 'vitest';
import { official013, official016 } from '../../../evi/test/support/official.ts';
import { realtimeServer, voice } from '../support/realtime.ts';

// Rule: the official SDK, in an old and a new version, holds a Chat with a realtime model behind this server, and its own serializers
// find nothing wrong in what it is sent.

type Message = Record<string, unknown>;

test.each([official013, official016])(
  'hume $version: typed, spoken, interrupted, with a tool',
  { timeout: 60_000 },
  async (sdk) => {
    const service = scriptedOpenAI({
      url: 'ws://127.0.0.1',
      transcriptDelay: 200,
      onAnswer: ({ turn }) =>
        turn === 3
          ? { items: [{ call: 'weather', arguments: { city: 'Bern' } }] }
          : { items: [{ say: 'One. Two. Three.', duration: 3000 }] },
    });
    const { server } = await realtimeServer(service, (url) => openaiUpstream({ url, apiKey: 'k' }));
    const socket = sdk.connect(server.url, 'any-key', {});
    const came: Message[] = [];
    const errors: unknown[] = [];
    socket.on('message', (message) => came.push(message));
    socket.on('error', (error: unknown) => errors.push(error));
    const call = (method: string, argument?: unknown) => {
      (socket[method] as (given?: unknown) => void).call(socket, argument);
    };
    const all = (type: string) => came.filter((message) => message['type'] === type);
    const next = (type: string, count = 1) =>
      vi.waitFor(() => expect(all(type).length).toBeGreaterThanOrEqual(count), {
        timeout: 20_000,
        interval: 20,
      });
    const speak = async (samples: Int16Array) => {
      for (let at = 0; at < samples.length; at += 1600) {
        const data = Buffer.from(samples.slice(at, at + 1600).buffer).toString('base64');
        call('sendAudioInput', { data });
        await new Promise((settle) => setTimeout(settle, 100));
      }
    };
    await next('chat_metadata');
    call('sendSessionSettings', {
      audio: { encoding: 'linear16', channels: 1, sampleRate: 16_000 },
      tools: [{ type: 'function', name: 'weather', parameters: '{"type":"object"}' }],
    });
    await speak(voice(800));
    await next('assistant_end');
    expect(all('assistant_message').map(({ message }) => (message as Message)['content'])).toEqual([
      ...['One.', 'Two.', 'Three.'],
    ]);
    await speak(voice(800));
    await next('user_interruption');
    await next('assistant_end', 2);
    call('sendUserInput', 'How is the weather?');
    await next('tool_call');
    const { toolCallId } = all('tool_call')[0] ?? {};
    call('sendToolResponseMessage', { type: 'tool_response', toolCallId, content: 'Sunny.' });
    await next('assistant_end', 3);
    expect(all('user_message')).toHaveLength(3);
    expect(service.sessions[0]?.refusals).toEqual([]);
    expect(errors).toEqual([]);
    socket.close();
  },
);
