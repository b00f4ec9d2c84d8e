import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../open-database.ts';
import { ChatStore } from './chat-store.ts';
import { getChat } from './chats.ts';
import { Retention } from './retention.ts';

it('where nothing is to be left, nothing is, though the machine’s clock was put back meanwhile', async () => {
  const database = await openDatabase({ address: ':memory:', maxBytes: 10_000_000 });
  onTestFinished(() => database.close());
  const store = new ChatStore(database, { keepsNothing: true });
  const [over, open] = [
    await store.open({ webhooks: [], events: [] }),
    await store.open({ webhooks: [], events: [] }),
  ];
  if (!over || !open) throw new Error('no Chats');
  await store.end(over.chatId, 'USER_ENDED', Date.now() + 3_600_000);
  const retention = new Retention(database, 0);
  retention.sweep();
  await retention.close();
  expect(await getChat(database, over.chatId)).toBeUndefined();
  expect(await getChat(database, open.chatId)).toBeDefined();
  await store.close();
});
