import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer as createTcpServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { createEviClient } from '@vivavoce/evi';
import { HumeClient } from 'hume';
import { expect, it, onTestFinished } from 'vitest';
import type { ServerOptions } from '../../src/index.ts';
import { TestClient } from '../support/client.ts';
import { toneSynthesiser } from '../support/engines.ts';
import { quickServer } from '../support/quick-server.ts';

async function serve(options: ServerOptions = {}) {
  const server = await quickServer(options);
  onTestFinished(() => server.close());
  return server;
}

it('an answer that is being spoken is heard to its end, then its client is told to come back; nobody new is let in', async () => {
  const server = await serve({ synthesiser: toneSynthesiser(1.5) });
  const quiet = await TestClient.open(server);
  const talking = await TestClient.open(server);
  talking.send({ type: 'user_input', text: 'Say something long.' });
  await talking.next('audio_output');
  const drained = server.drain();
  expect(await quiet.closed).toEqual({ code: 1012, reason: 'server restarts' });
  expect(talking.socket.readyState).toBe(talking.socket.OPEN);
  const ready = await fetch(`${server.url}/ready`);
  expect([ready.status, await ready.json()]).toEqual([503, { status: 'draining' }]);
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  const late = new TestClient(server);
  const refused = new Promise((resolve) => {
    late.socket.on('unexpected-response', (_, { statusCode, headers }) => {
      resolve([statusCode, headers['retry-after']]);
    });
  });
  expect(await refused).toEqual([503, '1']);
  expect((await talking.closed).code).toBe(1012);
  expect(talking.types.at(-1)).toBe('assistant_end');
  await drained;
});

it('an answer that takes longer than may be waited for is cut, kept and ended in time', async () => {
  const server = await serve({ synthesiser: toneSynthesiser(60) });
  const client = await TestClient.open(server);
  const { chat_id: chat } = await client.next('chat_metadata');
  client.send({ type: 'user_input', text: 'Say something endless.' });
  await client.next('audio_output');
  const began = performance.now();
  await server.drain(300);
  expect(performance.now() - began).toBeLessThan(5000);
  expect((await client.closed).code).toBe(1012);
  const events = await createEviClient({ baseUrl: server.url }).chats.listEvents(chat, {
    pageSize: 100,
  });
  expect(events.status).not.toBe('ACTIVE');
  expect(events.events_page.map(({ type }) => type)).toContain('CHAT_END_MESSAGE');
});

it('a client that goes away meanwhile is waited for no longer, and its Chat has ended', async () => {
  const server = await serve({ synthesiser: toneSynthesiser(60) });
  const client = await TestClient.open(server);
  const { chat_id: chat } = await client.next('chat_metadata');
  client.send({ type: 'user_input', text: 'Say something endless.' });
  await client.next('audio_output');
  const drained = server.drain(60_000);
  client.socket.terminate();
  await drained;
  const { status } = await createEviClient({ baseUrl: server.url }).chats.listEvents(chat);
  expect(status).toBe('USER_TIMEOUT');
});

it('whoever comes back to another server on the database goes on with what was said', async () => {
  const folder = await mkdtemp(`${tmpdir()}/vivavoce-drain-`);
  onTestFinished(() => rm(folder, { recursive: true }));
  const database = `${folder}/kept.db`;
  const [one, other] = [await serve({ database }), await serve({ database })];
  const client = await TestClient.open(one);
  const { chat_group_id: group } = await client.next('chat_metadata');
  client.send({ type: 'user_input', text: 'My name is Ada.' });
  await client.next('assistant_end');
  await one.drain();
  expect((await client.closed).code).toBe(1012);
  const back = await TestClient.open(other, `?resumed_chat_group_id=${group}`);
  expect((await back.next('chat_metadata')).chat_group_id).toBe(group);
  const events = await createEviClient({ baseUrl: other.url }).chatGroups.listEvents(group, {
    pageSize: 100,
  });
  expect(events.events_page.map(({ message_text: said }) => said)).toContain('My name is Ada.');
  await back.close();
});

it('the published client comes back, and finds the other server', { timeout: 30_000 }, async () => {
  const [one, other] = [await serve(), await serve()];
  // As a proxy that asks `/ready`: whoever comes after the first server drains is sent to the other.
  let target = one;
  const proxy = createTcpServer((client) => {
    const upstream = connect(target.port, '127.0.0.1');
    client.pipe(upstream).pipe(client);
    for (const end of [client, upstream]) end.on('error', () => undefined);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => {
    proxy.close();
  });
  const base = `http://127.0.0.1:${String((proxy.address() as AddressInfo).port)}`;
  const address = base.replace('http', 'ws');
  const environment = { base, evi: `${address}/v0/evi`, tts: address, stream: address };
  const chat = new HumeClient({ apiKey: 'any', environment }).empathicVoice.chat.connect();
  onTestFinished(() => {
    chat.close();
  });
  const greeted: string[] = [];
  chat.on('message', (message) => {
    if (message.type === 'chat_metadata') greeted.push(message.chatId);
  });
  await expect.poll(() => greeted.length, { timeout: 10_000 }).toBe(1);
  target = other;
  await one.drain();
  await expect.poll(() => greeted.length, { timeout: 15_000 }).toBe(2);
});
