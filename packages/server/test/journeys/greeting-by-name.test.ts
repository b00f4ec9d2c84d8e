import { chatUrl } from '@vivavoce/evi';
import { expect, test } from 'vitest';
import { TestClient } from '../support/client.ts';
import { quickServer } from '../support/quick-server.ts';

test('a greeting is spoken with the name that the address brings', async () => {
  const server = await quickServer({});
  try {
    const response = await fetch(`${server.url}/v0/evi/configs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        evi_version: '3',
        name: 'Greets',
        event_messages: { on_new_chat: { enabled: true, text: 'Hello {{name}}.' } },
      }),
    });
    const { id: configId } = (await response.json()) as { id: string };
    const sessionSettings = { variables: { name: 'Ada' } };
    const address = chatUrl({ baseUrl: server.url, configId, sessionSettings });
    const client = await TestClient.open(server, new URL(address).search);
    const { message } = await client.next('assistant_message');
    expect(message.content).toBe('Hello Ada.');
    await client.close();
  } finally {
    await server.close();
  }
});
