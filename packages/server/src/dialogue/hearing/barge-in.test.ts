import { expect, it } from 'vitest';
import type { ShortSpeech } from '../../engines/recognition/back-channels.ts';
import { BargeIn } from './barge-in.ts';
import { ChatGuard } from '../../connection/chat-guard.ts';
import { usualHearing } from './hearing.ts';

interface Scene {
  speechMs: number;
  silenceMs?: number;
  minInterruptionMs?: number;
  assistantSpeaks?: boolean;
}

type Listen = (samples: Int16Array) => Promise<ShortSpeech>;

/** Follows an utterance of so many ms of speech and of silence after it, 32 ms at a time. */
async function follow(
  { speechMs, silenceMs = 500, minInterruptionMs = 800, assistantSpeaks = true }: Scene,
  listen: Listen | undefined,
) {
  let now = 0;
  const told: number[] = [];
  const dismissed: number[] = [];
  let asked = 0;
  const backChannels = listen && {
    name: 'scripted',
    close: () => Promise.resolve(),
    listen: (samples: Int16Array) => {
      asked += 1;
      return listen(samples);
    },
  };
  const bargeIn = new BargeIn(
    {
      assistantSpeaks: () => assistantSpeaks,
      on: () => told.push(now),
      onDismissed: () => dismissed.push(now),
    },
    {
      samples: () => new Int16Array(16 * now),
      backChannels,
      hearing: { ...usualHearing, minInterruptionMs },
      guard: new ChatGuard((error) => {
        throw error;
      }),
    },
  );
  // Speech is noticed once there are 300 ms of it.
  for (now = 320; now <= speechMs + silenceMs; now += 32) {
    bargeIn.follow({ begin: 0, end: Math.min(now, speechMs), now });
    await new Promise(setImmediate);
  }
  bargeIn.close();
  return { told, dismissed, asked, bargedIn: bargeIn.told };
}

const always = (kind: ShortSpeech) => () => Promise.resolve(kind);

it('words that are no back-channel are told at once, and once', async () => {
  for (const kind of ['other', 'command'] as const) {
    const { told, asked, dismissed } = await follow({ speechMs: 500 }, always(kind));
    expect({ told, asked, dismissed }).toEqual({ told: [320], asked: 1, dismissed: [] });
  }
});

it('a back-channel is not told, was looked at again when it was over, and is dismissed then', async () => {
  const { told, asked, dismissed, bargedIn } = await follow(
    { speechMs: 400 },
    always('back-channel'),
  );
  expect({ told, asked, bargedIn }).toEqual({ told: [], asked: 2, bargedIn: false });
  expect(dismissed).toEqual([576]);
});

it('what begins as one and goes on is told as soon as it is more', async () => {
  const more: Listen = (samples) =>
    Promise.resolve(samples.length < 16 * 450 ? 'back-channel' : 'other');
  const { told } = await follow({ speechMs: 700 }, more);
  expect(told).toEqual([480]);
});

it('800 ms of speech are none, whatever they sound like', async () => {
  const { told } = await follow({ speechMs: 1000 }, always('back-channel'));
  expect(told).toEqual([800]);
});

it.each([
  [50, 'back-channel', [320]],
  [2000, 'back-channel', []],
  [2000, 'other', [704]],
  [2000, 'command', [320]],
] as const)('min_interruption_ms %i: 1000 ms of %s are told at %j', async (ms, kind, at) => {
  const { told } = await follow({ speechMs: 1000, minInterruptionMs: ms }, always(kind));
  expect(told).toEqual(at);
});

it('an engine that breaks down, or is not there, keeps nobody from being heard', async () => {
  const broken = () => Promise.reject(new Error('broken'));
  expect((await follow({ speechMs: 400 }, broken)).told).toEqual([320]);
  expect((await follow({ speechMs: 400 }, undefined)).told).toEqual([320]);
});

it('an engine that never answers delays it to 800 ms at most', async () => {
  const { told, asked } = await follow({ speechMs: 1000 }, () => new Promise(() => undefined));
  expect([told, asked]).toEqual([[800], 1]);
});

it('while the assistant is silent nobody is asked', async () => {
  const scene = { speechMs: 400, assistantSpeaks: false };
  const { told, asked } = await follow(scene, always('back-channel'));
  expect([told, asked]).toEqual([[320], 0]);
});
