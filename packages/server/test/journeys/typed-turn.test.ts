import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServer } from '../../src/index.ts';
import type { RunningServer } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';

let server: RunningServer;

beforeAll(async () => {
  server = await createServer({ port: 0, recogniser: 'none' }).listen();
});
afterAll(() => server.close());

it('a short exchange is held, with what was said before in mind', async () => {
  const client = await TestClient.open(server);
  const replies: string[] = [];
  for (const [i, text] of [
    'Hello!',
    'My name is Anna.',
    'What is my name?',
    'Goodbye!',
  ].entries()) {
    client.send({ type: 'user_input', text });
    await client.next('assistant_end', i + 1);
    replies.push(
      client
        .all('assistant_message')
        .map(({ message }) => message.content)
        .join(' '),
    );
  }
  expect(replies[0]).toMatch(/^Hello!/);
  expect(replies[1]).toMatch(/Nice to meet you, Anna\.$/);
  expect(replies[2]).toMatch(/Your name is Anna\.$/);
  expect(replies[3]).toMatch(/Goodbye, Anna!/);
  expect(client.invalid).toEqual([]);
  await client.close();
});

it('the reply can be played: whole 16 kHz WAV files whose length is that of the speech', async () => {
  const client = await TestClient.open(server);
  client.send({ type: 'user_input', text: 'who are you' });
  await client.next('assistant_end');
  let samples = 0;
  for (const { data } of client.all('audio_output')) {
    const wav = Buffer.from(data, 'base64');
    expect(wav.toString('latin1', 0, 4)).toBe('RIFF');
    expect(wav.readUInt32LE(4)).toBe(wav.length - 8);
    expect(wav.readUInt16LE(22)).toBe(1);
    expect(wav.readUInt32LE(24)).toBe(16_000);
    expect(wav.readUInt32LE(40)).toBe(wav.length - 44);
    samples += (wav.length - 44) / 2;
  }
  expect(samples / 16_000).toBeGreaterThan(5);
  await client.close();
});
