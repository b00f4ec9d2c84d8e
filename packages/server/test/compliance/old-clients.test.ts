import { afterAll, expect, it } from 'vitest';
import type { RunningServer, ServerOptions } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import { quickServer } from '../support/quick-server.ts';

// Rule: a client of early 2025 is sent nothing that it does not know: voice-react up to 0.1.22 hangs up at it.

const servers: RunningServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.close())));

async function typesSent(query: string, options: ServerOptions = {}): Promise<Set<string>> {
  const server = await quickServer(options);
  servers.push(server);
  const client = new TestClient(server, query);
  const types = new Set<string>();
  client.socket.on('message', (data: Buffer) => {
    types.add((JSON.parse(data.toString()) as { type: string }).type);
  });
  await client.next('chat_metadata');
  client.send({ type: 'session_settings', system_prompt: 'You are kind.' });
  client.send({ type: 'user_input', text: 'hello' });
  await client.next('assistant_end');
  await client.close();
  return types;
}

const newer = ['session_settings', 'assistant_prosody'];
const sdk = (version: string, language = 'JavaScript') =>
  `?fernSdkLanguage=${language}&fernSdkVersion=${version}`;

it.each([sdk('0.10.3'), sdk('0.9.16')])(
  'a client that says that it is so old: %s',
  async (query) => {
    const types = await typesSent(query);
    expect(newer.filter((type) => types.has(type))).toEqual([]);
    expect(types).toContain('audio_output');
  },
);

it.each(['', sdk('0.12.1'), sdk('0.16.0'), sdk('0.10.3', 'Python'), sdk('1.0.0')])(
  'any other is sent all of it: %s',
  async (query) => {
    const types = await typesSent(query);
    expect(newer.filter((type) => types.has(type))).toEqual(newer);
  },
);

it('a server that was asked to sends it to nobody', async () => {
  const types = await typesSent('', { compat: '2025-01' });
  expect(newer.filter((type) => types.has(type))).toEqual([]);
});
