import { expect, onTestFinished, test, vi } from 'vitest';
import { fakeAudio } from './fake-audio.ts';
import { fakeMicrophone } from './fake-microphone.ts';
import type { MicrophoneAnswer } from './fake-microphone.ts';

function plugIn(answer?: MicrophoneAnswer): ReturnType<typeof fakeMicrophone> {
  const microphone = fakeMicrophone(answer);
  onTestFinished(microphone.undo);
  return microphone;
}

const ask = (): Promise<MediaStream> => navigator.mediaDevices.getUserMedia({ audio: true });

test('a granted microphone is live until it is stopped', async () => {
  const microphone = plugIn();
  const stream = await ask();
  expect(microphone.live).toBe(1);
  expect(microphone.requests).toEqual([{ audio: true }]);
  for (const track of stream.getTracks()) track.stop();
  expect(microphone.live).toBe(0);
});

test.each([
  ['denied', 'NotAllowedError'],
  ['dismissed', 'NotAllowedError'],
  ['missing', 'NotFoundError'],
  ['busy', 'NotReadableError'],
] as const)('a microphone that is %s fails with %s', async (answer, name) => {
  plugIn(answer);
  await expect(ask()).rejects.toMatchObject({ name });
});

test('an open question waits for its answer', async () => {
  const microphone = plugIn('asking');
  const stream = ask();
  microphone.answer('granted');
  await stream;
  expect(microphone.live).toBe(1);
});

test('a pulled plug ends the track, and says so', async () => {
  const microphone = plugIn();
  const [track] = (await ask()).getAudioTracks();
  const ended = vi.fn();
  track?.addEventListener('ended', ended);
  microphone.unplug();
  microphone.unplug();
  expect(ended).toHaveBeenCalledTimes(1);
  expect(microphone.live).toBe(0);
});

test('undoing brings back what was there, or nothing', () => {
  const before = Object.getOwnPropertyDescriptor(navigator, 'mediaDevices');
  const microphone = fakeMicrophone();
  microphone.undo();
  microphone.undo();
  expect(Object.getOwnPropertyDescriptor(navigator, 'mediaDevices')).toEqual(before);
});

test('contexts are counted until they are closed', async () => {
  const audio = fakeAudio();
  onTestFinished(audio.undo);
  const context = new AudioContext();
  await context.resume();
  expect([audio.openContexts, context.state]).toEqual([1, 'running']);
  await context.close();
  expect([audio.openContexts, context.state]).toEqual([0, 'closed']);
});

test('sound can be held back, and worklets refused', async () => {
  const audio = fakeAudio({ state: 'suspended', blockWorklets: true });
  onTestFinished(audio.undo);
  const context = new AudioContext();
  void context.resume();
  expect(context.state).toBe('suspended');
  await expect(context.audioWorklet.addModule('x.js')).rejects.toMatchObject({
    name: 'AbortError',
  });
  await context.close();
});
