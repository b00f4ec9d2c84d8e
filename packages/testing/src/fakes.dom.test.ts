import { expect, onTestFinished, test, vi } from 'vitest';
import { fakeAudio } from './fake-audio.ts';
import type { FakeAudio } from './fake-audio.ts';
import { FakeMessageChannel } from './fake-message-channel.ts';
import { fakeMicrophone } from './fake-microphone.ts';
import type { MicrophoneAnswer } from './fake-microphone.ts';

function plugIn(answer?: MicrophoneAnswer): ReturnType<typeof fakeMicrophone> {
  const microphone = fakeMicrophone(answer);
  onTestFinished(microphone.undo);
  return microphone;
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
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
  // As in a browser, not before the page's code has run.
  expect(ended).not.toHaveBeenCalled();
  await settle();
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

/** Id and label of each device, in the browser's order. */
const listed = async (): Promise<string[]> =>
  (await navigator.mediaDevices.enumerateDevices()).map(({ deviceId, label }) =>
    deviceId === `id of ${label}` ? label : `${deviceId} ${label}`.trim(),
  );

test('before the permission each kind is listed once, without a name; then all, and an alias of the preferred one', async () => {
  const microphone = plugIn();
  const changed = vi.fn();
  navigator.mediaDevices.addEventListener('devicechange', changed);
  microphone.plug('Headset');
  expect(await listed()).toEqual(['', '']);
  const [track] = (await ask()).getAudioTracks();
  expect([track?.label, track?.getSettings().deviceId]).toEqual([
    'Default - Fake microphone',
    'default',
  ]);
  microphone.prefer('Headset');
  microphone.plug('Earphones', 'audiooutput');
  expect(await listed()).toEqual([
    'default Default - Headset',
    'Headset',
    'Fake microphone',
    'default Default - Fake speaker',
    'Fake speaker',
    'Earphones',
  ]);
  microphone.unplug('Earphones');
  expect(await listed()).toHaveLength(5);
  await settle();
  expect(changed).toHaveBeenCalledTimes(6);
  // What was opened by the alias stays where it is.
  expect(track?.readyState).toBe('live');
  expect(() => microphone.prefer('nothing')).toThrow(TypeError);
});

test('two devices may have one name, and are two all the same', async () => {
  const microphone = plugIn();
  const ids = [microphone.plug('USB Audio'), microphone.plug('USB Audio')];
  expect(new Set(ids).size).toBe(2);
  const [track] = (
    await navigator.mediaDevices.getUserMedia({ audio: { deviceId: { exact: ids[1] ?? '' } } })
  ).getAudioTracks();
  expect(track?.getSettings().deviceId).toBe(ids[1]);
});

test('one device can be requested, and one that is gone is refused', async () => {
  const microphone = plugIn();
  const audio = { deviceId: { exact: microphone.plug('Headset') } };
  const [track] = (await navigator.mediaDevices.getUserMedia({ audio })).getAudioTracks();
  expect([track?.label, track?.getSettings().deviceId]).toEqual(['Headset', 'id of Headset']);
  await ask();
  microphone.unplug('Headset');
  await settle();
  expect([track?.readyState, microphone.live]).toEqual(['ended', 1]);
  await expect(navigator.mediaDevices.getUserMedia({ audio })).rejects.toMatchObject({
    name: 'OverconstrainedError',
  });
  microphone.unplug();
  await expect(ask()).rejects.toMatchObject({ name: 'NotFoundError' });
});

test.each([
  ['track', 'ended', 0],
  ['list', 'live', 1],
] as const)('an unplugged device may show in the %s alone', async (notice, state, changes) => {
  const microphone = plugIn();
  const changed = vi.fn();
  const [track] = (await ask()).getAudioTracks();
  navigator.mediaDevices.addEventListener('devicechange', changed);
  microphone.unplug(undefined, notice);
  await settle();
  expect([track?.readyState, changed.mock.calls.length]).toEqual([state, changes]);
});

test('a permission that is taken back ends the track, and asking again is refused', async () => {
  const microphone = plugIn();
  await ask();
  microphone.revoke();
  await settle();
  expect(microphone.live).toBe(0);
  // Names are hidden again.
  expect(await listed()).toEqual(['', '']);
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

/** A running context, and the events it dispatches. */
async function run(audio: FakeAudio): Promise<readonly [AudioContext, string[]]> {
  onTestFinished(audio.undo);
  const context = new AudioContext();
  const events: string[] = [];
  for (const type of ['statechange', 'error'])
    context.addEventListener(type, () => events.push(`${type} ${context.state}`));
  await context.resume();
  await settle();
  return [context, events];
}

test('events come after the promise, the clock runs with the state, and a closed context refuses everything', async () => {
  const [context, events] = await run(fakeAudio());
  await vi.waitFor(() => expect(context.currentTime).toBeGreaterThan(0));
  await context.close().then(() => events.push('closed'));
  const stoppedAt = context.currentTime;
  await settle();
  expect(events).toEqual(['statechange running', 'closed', 'statechange closed']);
  for (const again of [context.close(), context.resume(), setSinkId(context, '')])
    await expect(again).rejects.toMatchObject({ name: 'InvalidStateError' });
  expect(context.currentTime).toBe(stoppedAt);
});

test('sound can be interrupted, stand still, and come back', async () => {
  const audio = fakeAudio();
  const [context, events] = await run(audio);
  audio.become('interrupted');
  await expect(context.resume()).rejects.toMatchObject({ name: 'InvalidStateError' });
  await settle();
  audio.become('stalled');
  const stoodAt = context.currentTime;
  await settle();
  expect([context.state, context.currentTime]).toEqual(['running', stoodAt]);
  audio.become('running');
  await vi.waitFor(() => expect(context.currentTime).toBeGreaterThan(stoodAt));
  // A clock that runs again is no change of state.
  expect(events).toEqual(['statechange running', 'statechange interrupted', 'statechange running']);
});

test('an interruption that nobody ends is over once the context is resumed', async () => {
  const audio = fakeAudio();
  const [context] = await run(audio);
  audio.become('abandoned');
  await settle();
  expect(context.state).toBe('interrupted');
  await context.resume();
  expect(context.state).toBe('running');
});

test.each([
  ['failed', ['error suspended', 'statechange suspended']],
  ['broken', ['statechange suspended']],
] as const)('a context that has %s never runs again, and another one does', async (fate, told) => {
  const audio = fakeAudio();
  const [context, events] = await run(audio);
  events.length = 0;
  audio.become(fate);
  await expect(context.resume()).rejects.toMatchObject({ name: 'InvalidStateError' });
  await settle();
  expect(events).toEqual(told);
  const other = new AudioContext();
  await other.resume();
  expect(other.state).toBe('running');
});

test('without a gesture no context runs, and a gesture counts for 5 s', async () => {
  const audio = fakeAudio({ state: 'needs-gesture' });
  onTestFinished(audio.undo);
  const now = vi.spyOn(performance, 'now');
  onTestFinished(() => now.mockRestore());
  const state = async (gesture: Event | null, wait = 0): Promise<string> => {
    now.mockReturnValue(performance.timeOrigin);
    if (gesture) window.dispatchEvent(gesture);
    now.mockReturnValue(performance.timeOrigin + wait);
    const context = new AudioContext();
    void context.resume();
    await settle();
    return context.state;
  };
  const key = (name: string): Event => new KeyboardEvent('keydown', { key: name });
  expect(await state(null)).toBe('suspended');
  expect(await state(key('Escape'))).toBe('suspended');
  expect(await state(new Event('touchstart'))).toBe('suspended');
  expect(navigator.userActivation.hasBeenActive).toBe(false);
  expect(await state(key('a'))).toBe('running');
  expect(await state(key('a'), 5000)).toBe('suspended');
  expect(navigator.userActivation).toMatchObject({ isActive: false, hasBeenActive: true });
  expect(await state(new Event('click'), 4900)).toBe('running');
});

const setSinkId = (context: AudioContext, id: string): Promise<void> =>
  (context as unknown as { setSinkId(id: string): Promise<void> }).setSinkId(id);

test('a speaker is found once the page may list it, and while it is plugged in', async () => {
  const microphone = plugIn();
  const audio = fakeAudio();
  const [context] = await run(audio);
  const missing = { name: 'NotFoundError' };
  await expect(setSinkId(context, 'id of Fake speaker')).rejects.toMatchObject(missing);
  await ask();
  await setSinkId(context, 'id of Fake speaker');
  expect(audio.sinkIds).toEqual(['id of Fake speaker']);
  microphone.unplug('Fake speaker');
  await expect(setSinkId(context, 'id of Fake speaker')).rejects.toMatchObject(missing);
  await setSinkId(context, '');
});

test('promises that stay pending have their effect', async () => {
  const audio = fakeAudio({ pending: ['close', 'setSinkId', 'addModule', 'decodeAudioData'] });
  const [context] = await run(audio);
  const settled = vi.fn();
  for (const promise of [
    setSinkId(context, ''),
    context.audioWorklet.addModule('x.js'),
    context.decodeAudioData(new ArrayBuffer(1)),
    context.close(),
  ])
    void promise.finally(settled);
  await settle();
  expect([context.state, audio.openContexts, settled.mock.calls.length]).toEqual(['closed', 0, 0]);
});

test('a worklet that crashes says so to whoever listens', async () => {
  const audio = fakeAudio();
  const [context] = await run(audio);
  const node = new AudioWorkletNode(context, 'any');
  node.onprocessorerror = vi.fn();
  audio.crashWorklets();
  expect(node.onprocessorerror).toHaveBeenCalledTimes(1);
  await context.close();
});

test('a message port waits until it is started, and delivers what was posted before its end', async () => {
  const { port1, port2 } = new FakeMessageChannel();
  const heard: unknown[] = [];
  port2.addEventListener('message', (event) => heard.push((event as MessageEvent).data));
  port1.postMessage('early');
  await settle();
  expect(heard).toEqual([]);
  port2.start();
  port1.postMessage('late');
  port1.close();
  port1.postMessage('too late');
  expect(heard).toEqual([]);
  await settle();
  expect(heard).toEqual(['early', 'late']);
  port2.close();
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
