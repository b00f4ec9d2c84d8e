import { afterEach, expect, test, vi } from 'vitest';
import { decodeSound } from './decode-sound.ts';

afterEach(() => {
  vi.useRealTimers();
});

const contextThat = (decodeAudioData: () => Promise<AudioBuffer>): BaseAudioContext =>
  ({ decodeAudioData }) as unknown as BaseAudioContext;

test('channels are averaged', async () => {
  const channels = [Float32Array.of(1, 0.5), Float32Array.of(0, -0.5)];
  const sound = {
    length: 2,
    numberOfChannels: 2,
    getChannelData: (channel: number) => channels[channel],
  } as unknown as AudioBuffer;
  const context = contextThat(() => Promise.resolve(sound));
  expect(await decodeSound(context, Uint8Array.of(1))).toEqual(Float32Array.of(0.5, 0));
});

test('what the browser refuses is null', async () => {
  const context = contextThat(() => Promise.reject(new DOMException('', 'EncodingError')));
  expect(await decodeSound(context, Uint8Array.of(1))).toBeNull();
});

test('a decoder that never answers is not waited for longer than 5 s', async () => {
  vi.useFakeTimers();
  const decoded = decodeSound(
    contextThat(() => new Promise(() => undefined)),
    Uint8Array.of(1),
  );
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await decoded).toBeNull();
  expect(vi.getTimerCount()).toBe(0);
});
