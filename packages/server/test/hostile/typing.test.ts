import { expect, it } from 'vitest';
import { TestClient } from '../support/client.ts';
import { expectUnharmed, whole } from './support/hostile-server.ts';

const messages = whole ? 2000 : 380;
const words = (seed: string) => `${seed} `.repeat(Math.floor(9500 / (seed.length + 1)));

it('typing as much as there may be, as fast as it goes, delays nobody', async () => {
  await expectUnharmed(450, { calm: true }, async (server) => {
    const client = await TestClient.open(server);
    for (let i = 0; i < messages; i++) {
      client.send({ type: 'user_input', text: words(`hello number ${String(i)}`) });
    }
    await client.until(() => client.all('user_message').length >= 20, 'the first of them');
    await new Promise((resolve) => setTimeout(resolve, whole ? 8000 : 1500));
    // It goes on until the end.
    server.afterwards(() => {
      client.socket.terminate();
    });
  });
});

it('texts that are hard to read delay nobody', async () => {
  const tool = {
    name: 'find_word',
    type: 'function',
    description: words('word'),
    parameters: '{}',
  };
  const hard = [
    words('one'),
    `${words('one').slice(0, 4700)} plus ${words('two').slice(0, 4700)}`,
    words('i like my favourite color is'),
    words('remember what do you'),
    words('word find'),
    '1+'.repeat(4700),
    'a'.repeat(9500),
    '('.repeat(9500),
    '. '.repeat(4700),
    '```'.repeat(3000),
    '[a]('.repeat(2300),
    '*_'.repeat(4700),
    '<a '.repeat(3000),
    '&#'.repeat(4700),
    'http://'.repeat(1300),
  ];
  await expectUnharmed(450, {}, async (server) => {
    const client = await TestClient.open(server);
    const tools = Array.from({ length: 50 }, (_, i) => ({ ...tool, name: `find_${String(i)}` }));
    client.send({ type: 'session_settings', tools });
    for (const type of ['user_input', 'assistant_input']) {
      for (const text of hard) client.send({ type, text });
    }
    await client.until(() => client.all('user_message').length >= hard.length, 'all of them');
    await new Promise((resolve) => setTimeout(resolve, whole ? 2000 : 500));
    expect(client.all('error').filter(({ slug }) => slug === 'internal_error')).toEqual([]);
    client.socket.terminate();
  });
});
