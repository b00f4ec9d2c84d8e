import { afterEach, expect, test, vi } from 'vitest';
import { tone } from '../support/test-signals.ts';
import type { DeviceList, VoiceError } from '../../src/index.ts';
import { platformStage } from '../support/platform-stage.ts';

const stage = platformStage();
const patience = { timeout: 10_000 };
/** The page's own, before the stage puts another in its place. */
const PlainContext = AudioContext;
const toneContexts: AudioContext[] = [];

afterEach(async () => {
  for (const context of toneContexts.splice(0)) await context.close();
});

/** A microphone that hears a tone without end, at that rate of its own. */
async function toneMicrophone(frequency: number, sampleRate: number): Promise<MediaStream> {
  const context = new PlainContext({ sampleRate });
  toneContexts.push(context);
  const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
  const oscillator = new OscillatorNode(context, { frequency });
  oscillator.connect(new GainNode(context, { gain: 0.5 })).connect(destination);
  oscillator.start();
  await context.resume();
  return destination.stream;
}

function longestSilence(sound: Float32Array): number {
  let [longest, run] = [0, 0];
  for (const sample of sound) {
    run = sample === 0 ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

const denied =
  (message = 'Permission denied') =>
  (): Promise<never> =>
    Promise.reject(new DOMException(message, 'NotAllowedError'));
const missing = (): Promise<never> => Promise.reject(new DOMException('', 'NotFoundError'));

async function list(): Promise<DeviceList> {
  let devices: DeviceList | null = null;
  const undo = stage.client.watchDevices((next) => (devices = next));
  try {
    return await vi.waitUntil(() => devices, patience);
  } finally {
    undo();
  }
}

/** As a browser does it when a plug is pulled or a permission taken back. */
const endTrack = (): void => {
  const track = stage.tracks.at(-1);
  track?.stop();
  track?.dispatchEvent(new Event('ended'));
};

test('what is plugged in has names and one default each', async () => {
  await stage.connect();
  const { microphones, speakers, canSelectSpeaker } = await list();
  expect(microphones).toHaveLength(3);
  expect(speakers.length).toBeGreaterThan(0);
  for (const devices of [microphones, speakers]) {
    expect(devices.every(({ id, label }) => id !== '' && label !== '')).toBe(true);
    expect(devices.filter(({ isDefault }) => isDefault)).toHaveLength(1);
  }
  expect(canSelectSpeaker).toBe(true);
});

test('the list is told anew when something is plugged in, until nobody listens', async () => {
  const lists: DeviceList[] = [];
  const undo = stage.client.watchDevices((next) => lists.push(next));
  await vi.waitFor(() => expect(lists).toHaveLength(1));
  navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
  await vi.waitFor(() => expect(lists).toHaveLength(2));
  undo();
  navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
  await navigator.mediaDevices.enumerateDevices();
  await list();
  expect(lists).toHaveLength(2);
});

test('the microphone changes in the middle of a conversation, on the same line', async () => {
  await stage.connect();
  const { microphones } = await list();
  for (const { id, label } of microphones) {
    await stage.client.setMicrophone(id);
    expect(stage.client.state).toMatchObject({
      microphone: 'live',
      devices: { microphoneId: id, microphoneLabel: label },
    });
    expect(stage.tracks.at(-1)?.getSettings().deviceId).toBe(id);
    expect(stage.live()).toBe(1);
  }
  expect(stage.sockets).toHaveLength(1);
  expect(stage.contexts).toHaveLength(1);
});

test.each([
  [44_100, 44_100],
  [48_000, 16_000],
  [16_000, 8_000],
  [48_000, 96_000],
])(
  'a change of a microphone at %i Hz for one at %i Hz costs at most 300 ms more than the machine does',
  async (from, to) => {
    stage.microphone = () => toneMicrophone(440, from);
    await stage.connect();
    await vi.waitFor(() => expect(stage.sound().length).toBeGreaterThan(16_000), patience);
    const begun = stage.sockets[0]?.messages.length ?? 0;
    stage.microphone = () => toneMicrophone(600, to);
    await stage.client.setMicrophone('another');
    const changed = stage.sockets[0]?.messages.length ?? 0;
    await vi.waitFor(
      () => expect(stage.sound(changed).length).toBeGreaterThan(16_000 * 2),
      patience,
    );
    const [all, changing] = [stage.sound(), stage.sound(begun - 5)];
    const gap = longestSilence(changing) / 16;
    // A machine that is busy leaves holes of its own, before a change and after it.
    const before = longestSilence(all.slice(8000, all.length - changing.length)) / 16;
    const after = longestSilence(stage.sound(changed).slice(16_000)) / 16;
    expect(gap).toBeLessThan(300 + Math.max(before, after));
    expect(tone(stage.sound(changed).slice(16_000), 600, 16_000).amplitude).toBeGreaterThan(0.3);
    expect(stage.live()).toBe(1);
  },
);

test('a microphone that does not fit the context is given another context, as Firefox needs it', async () => {
  await stage.connect();
  const create = vi
    .spyOn(AudioContext.prototype, 'createMediaStreamSource')
    .mockImplementationOnce(() => {
      throw new DOMException('different sample-rate', 'NotSupportedError');
    });
  await stage.client.setMicrophone(null);
  expect(create).toHaveBeenCalledTimes(2);
  expect(stage.contexts.map(({ really }) => really)).toEqual(['closed', 'running']);
  const before = stage.sockets[0]?.messages.length ?? 0;
  await vi.waitFor(() => expect(stage.sound(before).some(Boolean)).toBe(true), patience);
  expect(stage.sockets).toHaveLength(1);
});

test('only wishes are sent to the browser, but for the device, which is done without where it is gone', async () => {
  await stage.connect({ microphoneId: 'gone' });
  const asked = stage.requests.map(({ audio }) => audio as MediaTrackConstraints);
  expect(asked.map(({ deviceId }) => deviceId)).toEqual([{ exact: 'gone' }, undefined]);
  for (const { deviceId: _, ...wishes } of asked) {
    for (const wish of Object.values(wishes))
      expect(Object.keys(wish as object)).toEqual(['ideal']);
  }
});

test('a device that is not there is told, and the default takes its place', async () => {
  await stage.connect({ microphoneId: 'gone' });
  expect(stage.client.state).toMatchObject({
    microphone: 'live',
    devices: { microphoneId: null },
  });
  const label = stage.tracks[0]?.label;
  await vi.waitFor(() =>
    expect(stage.of('device-lost')).toMatchObject([{ device: 'microphone', fallback: label }]),
  );
});

test('a microphone that ends gives way to the default, and both are named', async () => {
  await stage.connect();
  const [first] = (await list()).microphones;
  await stage.client.setMicrophone(first?.id ?? null);
  endTrack();
  await vi.waitFor(() => expect(stage.of('device-lost')).toHaveLength(1));
  expect(stage.of('device-lost')[0]).toMatchObject({
    device: 'microphone',
    label: first?.label,
    fallback: stage.tracks.at(-1)?.label,
  });
  expect(stage.of('warning')).toEqual([]);
  expect(stage.client.state).toMatchObject({ microphone: 'live', devices: { microphoneId: null } });
  expect(stage.live()).toBe(1);
});

test('a microphone that is gone from the list gives way too, without a word of its track', async () => {
  await stage.connect();
  const devices = await navigator.mediaDevices.enumerateDevices();
  const [first] = (await list()).microphones;
  await stage.client.setMicrophone(first?.id ?? null);
  vi.spyOn(navigator.mediaDevices, 'enumerateDevices').mockResolvedValue(
    devices.filter(({ deviceId }) => deviceId !== first?.id),
  );
  navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
  await vi.waitFor(() => expect(stage.of('device-lost')).toHaveLength(1));
  expect(stage.live()).toBe(1);
});

test('the last microphone that ends is lost, and back when it is asked for again', async () => {
  await stage.connect();
  stage.microphone = missing;
  endTrack();
  await vi.waitFor(() => expect(stage.client.state.microphone).toBe('lost'));
  await vi.waitFor(() => expect(stage.of('error').at(-1)?.error.reason).toBe('microphone-lost'));
  expect(stage.of('device-lost').at(-1)).toMatchObject({ fallback: null });
  expect(stage.client.state.devices.microphoneLabel).toBeNull();
  expect(stage.client.state.connection.status).toBe('connected');
  stage.microphone = null;
  await stage.client.setMicrophone(null);
  expect(stage.client.state.microphone).toBe('live');
});

test('a permission that is taken back is denied; connect asks again, in the same conversation', async () => {
  await stage.connect();
  stage.microphone = denied();
  endTrack();
  await vi.waitFor(() => expect(stage.client.state.microphone).toBe('denied'));
  await vi.waitFor(() => expect(stage.of('error').at(-1)?.error.reason).toBe('microphone-denied'));
  await expect(stage.client.connect()).rejects.toMatchObject({
    reason: 'microphone-denied',
    hint: 'allow-microphone',
  });
  stage.microphone = null;
  await stage.client.connect();
  expect(stage.client.state).toMatchObject({
    microphone: 'live',
    connection: { status: 'connected' },
  });
  expect(stage.sockets).toHaveLength(1);
});

test.each(['Permission denied', 'Permission dismissed'])(
  'after "%s" the next connect asks again',
  async (message) => {
    stage.microphone = denied(message);
    await expect(stage.connect()).rejects.toMatchObject({ hint: 'allow-microphone' });
    expect(stage.client.state.microphone).toBe('denied');
    stage.expectNothingOpen();
    stage.microphone = null;
    await stage.client.connect();
    expect(stage.client.state.microphone).toBe('live');
  },
);

test('a change that fails leaves the microphone that was there', async () => {
  await stage.connect();
  const { devices } = stage.client.state;
  stage.microphone = () => Promise.reject(new DOMException('', 'NotReadableError'));
  await expect(stage.client.setMicrophone('busy')).rejects.toMatchObject({
    reason: 'microphone-busy',
  });
  await vi.waitFor(() => expect(stage.of('error').at(-1)?.error.reason).toBe('microphone-busy'));
  expect(stage.client.state).toMatchObject({ microphone: 'live', devices });
  expect(stage.live()).toBe(1);
});

test('of two changes at once the later one wins, and the other is let go of', async () => {
  await stage.connect();
  const [first, second] = (await list()).microphones;
  await Promise.all([
    stage.client.setMicrophone(first?.id ?? null),
    stage.client.setMicrophone(second?.id ?? null),
  ]);
  expect(stage.client.state.devices.microphoneId).toBe(second?.id);
  expect(stage.live()).toBe(1);
});

test('a disconnect while the browser asks ends the waiting, and lets go of what it gives', async () => {
  await stage.connect();
  let give: (() => void) | null = null;
  stage.microphone = async () => {
    await new Promise<void>((resolve) => (give = resolve));
    return toneMicrophone(440, 48_000);
  };
  const changing = stage.client.setMicrophone('another').catch((error: unknown) => error);
  await vi.waitUntil(() => give);
  await stage.client.disconnect();
  // Nobody has answered the question yet, and may never.
  expect(await changing).toMatchObject({ reason: 'connection-closed' });
  expect(stage.of('error')).toEqual([]);
  (give as (() => void) | null)?.();
  await vi.waitFor(() => expect(stage.tracks).toHaveLength(2));
  stage.expectNothingOpen();
  expect(stage.client.state.microphone).toBe('off');
});

test('what an earlier conversation comes to is nothing to the next', async () => {
  const { client } = stage;
  await stage.connect({ microphone: false });
  let refuse: (error: Error) => void = () => undefined;
  stage.microphone = () => new Promise((_, reject) => (refuse = reject));
  const chosen = client.setMicrophone('id').catch(({ reason }: VoiceError) => reason);
  void client.disconnect();
  stage.microphone = null;
  await stage.connect({ microphone: false });
  refuse(new DOMException('', 'NotAllowedError'));
  expect(await chosen).toBe('connection-closed');
  await client.readMetrics();
  expect(client.state).toMatchObject({ connection: { status: 'connected' }, microphone: 'off' });
  expect(stage.of('error')).toEqual([]);
});

test('a microphone chosen before the conversation is the one that is asked for', async () => {
  await stage.client.setMicrophone('mine');
  expect(stage.client.state.devices.microphoneId).toBe('mine');
  await stage.connect().catch(() => undefined);
  expect(stage.requests[0]).toMatchObject({ audio: { deviceId: { exact: 'mine' } } });
});

test('with release a mute lets go of the device, silence flows, and unmuting asks again', async () => {
  await stage.connect({ muteMode: 'release' });
  stage.client.setMuted(true);
  expect(stage.live()).toBe(0);
  expect(stage.client.state).toMatchObject({
    microphone: 'off',
    muted: true,
    devices: { microphoneLabel: null },
  });
  const before = stage.sockets[0]?.messages.length ?? 0;
  await vi.waitFor(() => expect(stage.sound(before).length).toBeGreaterThan(8_000), patience);
  expect(stage.sound(before + 3).some(Boolean)).toBe(false);
  stage.client.setMuted(false);
  expect(stage.client.state.microphone).toBe('asking');
  await vi.waitFor(() => expect(stage.client.state.microphone).toBe('live'));
  expect(stage.live()).toBe(1);
  const after = stage.sockets[0]?.messages.length ?? 0;
  await vi.waitFor(() => expect(stage.sound(after).some(Boolean)).toBe(true), patience);
});

test('with release a refusal of unmuting is state and an error, and asking again helps', async () => {
  await stage.connect({ muteMode: 'release', muted: true });
  expect(stage.requests).toHaveLength(0);
  expect(stage.client.state).toMatchObject({ microphone: 'off', muted: true });
  stage.microphone = denied();
  stage.client.setMuted(false);
  await vi.waitFor(() => expect(stage.client.state.microphone).toBe('denied'));
  await vi.waitFor(() => expect(stage.of('error').at(-1)?.error.reason).toBe('microphone-denied'));
  stage.microphone = null;
  stage.client.setMuted(false);
  await vi.waitFor(() => expect(stage.client.state.microphone).toBe('live'));
});

test('with release a mute while the browser asks leaves nothing open', async () => {
  await stage.connect({ muteMode: 'release', muted: true });
  stage.client.setMuted(false);
  stage.client.setMuted(true);
  await vi.waitFor(() => expect(stage.tracks).toHaveLength(1));
  await vi.waitFor(() => expect(stage.live()).toBe(0));
  expect(stage.client.state).toMatchObject({ microphone: 'off', muted: true });
});

test('with push-to-talk nothing is heard but while the key is held', async () => {
  stage.microphone = () => toneMicrophone(440, 48_000);
  await stage.connect({ pushToTalk: true });
  expect(stage.client.state).toMatchObject({ microphone: 'live', muted: true });
  expect(stage.client.readLevel('user')).toBe(0);
  await vi.waitFor(() => expect(stage.sound().length).toBeGreaterThan(8_000), patience);
  expect(stage.sound().some(Boolean)).toBe(false);
  stage.client.startTalking();
  expect(stage.client.state.muted).toBe(false);
  await vi.waitFor(() => expect(stage.sound().at(-1)).not.toBe(0), patience);
  stage.client.stopTalking();
  expect(stage.client.state.muted).toBe(true);
  await vi.waitFor(() => expect(stage.sound().slice(-1_600).some(Boolean)).toBe(false), patience);
  // Pre-roll and tail at the least, with holes where a busy machine makes none of the tone.
  const sound = stage.sound();
  const length = sound.findLastIndex(Boolean) - sound.findIndex(Boolean);
  expect(length).toBeGreaterThan(0.45 * 16_000);
});

test('a key that is held when there is no conversation, or no push-to-talk, does nothing', async () => {
  stage.client.startTalking();
  stage.client.stopTalking();
  await stage.connect();
  stage.client.stopTalking();
  expect(stage.client.state).toMatchObject({ microphone: 'live', muted: false });
});

test('a page without media devices has a reason and a hint, and lists nothing', async () => {
  vi.spyOn(navigator, 'mediaDevices', 'get').mockReturnValue(undefined as never);
  await expect(stage.connect()).rejects.toMatchObject({
    reason: 'microphone-unsupported',
    hint: 'use-supported-browser',
  });
  expect((await list()).microphones).toEqual([]);
});

test.each([
  ['NotFoundError', 'microphone-missing', 'connect-microphone'],
  ['NotReadableError', 'microphone-busy', 'free-microphone'],
])('%s is %s, with what to do about it: %s', async (name, reason, hint) => {
  stage.microphone = () => Promise.reject(new DOMException('', name));
  await expect(stage.connect()).rejects.toMatchObject({ reason, hint });
  stage.expectNothingOpen();
});
