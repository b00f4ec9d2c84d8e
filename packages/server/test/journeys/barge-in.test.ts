import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServer } from '../../src/index.ts';
import type { RunningServer } from '../../src/index.ts';
import { createFliteSynthesiser } from '../../src/speech/flite.ts';
import { TestClient } from '../support/client.ts';
import { scriptedRecogniser } from '../support/engines.ts';
import { spoken } from '../support/spoken.ts';

const flite = createFliteSynthesiser();
let server: RunningServer;

beforeAll(async () => {
  await flite.speak('Ready.', 'slt');
  server = await createServer({
    port: 0,
    recogniser: scriptedRecogniser(
      { kind: 'words', text: 'stop' },
      { kind: 'words', text: 'stop' },
      { kind: 'words', text: 'yeah' },
    ),
  }).listen();
});

afterAll(async () => {
  await server.close();
  await flite.close();
});

it(
  'speaking over the assistant is told in mid-sentence, and generation stops',
  { timeout: 30_000 },
  async () => {
    const client = await TestClient.open(server);
    client.declareAudio();
    client.send({ type: 'user_input', text: 'tell me a long story' });
    await client.next('audio_output');
    // A voice on the server's side of the wire begins in the middle of the story.
    const { samples } = await spoken(flite, 'No, wait a moment, please, I would like to speak.', {
      leadMs: 500,
      tailMs: 0,
    });
    await client.speak(samples);
    // The sentence is over and the silence that ends it is not: it was told while it was spoken.
    const interruption = await client.next('user_interruption');
    expect(Math.abs(interruption.time - Date.now())).toBeLessThan(5000);

    await client.speak(new Int16Array(16_000));
    await client.nextWords(2);
    // Between the interruption and the user's words nothing was said but that the turn is over.
    const from = client.types.indexOf('user_interruption');
    const until = client.types.lastIndexOf('user_message');
    expect(client.types.slice(from + 1, until).filter((type) => type !== 'assistant_end')).toEqual(
      [],
    );
    await client.next('assistant_end', 2);
    expect(client.all('assistant_message').at(-1)?.message.content).toBe('I am listening.');
    await client.close();
  },
);

it(
  'the assistant counts as speaking while the client still plays what was sent',
  { timeout: 30_000 },
  async () => {
    const client = await TestClient.open(server);
    client.declareAudio();
    client.send({ type: 'user_input', text: 'hello' });
    // All of it is sent at once; it plays for five seconds.
    await client.next('assistant_end');
    const { samples } = await spoken(flite, 'Stop it, please.', { leadMs: 1000 });
    await client.speak(samples);
    await client.next('user_interruption');
    expect(client.all('user_interruption')).toHaveLength(1);
    await client.close();
  },
);

it(
  'knocking and a back-channel leave the assistant speaking, and no message behind',
  { timeout: 30_000 },
  async () => {
    const client = await TestClient.open(server);
    client.declareAudio();
    client.send({ type: 'user_input', text: 'tell me a long story' });
    await client.next('audio_output');
    await client.speak(knocks(2));
    await client.speak((await spoken(flite, 'Yeah.')).samples);
    const sentences = client.all('assistant_message').length;
    await client.next('assistant_message', sentences + 1);
    expect(client.types).not.toContain('user_interruption');
    expect(client.all('user_message').map(({ message }) => message.content)).toEqual([
      'tell me a long story',
    ]);
    await client.close();
  },
);

it('speaking when the assistant is silent interrupts nothing', { timeout: 30_000 }, async () => {
  const client = await TestClient.open(server);
  client.declareAudio();
  await client.speak((await spoken(flite, 'Hello there, how are you?')).samples);
  expect(client.types).not.toContain('user_interruption');
  await client.close();
});

/** Five bursts a second, as keys or doors make them: loud at once, and soon gone. */
function knocks(seconds: number): Int16Array {
  let seed = 5;
  return Int16Array.from({ length: seconds * 16_000 }, (_, i) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return 20_000 * (seed / 2_147_483_647 - 0.5) * Math.exp(-(i % 3200) / 300);
  });
}
