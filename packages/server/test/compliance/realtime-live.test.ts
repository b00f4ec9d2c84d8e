import { once } from 'node:events';
import { openaiUpstream } from '@vivavoce/realtime/upstream';
import { expect, it, onTestFinished, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { TestClient } from '../support/client.ts';
import { quickServer } from '../support/quick-server.ts';
import { voice } from '../support/realtime.ts';

// Rule: GPT-Live, whose sound is one stream without an end and which no page can reach, is a Chat of EVI like any other. What is sent to it
// is judged by the AI SDK's own model, in `@vivavoce/realtime`.

vi.setConfig({ testTimeout: 40_000 });

type Frame = Record<string, unknown> & { type: string };

/** A session of GPT-Live: silence, in pieces of 100 ms at their time, but where a script speaks. */
class LiveSession {
  readonly received: Frame[] = [];
  readonly #socket: WebSocket;
  #loud = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as Frame;
      this.received.push(frame);
      if (frame.type === 'session.start')
        this.send({ type: 'session.started', session: { id: 'live_1' } });
    });
    const stream = setInterval(() => {
      if (!this.received.some(({ type }) => type === 'session.start')) return;
      const level = this.#loud > 0 ? 6000 : 0;
      this.#loud -= 100;
      const samples = Int16Array.from({ length: 2400 }, (_, i) => level * Math.sin(i / 10));
      this.send({
        type: 'session.output_audio.delta',
        delta: Buffer.from(samples.buffer).toString('base64'),
      });
    }, 100);
    socket.on('close', () => {
      clearInterval(stream);
    });
  }

  send(frame: Frame): void {
    this.#socket.send(JSON.stringify(frame));
  }

  /** Both sides say something. */
  talk(user: string, assistant: string, ms: number): void {
    const at = { start_ms: 0, end_ms: 1 };
    this.send({ type: 'session.input_transcript.delta', delta: user, ...at });
    this.#loud = ms;
    this.send({ type: 'session.output_transcript.delta', delta: assistant, ...at });
  }
}

it('what it hears are words, what it says are sentences with their sound, and silence is nothing', async () => {
  const sessions: LiveSession[] = [];
  const asked: { url: string | undefined; authorization: string | undefined }[] = [];
  const service = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  service.on('connection', (socket, { url, headers: { authorization } }) => {
    asked.push({ url, authorization });
    sessions.push(new LiveSession(socket));
  });
  await once(service, 'listening');
  const { port } = service.address() as { port: number };
  const url = `ws://127.0.0.1:${String(port)}`;
  const server = await quickServer({
    realtime: openaiUpstream({ url, apiKey: 'the-key', model: 'gpt-live-1' }),
  });
  onTestFinished(async () => {
    await server.close();
    for (const socket of service.clients) socket.terminate();
    service.close();
  });
  const client = await TestClient.open(server);
  client.send({
    type: 'session_settings',
    system_prompt: 'Be kind.',
    audio: { encoding: 'linear16', channels: 1, sample_rate: 16_000 },
  });
  await client.speak(voice(800));
  const [session] = sessions;
  expect(asked).toEqual([{ url: '/v1/live/sessions', authorization: 'Bearer the-key' }]);
  expect(session?.received[0]).toEqual({
    type: 'session.start',
    event_id: expect.any(String) as unknown,
    session: {
      model: 'gpt-live-1',
      instructions: 'Be kind.',
      audio: { format: { type: 'audio/pcm', rate: 24_000 }, output: { voice: 'marin' } },
    },
  });
  expect(
    session?.received.filter(({ type }) => type === 'session.input_audio.append').length,
  ).toBeGreaterThan(40);
  session?.talk('What time is it?', 'It is noon. The sun shines.', 1500);
  await client.next('assistant_end');
  expect((await client.nextWords()).message.content).toBe('What time is it?');
  expect(client.all('assistant_message').map(({ message }) => message.content)).toEqual([
    ...['It is noon.', 'The sun shines.'],
  ]);
  const pieces = client.all('audio_output').length;
  // 1.5 s of sound, and the pause by which its end is known.
  expect(pieces).toBeGreaterThanOrEqual(15);
  expect(pieces).toBeLessThanOrEqual(26);
  client.send({ type: 'user_input', text: 'And now?' });
  await vi.waitFor(() => expect(session?.received.at(-1)).toBeDefined());
  await vi.waitFor(() =>
    expect(
      session?.received.find(({ type }) => type === 'session.instructions.append'),
    ).toMatchObject({
      content: 'The user has typed: And now?',
    }),
  );
  expect(client.all('error')).toEqual([]);
  await client.close();
});
