import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Disposer } from '../../src/base/disposer.ts';
import { decodeSound } from '../../src/devices/decode-sound.ts';
import { setSink } from '../../src/devices/audio-context.ts';
import { loadWorklets } from '../../src/worklets/load-worklets.ts';

// Promises of the platform that never settle: each is waited for, and not for ever.

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const never = (): Promise<never> => new Promise(() => undefined);
const context = (methods: object): never => methods as never;

test.each<[string, () => Promise<unknown>, unknown]>([
  [
    'AudioContext.close(), and what is undone after it',
    async () => {
      const undone: string[] = [];
      const disposer = new Disposer();
      disposer.push(() => void undone.push('the first step'));
      disposer.push(never);
      await disposer.dispose();
      return undone;
    },
    ['the first step'],
  ],
  [
    'AudioContext.setSinkId()',
    async () => {
      const stuck = class {
        setSinkId = never;
      };
      Object.assign(stuck.prototype, { setSinkId: never });
      vi.stubGlobal('AudioContext', stuck);
      return setSink(context(new stuck()), 'a').catch(({ reason }) => reason as unknown);
    },
    'speaker-missing',
  ],
  [
    'AudioWorklet.addModule()',
    () =>
      loadWorklets(context({ audioWorklet: { addModule: never } }), {
        captureProcessor: '/c.js',
        playbackProcessor: '/p.js',
      }).catch(({ reason }) => reason as unknown),
    'audio-worklet-blocked',
  ],
  [
    'decodeAudioData()',
    () => decodeSound(context({ decodeAudioData: never }), new Uint8Array(4)),
    null,
  ],
])('%s', async (_, step, outcome) => {
  let settled: unknown = 'nothing';
  void step().then((value) => (settled = value));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(settled).toEqual(outcome);
  expect(vi.getTimerCount()).toBe(0);
});
