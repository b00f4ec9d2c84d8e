import { sql } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import { AudioShelf } from '../store/audio-shelf.ts';
import { ChatStore } from '../store/chat-store.ts';
import { getChat } from '../store/chats.ts';
import { openDatabase } from '../store/database.ts';
import { SoundRecorder } from './sound-recorder.ts';

test('a recording that the database fails on is marked, and disturbs nobody', async () => {
  const database = await openDatabase({ address: ':memory:', maxBytes: 10_000_000 });
  const store = new ChatStore(database);
  const begin = { type: 'CHAT_START_MESSAGE', role: 'SYSTEM' } as const;
  const chat = await store.open({ eventLimit: 0, webhooks: [], events: [begin] });
  if (!chat) throw new Error('no Chat');
  const shelf = new AudioShelf(database, 1_000_000);
  const recorder = new SoundRecorder(shelf, systemClock, chat, (id) => {
    void store.noteAudioFailed(id);
  });
  await database.orm.run(sql.raw('drop table chat_audio'));
  recorder.hear(new Int16Array(1600));
  await recorder.end();
  await vi.waitFor(async () => {
    expect(await getChat(database, chat.chatId)).toMatchObject({ audioFailed: true });
  });
  await database.close();
});
