import { expect, it } from 'vitest';
import { TestClient } from '../support/client.ts';
import { expectUnharmed, whole } from './support/hostile-server.ts';

const rounds = whole ? 10 : 2;
const nested = (depth: number, begin: string, end: string) =>
  `${begin.repeat(depth)}1${end.repeat(depth)}`;

it('a megabyte of sound in one frame, of the hardest rates, delays nobody', async () => {
  const rates = [8000, 8001, 44_101, 47_999];
  const frame = Buffer.alloc(900_000, 7);
  await expectUnharmed(600, {}, async (server) => {
    const clients = await Promise.all(rates.map(() => TestClient.open(server)));
    for (const [i, client] of clients.entries()) client.declareAudio(rates[i]);
    for (let round = 0; round < rounds; round++) {
      for (const { socket } of clients) socket.send(frame);
      for (const client of clients) {
        client.send({ type: 'audio_input', data: frame.toString('base64').slice(0, 900_000) });
      }
    }
    // The first sound beyond two minutes, or what follows all of it.
    const [slowest] = clients;
    slowest?.send({ type: 'user_input', text: 'Hello.' });
    await slowest?.next('user_message');
    // All of them were heard.
    const refused = clients.flatMap((client) => client.all('error').map(({ slug }) => slug));
    expect(refused).not.toContain('audio_format_unsupported');
    expect(refused).not.toContain('audio_not_configured');
    for (const { socket } of clients) socket.terminate();
  });
});

it('messages that are nested deep, and settings that are sent back, delay nobody and end no Chat', async () => {
  const deep = [
    '['.repeat(500_000),
    nested(100_000, '[', ']'),
    `{"type":"session_settings","metadata":${nested(100_000, '{"a":', '}')}}`,
    `{"type":"session_settings","metadata":{"a":${nested(5000, '[', ']')}}}`,
    `{"type":"session_settings","context":${nested(100_000, '[', ']')}}`,
  ];
  const variables = Object.fromEntries(
    Array.from({ length: 90 }, (_, i) => [`v${String(i)}`, 'x'.repeat(9999)]),
  );
  // The other's server has loaded the network that tells voices.
  const options = { args: ['--max-database-mb', '999'] };
  await expectUnharmed(500, options, async (server) => {
    const client = await TestClient.open(server);
    for (let round = 0; round < rounds; round++) {
      for (const text of deep) client.socket.send(text);
      client.send({ type: 'session_settings', system_prompt: '{{v1}}'.repeat(16_000), variables });
    }
    client.send({ type: 'user_input', text: 'Hello.' });
    await client.next('user_message');
    expect(client.all('error').map(({ slug }) => slug)).toEqual(
      Array.from({ length: rounds * deep.length }, () => 'invalid_message'),
    );
    for (const path of ['prompts', 'configs', 'tools']) {
      const url = `${server.url}/v0/evi/${path}`;
      const body = `{"name":"a","evi_version":"3","x":${nested(200_000, '[', ']')}}`;
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(url, { method: 'POST', headers, body });
      expect(await answer.text()).toContain('nested too deep');
      expect(answer.status).toBe(400);
    }
    await client.close();
  });
});
