import { expressionNames } from '@vivavoce/evi';
import { afterEach, expect, it, vi } from 'vitest';
import { parseWav } from '../../src/audio/wav.ts';
import { createExpressionEndpoint } from '../../src/index.ts';
import type { Health } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import { quickServer } from '../support/quick-server.ts';
import { bytes, json, speechApi } from '../support/speech-api.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const scores = (share: number) =>
  Object.fromEntries(expressionNames.map((name, i) => [name, i === 0 ? share : 0.25]));

it('each sentence is posted as a WAV with the key, and its scores are those of the answer', async () => {
  vi.stubEnv('VIVAVOCE_EXPRESSION_KEY', 'the-secret');
  const api = await speechApi(json({ scores: scores(0.75) }), json(scores(0.5)));
  const prosody = createExpressionEndpoint({ url: `${api.url}/expressions` });
  const server = await quickServer({ prosody });
  try {
    const client = await TestClient.open(server);
    for (const count of [1, 2]) {
      client.send({ type: 'assistant_input', text: 'Hello.' });
      await client.next('assistant_end', count);
    }
    const first = client.all('assistant_prosody').map(({ models }) => models.prosody?.scores);
    expect(first).toEqual([scores(0.75), scores(0.5)]);
    const [asked] = api.asked;
    expect(asked?.path).toBe('/v1/expressions');
    expect(asked?.headers).toMatchObject({
      'content-type': 'audio/wav',
      authorization: 'Bearer the-secret',
    });
    const heard = client.all('audio_output')[0]?.data ?? '';
    const sent = parseWav(asked?.body ?? new Uint8Array(), 'the test');
    expect(sent).toEqual(parseWav(Buffer.from(heard, 'base64'), 'the test'));
    const health = (await (await fetch(`${server.url}/health`)).json()) as Health;
    expect(health.engines.prosody).toMatch(/^expressions of 127\.0\.0\.1:\d+$/);
    expect(JSON.stringify(health)).not.toContain('the-secret');
    await client.close();
  } finally {
    await server.close();
    await api.close();
  }
});

it.each<[string, Parameters<typeof speechApi>[0]]>([
  ['HTTP 401', (response) => response.writeHead(401).end('the-secret')],
  ['a redirect', (response) => response.writeHead(307, { location: '/' }).end()],
  ['a connection that breaks', (response) => response.destroy()],
  ['what is not JSON', bytes(Buffer.from('<html>'))],
  ['47 scores', json(Object.fromEntries(Object.entries(scores(1)).slice(1)))],
  ['a score that is no share', json(scores(17))],
  ['no end', (response) => response.write(Buffer.alloc(1024 * 1024))],
  ['no answer', () => undefined],
])('%s costs the scores and nothing else', async (_, answer) => {
  const api = await speechApi(answer, json(scores(0.5)));
  const prosody = createExpressionEndpoint({ url: api.url, timeoutMs: 500 });
  const server = await quickServer({ prosody });
  try {
    const client = await TestClient.open(server);
    client.send({ type: 'assistant_input', text: 'First.' });
    await client.next('assistant_end');
    expect(client.all('assistant_prosody')).toEqual([]);
    client.send({ type: 'assistant_input', text: 'Second.' });
    await client.next('assistant_end', 2);
    expect(client.all('assistant_prosody')).toHaveLength(1);
    expect(client.all('audio_output')).toHaveLength(2);
    await client.close();
  } finally {
    await server.close();
    await api.close();
  }
});

it.each(['', 'ftp://127.0.0.1', 'http://me:word@127.0.0.1/v1'])(
  'the address "%s" is refused',
  (url) => {
    expect(() => createExpressionEndpoint({ url })).toThrow(/http or https/);
  },
);
