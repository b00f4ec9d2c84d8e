import { expect, it } from 'vitest';
import { BargeIn } from './barge-in.ts';
import { ChatGuard } from './chat-guard.ts';

/** Follows an utterance of so many ms of speech and of silence after it, 32 ms at a time. */
async function follow(
  speechMs: number,
  silenceMs: number,
  isBackChannel: ((samples: Int16Array) => Promise<boolean>) | undefined,
): Promise<{ toldAt: number | undefined; asked: number; backChannel: boolean }> {
  let now = 0;
  let toldAt: number | undefined;
  let asked = 0;
  const backChannels = isBackChannel && {
    name: 'scripted',
    close: () => Promise.resolve(),
    isBackChannel: (samples: Int16Array) => {
      asked += 1;
      return isBackChannel(samples);
    },
  };
  const bargeIn = new BargeIn(
    {
      backChannels: () => backChannels,
      onBargeIn: () => {
        expect(toldAt).toBeUndefined();
        toldAt = now;
      },
    },
    () => new Int16Array(16 * now),
    new ChatGuard((error) => {
      throw error;
    }),
  );
  // Speech is noticed once there are 300 ms of it.
  for (now = 320; now <= speechMs + silenceMs; now += 32) {
    bargeIn.follow({ begin: 0, end: Math.min(now, speechMs), now });
    await new Promise(setImmediate);
  }
  const { backChannel } = bargeIn;
  bargeIn.close();
  return { toldAt, asked, backChannel };
}

it('words that are no back-channel are told at once', async () => {
  expect(await follow(500, 500, () => Promise.resolve(false))).toMatchObject({
    toldAt: 320,
    asked: 1,
    backChannel: false,
  });
});

it('a back-channel is not told, and was looked at again when it was over', async () => {
  const { toldAt, asked, backChannel } = await follow(400, 600, () => Promise.resolve(true));
  expect({ toldAt, backChannel }).toEqual({ toldAt: undefined, backChannel: true });
  expect(asked).toBe(2);
});

it('what begins as one and goes on is told as soon as it is more', async () => {
  const more = (samples: Int16Array) => Promise.resolve(samples.length < 16 * 450);
  const { toldAt } = await follow(700, 500, more);
  expect(toldAt).toBe(480);
});

it('800 ms of speech are none, whatever they sound like', async () => {
  expect((await follow(1000, 500, () => Promise.resolve(true))).toldAt).toBe(800);
});

it('an engine that breaks down, or is not there, keeps nobody from being heard', async () => {
  const broken = () => Promise.reject(new Error('broken'));
  expect((await follow(400, 500, broken)).toldAt).toBe(320);
  expect((await follow(400, 500, undefined)).toldAt).toBe(320);
});

it('an engine that never answers delays it to 800 ms at most', async () => {
  const { toldAt, asked } = await follow(1000, 500, () => new Promise(() => undefined));
  expect([toldAt, asked]).toEqual([800, 1]);
});
