import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { TestClient } from '../support/client.ts';
import { expectUnharmed, whole } from './support/hostile-server.ts';

it('webhooks by the hundred, to receivers that never answer, are few at a time and delay nobody', async () => {
  let [open, most, all] = [0, 0, 0];
  const receiver = createServer((request) => {
    open += 1;
    all += 1;
    most = Math.max(most, open);
    request.resume().socket.once('close', () => (open -= 1));
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const { port } = receiver.address() as AddressInfo;
  const options = {
    args: ['--allow-private-webhooks'],
    env: { VIVAVOCE_WEBHOOK_KEY: 'a key to sign with' },
  };
  await expectUnharmed(400, options, async (server) => {
    [most, all] = [0, 0];
    const ids: string[] = [];
    for (let i = 0; i < (whole ? 60 : 20); i++) {
      const webhooks = Array.from({ length: 5 }, (_, k) => ({
        url: `http://127.0.0.1:${String(port)}/${String(i)}/${String(k)}`,
        events: ['chat_started', 'chat_ended'],
      }));
      const made = await server.ask('configs', { evi_version: '3', name: 'told', webhooks });
      ids.push(((await made.json()) as { id: string }).id);
    }
    for (let from = 0; from < ids.length; from += 20) {
      const chats = await Promise.all(
        ids.slice(from, from + 20).map((id) => TestClient.open(server, `?config_id=${id}`)),
      );
      await Promise.all(chats.map((chat) => chat.close()));
    }
    // To one host, four at a time.
    await expect.poll(() => all, { timeout: 10_000 }).toBeGreaterThanOrEqual(4);
    expect(most).toBe(4);
  });
  receiver.closeAllConnections();
  receiver.close();
});
