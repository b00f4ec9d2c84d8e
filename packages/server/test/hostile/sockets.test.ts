import { expect, it } from 'vitest';
import { TestClient } from '../support/client.ts';
import { expectUnharmed, whole } from './support/hostile-server.ts';
import type { HostileServer } from './support/hostile-server.ts';
import { newFile } from './support/new-file.ts';

const chats = whole ? 70 : 40;
const enough = whole ? 5000 : 2000;

/** All of them, once there is room: those of the attack before may have places yet. */
async function openChats(server: HostileServer): Promise<TestClient[]> {
  const clients: TestClient[] = [];
  const until = performance.now() + 60_000;
  while (clients.length < chats && performance.now() < until) {
    const client = new TestClient(server);
    const refused = await Promise.race([
      client.next('chat_metadata').then(
        () => false,
        () => true,
      ),
      client.closed.then(() => true),
    ]);
    if (!refused) clients.push(client);
  }
  expect(clients).toHaveLength(chats);
  return clients;
}

it('many sockets of one client, each as busy as it may be, delay nobody', async () => {
  const tools = Array.from({ length: 20 }, (_, i) => ({
    name: `tool ${String(i)}`,
    type: 'function',
    parameters: JSON.stringify({ x: 'x'.repeat(20_000) }),
  }));
  // What is said is kept in a file: what a database in memory holds is no socket's.
  const { file, remove } = await newFile();
  const options = { args: ['--database', file], calm: true };
  await expectUnharmed(600, options, async (server) => {
    server.afterwards(remove);
    const clients = await openChats(server);
    const until = performance.now() + enough;
    while (performance.now() < until) {
      for (const client of clients) {
        client.send({ type: 'session_settings', tools });
        client.send({ type: 'user_input', text: 'word '.repeat(1500) });
      }
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    // They had Chats, and were heard.
    const heard = clients.filter((client) => client.all('user_message').length > 0);
    expect(heard.length).toBeGreaterThan(0);
    for (const client of clients) client.socket.terminate();
    expect(await Promise.all(clients.map(({ closed }) => closed))).toHaveLength(chats);
  });
});

it('sockets that read nothing of all that they are told hold little memory', async () => {
  const settings = { system_prompt: 'x'.repeat(90_000), metadata: { x: 'x'.repeat(90_000) } };
  const { file, remove } = await newFile();
  await expectUnharmed(600, { args: ['--database', file] }, async (server) => {
    server.afterwards(remove);
    const clients = await openChats(server);
    for (const { socket } of clients) socket.pause();
    const until = performance.now() + enough;
    // Each of them is owed some hundreds of kilobytes at least.
    for (let rounds = 0; rounds < 4 || performance.now() < until; rounds += 1) {
      for (const client of clients) client.send({ type: 'session_settings', ...settings });
      await new Promise((resolve) => setTimeout(resolve, whole ? 100 : 250));
    }
    for (const client of clients) client.socket.terminate();
    await Promise.all(clients.map(({ closed }) => closed));
  });
});
