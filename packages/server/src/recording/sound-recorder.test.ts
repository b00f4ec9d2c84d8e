import { sql } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { VirtualClock } from '../../test/support/virtual-clock.ts';
import { systemClock } from '../base/clock.ts';
import type { Clock } from '../base/clock.ts';
import { AudioQuota } from '../store/chats/audio-quota.ts';
import { readAudio } from '../store/chats/chat-audio.ts';
import { ChatStore } from '../store/chats/chat-store.ts';
import { getChat } from '../store/chats/chats.ts';
import { openDatabase } from '../store/open-database.ts';
import { SoundRecorder } from './sound-recorder.ts';

async function recording(clock: Clock, maxBytes = 1e8) {
  const database = await openDatabase({ address: ':memory:', maxBytes: 100_000_000 });
  const store = new ChatStore(database);
  const begin = { type: 'CHAT_START_MESSAGE', role: 'SYSTEM' } as const;
  const chat = await store.open({ webhooks: [], events: [begin] });
  if (!chat) throw new Error('no Chat');
  // However long the database took.
  const begun = { ...chat, beganAt: performance.now() };
  const recorder = new SoundRecorder(new AudioQuota(database, maxBytes), clock, begun, (id) => {
    void store.noteAudioFailed(id);
  });
  /** Until when the sound of a side is kept, in ms. */
  const keptUntil = async (side: string) => {
    const pieces = await readAudio(database, chat.chatId, 0, 1e9);
    const ends = pieces.map((piece) => (piece.side === side ? piece.at + piece.samples.length : 0));
    return Math.max(0, ...ends) / 16;
  };
  return { database, chat, recorder, keptUntil };
}

test('at any moment all that was heard is kept, but for less than a second of either side', async () => {
  const clock = new VirtualClock();
  const { database, recorder, keptUntil } = await recording(clock);
  const second = new Int16Array(16_000).fill(1);
  recorder.speak({ samples: Int16Array.of(...second, ...second), sampleRate: 16_000 }, 0);
  // The user is silent for two seconds, then speaks in pieces of 20 ms.
  for (let now = 20; now <= 6000; now += 20) {
    clock.advance(20);
    if (now > 2000) recorder.hear(second.subarray(0, 320));
    await new Promise((resolve) => setImmediate(resolve));
    expect(await keptUntil('assistant')).toBeGreaterThan(Math.min(now, 2000) - 1000);
    if (now > 3000) expect(await keptUntil('user')).toBeGreaterThan(now - 1000);
  }
  // Now nobody is heard.
  clock.advance(1000);
  await new Promise((resolve) => setImmediate(resolve));
  expect(Math.abs((await keptUntil('user')) - 6000)).toBeLessThan(20);
  expect(clock.pending).toBe(0);
  recorder.hear(second);
  await recorder.end();
  expect(clock.pending).toBe(0);
  await database.close();
});

test('a recording that the database fails on is marked, and disturbs nobody', async () => {
  const { database, chat, recorder } = await recording(systemClock);
  await database.orm.run(sql.raw('drop table chat_audio'));
  recorder.hear(new Int16Array(1600));
  await recorder.end();
  await vi.waitFor(async () => {
    expect(await getChat(database, chat.chatId)).toMatchObject({ audioFailed: true });
  });
  await database.close();
});

test('a recording of which there was room for a part is marked', async () => {
  const { database, chat, recorder, keptUntil } = await recording(systemClock, 16_000);
  recorder.hear(new Int16Array(1600).fill(1));
  await vi.waitFor(
    async () => {
      expect(await keptUntil('user')).toBeGreaterThan(0);
    },
    { timeout: 5000 },
  );
  recorder.hear(new Int16Array(16_000).fill(1));
  await recorder.end();
  await vi.waitFor(async () => {
    expect(await getChat(database, chat.chatId)).toMatchObject({ audioFailed: true });
  });
  await database.close();
});
