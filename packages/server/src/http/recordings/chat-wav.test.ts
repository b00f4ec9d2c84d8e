import { expect, it, onTestFinished } from 'vitest';
import { readWav } from '@vivavoce/evi';
import { ChatStore } from '../../store/chats/chat-store.ts';
import { insertAudio } from '../../store/chats/chat-audio.ts';
import { openDatabase } from '../../store/open-database.ts';
import { chatWav, chatWavSize } from './chat-wav.ts';
import type { ByteRange } from './byte-range.ts';

/** Five seconds, so that they are made in more than one go. */
const length = 80_000;

async function recording() {
  const database = await openDatabase({ address: ':memory:', maxBytes: 10_000_000 });
  onTestFinished(() => database.close());
  const store = new ChatStore(database);
  onTestFinished(() => store.close());
  const { chatId = '' } = (await store.open({ webhooks: [], events: [] })) ?? {};
  const samples = Int16Array.from({ length: 16_000 }, (_, i) => i * 3 - 20_000);
  for (let at = 0; at < length; at += 16_000) {
    await insertAudio(database, [
      { chatId, side: 'user', at, samples },
      { chatId, side: 'assistant', at, samples: samples.map((sample) => -sample) },
    ]);
  }
  return async (range: ByteRange) => {
    const parts: Uint8Array[] = [];
    for await (const part of chatWav(database, chatId, length, range)) parts.push(part);
    return parts;
  };
}

it('both sides are in it, and every part of it is the same as of the whole', async () => {
  const read = await recording();
  const size = chatWavSize(length);
  const whole = Buffer.concat(await read({ from: 0, to: size }));
  expect(whole).toHaveLength(size);
  expect(readWav(whole)).toBeTypeOf('object');
  expect([whole.readInt16LE(44), whole.readInt16LE(46)]).toEqual([-20_000, 20_000]);
  expect([whole.readInt16LE(size - 4), whole.readInt16LE(size - 2)]).toEqual([27_997, -27_997]);
  const ranges = [
    [0, 1],
    [40, 47],
    [43, 200_001],
    [44, 256_044],
    [256_043, 256_049],
    [100_001, size],
    [size - 1, size],
  ] as const;
  for (const [from, to] of ranges) {
    const part = Buffer.concat(await read({ from, to }));
    expect(part.equals(whole.subarray(from, to)), `${String(from)}-${String(to)}`).toBe(true);
  }
});

it('of a few bytes no more is made than they are', async () => {
  const read = await recording();
  const [part] = await read({ from: 150_001, to: 150_003 });
  expect(part).toHaveLength(2);
  expect(part?.buffer.byteLength).toBeLessThan(100);
});
