import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServer } from '../../src/index.ts';
import type { LogEntry, RunningServer } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import {
  constantProsody,
  quickEars,
  sayingResponder,
  scriptedRecogniser,
  toneSynthesiser,
} from '../support/engines.ts';

let server: RunningServer;
const log: LogEntry[] = [];

beforeAll(async () => {
  server = await createServer({
    port: 0,
    ...quickEars,
    recogniser: scriptedRecogniser(),
    synthesiser: toneSynthesiser(0.1),
    prosody: constantProsody(),
    responder: sayingResponder('Still here.'),
    // Floods are for limits.test.ts.
    limits: { messagesPerSecond: 100_000 },
    log: (entry) => log.push(entry),
  }).listen();
});
afterAll(() => server.close());

async function goesOn(client: TestClient): Promise<void> {
  const replies = client.all('assistant_end').length;
  client.send({ type: 'user_input', text: 'are you there' });
  await client.next('assistant_end', replies + 1);
}

const linear16 = { encoding: 'linear16', channels: 1, sample_rate: 16_000 };

it.each<[string, string | Buffer, string]>([
  ['no JSON', 'hello', 'invalid_json'],
  ['half a JSON', '{"type":"user_input"', 'invalid_json'],
  ['nothing', '', 'invalid_json'],
  ['a number', '42', 'invalid_message'],
  ['null', 'null', 'invalid_message'],
  ['an array', '[]', 'invalid_message'],
  ['no type', '{}', 'invalid_message'],
  ['a type that is a number', '{"type":1}', 'invalid_message'],
  ['an unknown type', '{"type":"constructor"}', 'unknown_message_type'],
  ['a message of the server', '{"type":"assistant_end"}', 'unknown_message_type'],
  ['user_input without text', '{"type":"user_input"}', 'invalid_message'],
  ['user_input with a number', '{"type":"user_input","text":5}', 'invalid_message'],
  ['user_input with nothing in it', '{"type":"user_input","text":"  "}', 'invalid_message'],
  [
    'user_input of 100 kB',
    JSON.stringify({ type: 'user_input', text: 'x'.repeat(100_000) }),
    'text_too_long',
  ],
  [
    'assistant_input of 100 kB',
    JSON.stringify({ type: 'assistant_input', text: 'x'.repeat(100_000) }),
    'text_too_long',
  ],
  ['audio_input that is not base64', '{"type":"audio_input","data":"%%%"}', 'audio_not_base64'],
  ['audio before settings', Buffer.alloc(640), 'audio_not_configured'],
  [
    'audio settings without a rate',
    '{"type":"session_settings","audio":{"encoding":"linear16","channels":1}}',
    'invalid_message',
  ],
  [
    'another encoding',
    JSON.stringify({ type: 'session_settings', audio: { ...linear16, encoding: 'webm' } }),
    'audio_format_unsupported',
  ],
  [
    'a rate of 4 kHz',
    JSON.stringify({ type: 'session_settings', audio: { ...linear16, sample_rate: 4000 } }),
    'audio_format_unsupported',
  ],
  [
    'a rate of 1 GHz',
    JSON.stringify({ type: 'session_settings', audio: { ...linear16, sample_rate: 1e9 } }),
    'audio_format_unsupported',
  ],
  [
    'no channels',
    JSON.stringify({ type: 'session_settings', audio: { ...linear16, channels: 0 } }),
    'audio_format_unsupported',
  ],
  [
    'a variable that is an object',
    '{"type":"session_settings","variables":{"a":{}}}',
    'invalid_message',
  ],
  [
    'deep nesting',
    `{"type":"user_input","text":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
    'invalid_message',
  ],
])('%s is an error with a slug, and the Chat goes on', async (_, frame, slug) => {
  const client = await TestClient.open(server);
  client.socket.send(frame);
  expect((await client.next('error')).slug).toBe(slug);
  await goesOn(client);
  expect(client.all('error')).toHaveLength(1);
  await client.close();
});

it('a piece that ends inside a sample is no error: the next goes on with it', async () => {
  const client = await TestClient.open(server);
  client.declareAudio();
  client.socket.send(Buffer.alloc(641));
  client.socket.send(Buffer.alloc(639));
  client.socket.send(Buffer.alloc(0));
  await goesOn(client);
  expect(client.all('error')).toEqual([]);
  await client.close();
});

it('a text of 10,000 characters is still taken', async () => {
  const client = await TestClient.open(server);
  client.send({ type: 'user_input', text: 'x'.repeat(10_000) });
  await client.next('assistant_end');
  expect(client.all('error')).toEqual([]);
  await client.close();
});

it('refused audio settings leave the rest of the message in force', async () => {
  const client = await TestClient.open(server);
  client.send({
    type: 'session_settings',
    custom_session_id: 'mine',
    audio: { ...linear16, channels: 9 },
  });
  expect((await client.next('error')).custom_session_id).toBe('mine');
  await client.close();
});

it('a frame over 1 MiB closes the socket with 1009', async () => {
  const client = await TestClient.open(server);
  client.socket.send('x'.repeat(1024 * 1024 + 1));
  expect((await client.closed).code).toBe(1009);
});

it('text that is not UTF-8 closes the socket with 1007', async () => {
  const client = await TestClient.open(server);
  client.socket.send(Buffer.from([0xff, 0xfe]), { binary: false });
  expect((await client.closed).code).toBe(1007);
});

it(
  'the server outlives 10,000 frames of seeded nonsense and 50 sockets torn down at once',
  { timeout: 60_000 },
  async () => {
    let seed = 11;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const client = await TestClient.open(server);
    const types = [
      'audio_input',
      'session_settings',
      'user_input',
      'assistant_input',
      'tool_response',
      'tool_error',
      'pause_assistant_message',
      'resume_assistant_message',
      'x',
    ];
    const values = [null, 1, -1e308, '', 'text', [], {}, true, '\u0000', linear16, 'AAA=', '{{a}}'];
    const fields = [
      'text',
      'data',
      'audio',
      'variables',
      'context',
      'voice_id',
      'custom_session_id',
      'tool_call_id',
      'content',
      'error',
      '__proto__',
    ];
    for (let i = 0; i < 10_000; i++) {
      if (random(5) === 0) {
        client.socket.send(Buffer.from(Array.from({ length: random(64) }, () => random(256))));
        continue;
      }
      const entries: [string, unknown][] = Array.from(
        { length: random(4) },
        () => [fields[random(fields.length)] ?? 'text', values[random(values.length)]] as const,
      );
      const message = Object.fromEntries([...entries, ['type', types[random(types.length)]]]);
      const text = JSON.stringify(message);
      client.socket.send(random(8) === 0 ? text.slice(0, random(text.length)) : text);
    }
    client.send({ type: 'resume_assistant_message' });
    await goesOn(client);
    await client.close();
    const sockets = Array.from({ length: 50 }, () => new TestClient(server));
    for (const { socket } of sockets) socket.terminate();
    await Promise.all(sockets.map(({ closed }) => closed));
    const after = await TestClient.open(server);
    await goesOn(after);
    await after.close();
    // Nonsense that is to be spoken may hold nothing that can be.
    const unsayable = 'Nothing of a reply can be said aloud';
    expect(log.filter(({ message }) => message !== unsayable)).toEqual([]);
  },
);

it('too many texts to speak are refused, not queued for ever', async () => {
  const client = await TestClient.open(server);
  client.send({ type: 'pause_assistant_message' });
  for (let i = 0; i < 40; i++) client.send({ type: 'assistant_input', text: `Text ${String(i)}.` });
  await client.next('error', 8);
  expect(new Set(client.all('error').map(({ slug }) => slug))).toEqual(
    new Set(['too_much_to_say']),
  );
  await client.close();
});

it(
  'a client that reads nothing is cut off instead of buffered for ever',
  { timeout: 30_000 },
  async () => {
    const client = await TestClient.open(server);
    client.socket.pause();
    const filler = 'x'.repeat(100_000);
    // Each is echoed; nobody reads the echoes.
    const flood = setInterval(() => {
      for (let i = 0; i < 20; i++)
        client.send({ type: 'tool_response', tool_call_id: 'a', content: filler });
    }, 10);
    try {
      await new Promise<void>((resolve, reject) => {
        client.socket.once('error', () => {
          resolve();
        });
        void client.closed.then(() => {
          resolve();
        });
        setTimeout(() => {
          reject(new Error('not cut off'));
        }, 20_000).unref();
      });
    } finally {
      clearInterval(flood);
      client.socket.terminate();
    }
    const after = await TestClient.open(server);
    await goesOn(after);
    expect(after.all('error')).toEqual([]);
    await after.close();
  },
);
