import { afterEach, expect, test } from 'vitest';
import { heldDatabase } from '../../test/support/held-database.ts';
import type { HeldDatabase } from '../../test/support/held-database.ts';
import { AudioQuota } from '../store/chats/audio-quota.ts';
import { listEvents } from '../store/chats/chat-events.ts';
import { ChatStore } from '../store/chats/chat-store.ts';
import type { StoredChat } from '../store/chats/chat-store.ts';
import { getChat } from '../store/chats/chats.ts';
import { systemClock } from '../base/clock.ts';
import { ChatGuard } from '../connection/chat-guard.ts';
import { ChatRecorder } from './chat-recorder.ts';
import type { KeepingTrouble } from './chat-recorder.ts';
import { SoundRecorder } from './sound-recorder.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Chats of one conversation whose database is far away. */
async function record(maxBytes?: number) {
  const far = await heldDatabase(maxBytes);
  const store = new ChatStore(far.database, { delaysMs: [5] });
  closing.push(
    () => far.database.close(),
    () => store.close(),
    () => {
      far.holds = false;
      return far.letGo();
    },
  );
  const begin = { type: 'CHAT_START_MESSAGE', role: 'SYSTEM' } as const;
  const open = async () => {
    const chat = await store.open({ webhooks: [], events: [begin] });
    if (!chat) throw new Error('no Chat');
    return chat;
  };
  const chat = await open();
  const sent: string[] = [];
  const told: KeepingTrouble[] = [];
  const recorder = new ChatRecorder({
    store,
    chat,
    sound: new SoundRecorder(new AudioQuota(far.database, 0), systemClock, chat, () => undefined),
    line: {
      send: (text) => sent.push(text),
      flushed: () => Promise.resolve(),
      confirm: () => undefined,
      close: () => undefined,
    },
    audience: { tell: () => undefined },
    guard: new ChatGuard((error) => {
      throw error;
    }),
    onTrouble: (trouble) => told.push(trouble),
  });
  const say = (text: string) => {
    recorder.keep({ type: 'USER_MESSAGE', role: 'USER', text });
    recorder.send(text);
  };
  return { far, store, open, chat, recorder, sent, told, say };
}

async function kept(far: HeldDatabase, { chatId }: StoredChat): Promise<string[]> {
  const page = { number: 0, size: 1000 };
  const events = await listEvents(far.database, { chatId }, page, true);
  return (await events.items()).map(({ type, messageText }) => messageText ?? type);
}

test('the greeting of another line waits for nothing, and what waits comes behind it', async () => {
  const { far, recorder, sent, say } = await record();
  far.holds = true;
  say('one');
  await far.arrived(1);
  recorder.sendAhead(() => {
    recorder.send('greeting');
  });
  say('two');
  expect(sent).toEqual(['greeting']);
  far.holds = false;
  await far.letGo();
  await expect.poll(() => sent).toEqual(['greeting', 'one', 'two']);
});

test('while much waits for the database, whoever makes more of it is told when it does no more', async () => {
  const { far, recorder, sent, say } = await record();
  far.holds = true;
  say('one');
  await far.arrived(1);
  expect(recorder.keepingPace).toBeUndefined();
  say('x'.repeat(300_000));
  const pace = recorder.keepingPace;
  expect(pace).toBeDefined();
  expect(sent).toEqual([]);
  far.holds = false;
  await far.letGo();
  await pace;
  expect(sent.map(({ length }) => length)).toEqual([3, 300_000]);
  expect(recorder.keepingPace).toBeUndefined();
});

test.each<[string, (recorder: ChatRecorder) => void]>([
  [
    'large events',
    (recorder) => {
      recorder.keep({ type: 'FUNCTION_CALL', role: 'TOOL', text: 'x'.repeat(9000) });
    },
  ],
  [
    'small ones',
    (recorder) => {
      recorder.keep({ type: 'PAUSE_ONSET', role: 'SYSTEM' });
    },
  ],
  [
    'what a client says of its Chat',
    (recorder) => {
      recorder.describe({ metadata: 'x'.repeat(9000) });
    },
  ],
])('what is kept and sent to nobody is not without end either: %s', async (_, more) => {
  const { far, recorder, say } = await record();
  far.holds = true;
  say('one');
  await far.arrived(1);
  let times = 0;
  while (recorder.keepingPace === undefined && times < 2000) {
    more(recorder);
    times += 1;
  }
  expect(times).toBeLessThan(600);
  const pace = recorder.keepingPace;
  far.holds = false;
  await far.letGo();
  await pace;
  expect(recorder.keepingPace).toBeUndefined();
});

test('nothing is kept behind the end of a Chat, whatever comes while that is on its way', async () => {
  const { far, chat, recorder, sent, say } = await record();
  far.holds = true;
  say('one');
  await far.arrived(1);
  const ended = recorder.end('USER_ENDED');
  say('two');
  await far.held[0]?.();
  say('three');
  await far.arrived(1);
  say('four');
  far.holds = false;
  await far.letGo();
  await ended;
  expect(await kept(far, chat)).toEqual(['CHAT_START_MESSAGE', 'one', 'CHAT_END_MESSAGE']);
  expect(sent).toEqual(['one']);
});

test('what comes while a conversation moves to another Chat is kept in that', async () => {
  const { far, open, chat, recorder, sent, say } = await record();
  const next = await open();
  far.holds = true;
  say('one');
  await far.arrived(1);
  const moved = recorder.moveTo(next);
  say('two');
  await far.held[0]?.();
  await far.arrived(1);
  say('three');
  far.holds = false;
  await far.letGo();
  await moved;
  say('four');
  await recorder.end('USER_ENDED');
  expect(await kept(far, chat)).toEqual(['CHAT_START_MESSAGE', 'one', 'CHAT_END_MESSAGE']);
  const rest = ['CHAT_START_MESSAGE', 'two', 'three', 'four', 'CHAT_END_MESSAGE'];
  expect(await kept(far, next)).toEqual(rest);
  expect(sent).toEqual(['one', 'two', 'three', 'four']);
});

test('the newest of what a client says of its Chat is kept, whichever request is answered first', async () => {
  const { far, chat, recorder } = await record();
  far.holds = true;
  for (let i = 0; i < 5; i++) {
    recorder.describe({
      metadata: String(i),
      ...(i < 3 && { customSessionId: `id ${String(i)}` }),
    });
    await far.arrived(1);
  }
  while (far.held.length > 0) await far.held.at(-1)?.();
  far.holds = false;
  const { metadata, customSessionId } = (await getChat(far.database, chat.chatId)) ?? {};
  expect([metadata, customSessionId]).toEqual(['4', 'id 2']);
});

test('a message waits for what it tells of, and not for what comes after it', async () => {
  const { far, sent, say } = await record();
  far.holds = true;
  say('0');
  await far.arrived(1);
  for (let i = 1; i <= 5; i++) {
    // The next comes before the last has been kept.
    say(String(i));
    await far.held[0]?.();
    expect(sent).toEqual(Array.from({ length: i }, (_, before) => String(before)));
    await far.arrived(1);
  }
});

test('what a database had no room for ends no Chat but the one it was of', async () => {
  const { far, open, recorder, told, say } = await record(400_000);
  const next = await open();
  far.holds = true;
  say('x'.repeat(1_000_000));
  await far.arrived(1);
  const moved = recorder.moveTo(next);
  far.holds = false;
  await far.letGo();
  await moved;
  expect(told).toEqual(['lost']);
  say('x'.repeat(1_000_000));
  await recorder.end('USER_ENDED');
  expect(told).toEqual(['lost', 'full']);
});
