import { expect, it } from 'vitest';
import { TestClient } from '../support/client.ts';
import { expectUnharmed, whole } from './support/hostile-server.ts';

const texts = [
  'नमस्ते दुनिया।',
  'Привет, как дела?',
  '你好，世界。',
  'مرحبا بالعالم.',
  'é'.repeat(30),
  'é'.repeat(3000),
  'a'.repeat(3000),
  '7'.repeat(400),
  '🎉🎉🎉',
  '\ud800',
  '\u200d\u0007\u0000',
];
const chats = whole ? 20 : 1;

it('words that no voice can say are shown with their sound, and delay nobody', async () => {
  await expectUnharmed(500, {}, async (server) => {
    const clients = await Promise.all(Array.from({ length: chats }, () => TestClient.open(server)));
    for (const text of texts) {
      for (const client of clients) client.send({ type: 'assistant_input', text });
    }
    // One text is made after the other: what is heard already is waited for.
    for (const client of clients) {
      const { id } = await client.next('assistant_message');
      expect((await client.next('audio_output')).id).toBe(id);
    }
    for (const text of texts) {
      const client = await TestClient.open(server);
      client.send({ type: 'assistant_input', text });
      const { id } = await client.next('assistant_message');
      expect((await client.next('audio_output')).id).toBe(id);
      expect(client.all('error')).toEqual([]);
      await client.close();
    }
    await Promise.all(clients.map((client) => client.close()));
  });
});
