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
  ['blocked', 'NotAllowedError'],
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

test('a microphone that is kept silent says so, those that are opened then from their first moment', async () => {
  const microphone = plugIn();
  const [track] = (await ask()).getAudioTracks();
  const told = vi.fn<(event: Event) => void>();
  for (const type of ['mute', 'unmute']) track?.addEventListener(type, told);
  microphone.silence();
  expect([track?.muted, (await ask()).getAudioTracks()[0]?.muted]).toEqual([true, true]);
  microphone.silence(false);
  expect(told.mock.calls.map(([{ type }]) => type)).toEqual(['mute', 'unmute']);
});

test('a permission that is taken back and given again is told', async () => {
  const microphone = plugIn();
  const status = await navigator.permissions.query({ name: 'microphone' });
  const states: string[] = [];
  status.addEventListener('change', () => states.push(status.state));
  microphone.revoke();
  await expect(ask()).rejects.toMatchObject({ name: 'NotAllowedError' });
  microphone.allow();
  await ask();
  expect(states).toEqual(['denied', 'granted']);
});

const labels = async (): Promise<string[]> =>
  (await navigator.mediaDevices.enumerateDevices()).map(({ label }) => label);

test('devices have names once the microphone was allowed, come and go, and that is told', async () => {
  const microphone = plugIn();
  const changed = vi.fn();
  navigator.mediaDevices.addEventListener('devicechange', changed);
  expect(await labels()).toEqual(['', '']);
  await ask();
  microphone.plug('Headset');
  microphone.plug('Earphones', 'audiooutput');
  expect(await labels()).toEqual(['Fake microphone', 'Fake speaker', 'Headset', 'Earphones']);
  microphone.unplug('Earphones');
  expect(await labels()).toHaveLength(3);
  expect(changed).toHaveBeenCalledTimes(3);
});

test('one device can be asked for, and one that is gone is refused', async () => {
  const microphone = plugIn();
  microphone.plug('Headset');
  const audio = { deviceId: { exact: 'Headset' } };
  const [track] = (await navigator.mediaDevices.getUserMedia({ audio })).getAudioTracks();
  expect([track?.label, track?.getSettings().deviceId]).toEqual(['Headset', 'Headset']);
  await ask();
  microphone.unplug('Headset');
  expect([track?.readyState, microphone.live]).toEqual(['ended', 1]);
  await expect(navigator.mediaDevices.getUserMedia({ audio })).rejects.toMatchObject({
    name: 'OverconstrainedError',
  });
  microphone.unplug();
  await expect(ask()).rejects.toMatchObject({ name: 'NotFoundError' });
});

test('a permission that is taken back ends the track, and asking again is refused', async () => {
  const microphone = plugIn();
  await ask();
  microphone.revoke();
  expect(microphone.live).toBe(0);
  await expect(ask()).rejects.toMatchObject({ name: 'NotAllowedError' });
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

test('sound can be interrupted, stand still, and come back', async () => {
  const audio = fakeAudio();
  onTestFinished(audio.undo);
  const context = new AudioContext();
  const states: string[] = [];
  context.addEventListener('statechange', () => states.push(context.state));
  await context.resume();
  audio.become('interrupted');
  void context.resume();
  audio.become('stalled');
  const stoodAt = context.currentTime;
  await new Promise((settle) => setTimeout(settle, 5));
  expect(context.currentTime).toBe(stoodAt);
  audio.become('running');
  await vi.waitFor(() => expect(context.currentTime).toBeGreaterThan(stoodAt));
  await context.close();
  expect(states).toEqual(['running', 'interrupted', 'running', 'running', 'closed']);
  for (const again of [context.close(), context.resume()])
    await expect(again).rejects.toMatchObject({ name: 'InvalidStateError' });
});

test('a track that was stopped says nothing of a switch', async () => {
  const microphone = plugIn();
  const [track] = (await ask()).getAudioTracks();
  const told = vi.fn();
  track?.addEventListener('mute', told);
  track?.stop();
  microphone.silence();
  expect(told).not.toHaveBeenCalled();
});
