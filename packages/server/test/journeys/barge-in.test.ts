import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createServer } from '../../src/index.ts';
import type { RunningServer } from '../../src/index.ts';
import { createFliteSynthesiser } from '../../src/engines/synthesis/flite.ts';
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
    // It did not ask for anything beside EVI's messages.
    expect(client.invalid).toEqual([]);
    const sentences = client.all('assistant_message').length;
    await client.next('assistant_message', sentences + 1);
    expect(client.types).not.toContain('user_interruption');
    expect(client.all('user_message').map(({ message }) => message.content)).toEqual([
      'tell me a long story',
    ]);
    await client.close();
  },
);

it(
  'a client that asks for it is told what was nothing that interrupts',
  { timeout: 90_000 },
  async () => {
    const client = await TestClient.open(server);
    const own: Record<string, unknown>[] = [];
    client.socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString('utf8')) as Record<string, unknown>;
      if (message['type'] === 'session_settings' || message['type'] === 'dismissed')
        own.push(message);
    });
    client.send({ type: 'session_settings', extensions: ['dismissed'], custom_session_id: 'me' });
    client.declareAudio();
    await client.speak((await spoken(flite, 'Yeah.', { leadMs: 0 })).samples);
    client.send({ type: 'user_input', text: 'tell me a long story' });
    await client.next('audio_output');
    const { samples } = await spoken(flite, 'Yeah.', { leadMs: 200, tailMs: 0 });
    // Until its ear is loaded the server knows no voice from a noise.
    for (let times = 0; times < 12 && own.length < 3; times += 1) {
      // Into an answer: on a slow machine the story may be over before the ear is there.
      const answers = client.all('audio_output').length;
      if (client.types.at(-1) === 'assistant_end') {
        client.send({ type: 'user_input', text: 'tell me a long story' });
        await client.next('audio_output', answers + 1);
      }
      await client.speak(samples);
      await client.speak(new Int16Array(16_000 * 0.7));
      await vi.waitFor(() => expect(own.length).toBeGreaterThan(2), 3000).catch(() => undefined);
    }
    // In the first answer to settings it says what it has, and of what is said into the silence it says nothing.
    expect(own).toEqual([
      { type: 'session_settings', extensions: ['dismissed'], custom_session_id: 'me' },
      expect.not.objectContaining({ extensions: expect.anything() as unknown }),
      { type: 'dismissed', time: expect.any(Number) as number, custom_session_id: 'me' },
    ]);
    expect(client.types).not.toContain('user_interruption');
    await client.close();
  },
);

it(
  'a Config may let everything interrupt, and ask for more patience than that',
  { timeout: 60_000 },
  async () => {
    const made = async (settings: object) => {
      const response = await fetch(`${server.url}/v0/evi/configs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'hearing', evi_version: '3', ...settings }),
      });
      const config = (await response.json()) as Record<string, unknown> & { id: string };
      expect(config).toMatchObject(settings);
      return config.id;
    };
    const over = async (settings: object, text: string) => {
      const client = await TestClient.open(server, `?config_id=${await made(settings)}`);
      client.declareAudio();
      client.send({ type: 'user_input', text: 'tell me a long story' });
      await client.next('audio_output');
      await client.speak((await spoken(flite, text, { leadMs: 300 })).samples);
      return client;
    };
    const patient = { interruption: { min_interruption_ms: 2000 } };
    await Promise.all([
      ...[
        over({ interruption: { min_interruption_ms: 50 } }, 'Yeah.'),
        over(patient, 'Stop.'),
        over({}, 'Swimming.'),
      ].map(async (opened) => {
        const client = await opened;
        await client.next('user_interruption');
        await client.close();
      }),
      over(patient, 'Swimming.').then(async (client) => {
        // It is told at the end of the utterance at the latest, which a stall of the microphone brings about.
        const sentences = client.all('assistant_message').length;
        await client.next('assistant_message', sentences + 1);
        expect(client.types).not.toContain('user_interruption');
        await client.close();
      }),
    ]);
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
