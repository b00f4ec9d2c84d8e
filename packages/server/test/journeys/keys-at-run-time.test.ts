import { expect, it, onTestFinished } from 'vitest';
import type { ApiKeyPair } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import { quickServer } from '../support/quick-server.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const ann: ApiKeyPair = { apiKey: 'ann-key', secretKey: 'ann-secret' };
const bob: ApiKeyPair = { apiKey: 'bob-key', secretKey: 'bob-secret' };

async function serve(keys: readonly ApiKeyPair[]) {
  const clock = new VirtualClock();
  const server = await quickServer({ keys, clock });
  onTestFinished(() => server.close());
  const status = async ({ apiKey }: ApiKeyPair) => {
    const headers = { 'x-hume-api-key': apiKey };
    return (await fetch(`${server.url}/v0/evi/configs`, { headers })).status;
  };
  return { server, clock, status };
}

it('a key is put in another’s place while Chats go on, and its tokens end with it', async () => {
  const { server, status } = await serve([ann]);
  const client = await TestClient.open(server, '?api_key=ann-key');
  expect([await status(ann), await status(bob)]).toEqual([200, 401]);
  await server.replaceKeys([bob]);
  expect([await status(ann), await status(bob)]).toEqual([401, 200]);
  client.send({ type: 'user_input', text: 'Are you there?' });
  await client.next('assistant_end');
  const other = new TestClient(server, '?api_key=ann-key');
  expect(await other.next('error')).toMatchObject({ slug: 'unauthorized' });
  await client.close();
});

it('a list that can not be used changes nothing', async () => {
  const { server, status } = await serve([ann]);
  for (const pairs of [[], [bob, { ...ann, secretKey: '' }], [{ ...bob, maxChats: 0 }]]) {
    await expect(server.replaceKeys(pairs)).rejects.toMatchObject({ reason: 'invalid-option' });
  }
  expect([await status(ann), await status(bob)]).toEqual([200, 401]);
});

it('beyond its Chats a key is told so and closed with 1013; other keys are not', async () => {
  const { server } = await serve([{ ...ann, maxChats: 1 }, bob]);
  const first = await TestClient.open(server, '?api_key=ann-key');
  const second = new TestClient(server, '?api_key=ann-key');
  expect(await second.next('error')).toMatchObject({ slug: 'too_many_chats_of_key' });
  expect((await second.closed).code).toBe(1013);
  await (await TestClient.open(server, '?api_key=bob-key')).close();
  await first.close();
  const { code } = await new Promise<{ code: string }>((resolve) => {
    const again = async () => {
      const client = new TestClient(server, '?api_key=ann-key');
      await client.until(() => client.received.length > 0, 'a first message');
      const [first] = client.received;
      if (first?.message.type === 'error') void again();
      else resolve({ code: first?.message.type ?? '' });
      client.socket.close();
    };
    void again();
  });
  expect(code).toBe('chat_metadata');
});

it('whoever comes back while its line still stands is let in, however few Chats its key may have', async () => {
  const { server } = await serve([{ ...ann, maxChats: 1 }]);
  const first = await TestClient.open(server, '?api_key=ann-key');
  const { chat_group_id: group } = await first.next('chat_metadata');
  const back = `?api_key=ann-key&resumed_chat_group_id=${group}`;
  const second = await TestClient.open(server, back);
  expect((await second.next('chat_metadata')).chat_group_id).toBe(group);
  const third = new TestClient(server, back);
  expect(await third.next('error')).toMatchObject({ slug: 'too_many_chats_of_key' });
  await first.close();
  await second.close();
});

it('when the minutes of a key are used up, its Chat is told so and ends with 1000, and so does the next', async () => {
  const { server, clock } = await serve([{ ...ann, maxMinutesPerDay: 0.1 }]);
  const first = await TestClient.open(server, '?api_key=ann-key');
  clock.advance(6100);
  expect(await first.next('error')).toMatchObject({ slug: 'minutes_used_up', code: 'E0413' });
  expect((await first.closed).code).toBe(1000);
  const second = new TestClient(server, '?api_key=ann-key');
  expect(await second.next('error')).toMatchObject({ slug: 'minutes_used_up' });
  expect((await second.closed).code).toBe(1000);
});

it('it is ready while it takes Chats', async () => {
  const { server } = await serve([ann]);
  const ready = await fetch(`${server.url}/ready`);
  expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }]);
});
