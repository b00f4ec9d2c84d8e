import { VoiceClient } from '@vivavoce/core';
import type { DeviceList, VoiceClientOptions, VoiceEvent, VoiceEventOf } from '@vivavoce/core';
import { fakeAudio, fakeMicrophone, scriptedEvi } from '@vivavoce/testing';
import type {
  FakeAudio,
  FakeAudioOptions,
  FakeMicrophone,
  MicrophoneAnswer,
  ScriptedEvi,
} from '@vivavoce/testing';
import { listen } from '@vivavoce/testing/node';
import { expect, onTestFinished, test, vi } from 'vitest';
import { settle } from '../support/stage.tsx';

// What platforms do that a kind stand-in never does. docs/discoveries/what-stand-ins-leave-out.md lists the habits.

interface World {
  readonly client: VoiceClient;
  readonly evi: ScriptedEvi;
  readonly audio: FakeAudio;
  readonly microphone: FakeMicrophone;
  of<Type extends VoiceEvent['type']>(type: Type): VoiceEventOf<Type>[];
  audioState(): string;
}

function world({
  answer,
  audio: audioOptions,
  ...options
}: VoiceClientOptions & { answer?: MicrophoneAnswer; audio?: FakeAudioOptions } = {}): World {
  const evi = scriptedEvi({ patience: 5000 });
  const microphone = fakeMicrophone(answer);
  const audio = fakeAudio(audioOptions);
  const stop = listen(evi);
  const client = new VoiceClient({ url: evi.url, thread: 'main', ...options });
  const events: VoiceEvent[] = [];
  client.subscribe((batch) => events.push(...batch));
  onTestFinished(async () => {
    await client.disconnect();
    await settle();
    stop();
    audio.undo();
    microphone.undo();
    expect([audio.openContexts, microphone.live]).toEqual([0, 0]);
  });
  return {
    client,
    evi,
    audio,
    microphone,
    of: <Type extends VoiceEvent['type']>(type: Type) =>
      events.filter((event): event is VoiceEventOf<Type> => event.type === type),
    audioState: () => client.state.audio,
  };
}

/** A user gesture. */
const click = (): void => void window.dispatchEvent(new Event('click'));
const patience = { timeout: 6000 };

/** A call with running sound. */
async function call(options?: Parameters<typeof world>[0]): Promise<World> {
  const stage = world(options);
  await stage.client.connect();
  await expect.poll(stage.audioState).toBe('running');
  return stage;
}

// Media devices

test('a remembered speaker is used, although no page finds it before the microphone is allowed', async () => {
  const { client, audio, of } = await call({ speakerId: 'id of Fake speaker' });
  expect(client.state.devices.speakerId).toBe('id of Fake speaker');
  expect([audio.sinkIds, of('device-lost')]).toEqual([['id of Fake speaker'], []]);
});

test('an alias and its twin are one device, which is the default', async () => {
  const { client, microphone } = await call();
  const lists: DeviceList[] = [];
  onTestFinished(client.watchDevices((list) => lists.push(list)));
  microphone.plug('Headset');
  await expect
    .poll(() => lists.at(-1)?.microphones)
    .toEqual([
      { id: 'id of Fake microphone', label: 'Fake microphone', isDefault: true },
      { id: 'id of Headset', label: 'Headset', isDefault: false },
    ]);
  expect(client.state.devices).toMatchObject({
    microphoneId: null,
    microphoneLabel: 'Fake microphone',
  });
});

test('a storm of devicechange moves nothing, and ends with the latest list', async () => {
  const { client, microphone, of } = await call();
  const lists: DeviceList[] = [];
  onTestFinished(client.watchDevices((list) => lists.push(list)));
  for (let i = 0; i < 20; i += 1) {
    microphone.plug(`Device ${i}`);
    if (i % 2 === 0) microphone.unplug(`Device ${i}`);
    if (i % 5 === 0) await settle();
  }
  await expect.poll(() => lists.at(-1)?.microphones.length).toBe(11);
  expect([microphone.requests.length, microphone.live, of('device-lost')]).toEqual([1, 1, []]);
});

test('lists of devices that arrive in another order end with the latest one', async () => {
  const { client, microphone } = await call();
  const { mediaDevices } = navigator;
  const enumerate = mediaDevices.enumerateDevices.bind(mediaDevices);
  const waiting: (() => void)[] = [];
  mediaDevices.enumerateDevices = async () => {
    const list = await enumerate();
    await new Promise<void>((resolve) => waiting.push(resolve));
    return list;
  };
  const lists: DeviceList[] = [];
  onTestFinished(client.watchDevices((list) => lists.push(list)));
  await settle();
  microphone.plug('Headset');
  await settle();
  // The latest first.
  for (const resolve of waiting.reverse()) {
    resolve();
    await settle();
  }
  expect(lists.at(-1)?.microphones.map(({ label }) => label)).toEqual([
    'Fake microphone',
    'Headset',
  ]);
});

test.each(['both', 'track', 'list'] as const)(
  'a microphone that is unplugged gives way to the default when its end shows in %s',
  async (notice) => {
    const { client, microphone, of } = await call();
    const id = microphone.plug('Headset');
    await client.setMicrophone(id);
    await settle();
    microphone.unplug('Headset', notice);
    await expect
      .poll(() => client.state.devices)
      .toMatchObject({
        microphoneId: null,
        microphoneLabel: 'Fake microphone',
      });
    expect(of('device-lost')).toMatchObject([{ label: 'Headset', fallback: 'Fake microphone' }]);
    expect(microphone.live).toBe(1);
  },
);

test('one of two devices with the same name is unplugged, and the other stays', async () => {
  const { client, microphone, of } = await call();
  const [first, second] = [microphone.plug('USB Audio'), microphone.plug('USB Audio')];
  await client.setMicrophone(second);
  expect(client.state.devices.microphoneId).toBe(second);
  await client.setMicrophone(first);
  expect([client.state.devices.microphoneId, microphone.live]).toEqual([first, 1]);
  expect(of('device-lost')).toEqual([]);
});

test('the default follows the system, and the browser gives no name before it is allowed', async () => {
  const stage = world();
  stage.microphone.plug('Headset');
  const lists: DeviceList[] = [];
  onTestFinished(stage.client.watchDevices((list) => lists.push(list)));
  await expect
    .poll(() => lists.at(-1)?.microphones)
    .toEqual([{ id: '', label: '', isDefault: true }]);
  await stage.client.connect();
  stage.microphone.prefer('Headset');
  await expect.poll(() => stage.client.state.devices.microphoneLabel).toBe('Headset');
  expect([stage.client.state.devices.microphoneId, stage.microphone.live]).toEqual([null, 1]);
});

test('a prompt that is answered after the user hung up opens nothing, and neither does one without an answer', async () => {
  const { client, microphone } = world({ answer: 'asking' });
  for (const answered of [true, false]) {
    const connecting = client.connect().catch(({ reason }: { reason: string }) => reason);
    await expect.poll(() => client.state.microphone).toBe('asking');
    await client.disconnect();
    expect(await connecting).toBe('connection-closed');
    if (answered) microphone.answer('granted');
    await settle();
    expect([microphone.live, client.state.microphone]).toEqual([0, 'off']);
    microphone.answer('asking' as never);
  }
});

test('a microphone that the system mutes is silent, and one without permission is denied; the call goes on', async () => {
  const { client, microphone } = await call();
  const state = (): string => client.state.microphone;
  microphone.silence();
  await expect.poll(state).toBe('silent');
  microphone.silence(false);
  await expect.poll(state).toBe('live');
  microphone.revoke();
  await expect.poll(state).toBe('denied');
  expect(client.state.connection.status).toBe('connected');
  microphone.allow();
  await expect.poll(state).toBe('live');
});

test('a speaker that the browser refuses is an error, and the one in use stays', async () => {
  const { client, audio } = await call();
  await client.setSpeaker('id of Fake speaker');
  await expect(client.setSpeaker('another')).rejects.toMatchObject({ reason: 'speaker-missing' });
  expect(client.state.devices.speakerId).toBe('id of Fake speaker');
  expect(audio.sinkIds).toEqual(['id of Fake speaker']);
});

// AudioContext

test('sound that was interrupted by a call comes back by itself', async () => {
  const { audio, audioState, of } = await call();
  audio.become('interrupted');
  await expect.poll(audioState).toBe('interrupted');
  audio.become('running');
  await expect.poll(audioState).toBe('running');
  expect([of('error'), audio.openContexts]).toEqual([[], 1]);
});

test('an interruption that the browser never ends is over with the next gesture', async () => {
  const { audio, audioState } = await call();
  audio.become('abandoned');
  await expect.poll(audioState).toBe('interrupted');
  click();
  await expect.poll(audioState, patience).toBe('running');
});

test('a device that fails gets another context, without a gesture', async () => {
  const { client, audio, audioState } = await call({ speakerId: 'id of Fake speaker' });
  click();
  audio.become('failed');
  await expect.poll(audioState).toBe('interrupted');
  await expect.poll(audioState, patience).toBe('running');
  expect(audio.openContexts).toBe(1);
  expect(client.state.devices.speakerId).toBe('id of Fake speaker');
});

test('a context that never resumes is replaced in the next gesture', async () => {
  const { audio, audioState } = await call();
  audio.become('broken');
  await expect.poll(audioState, patience).toBe('needs-gesture');
  click();
  await expect.poll(audioState, patience).toBe('running');
  expect(audio.openContexts).toBe(1);
}, 20_000);

test('worklets that crash are replaced, and where they crash again that is told', async () => {
  const { audio, audioState, of, client } = await call();
  audio.crashWorklets();
  await expect.poll(audioState, patience).toBe('running');
  expect(of('error')).toEqual([]);
  await expect
    .poll(() => of('audio').map((event) => event.audio))
    .toEqual(['running', 'interrupted', 'running']);
  audio.crashWorklets();
  await expect.poll(audioState, patience).toBe('needs-gesture');
  expect(of('error').map(({ error }) => error.reason)).toEqual(['audio-stalled']);
  click();
  await expect.poll(audioState, patience).toBe('running');
  expect(client.state.connection.status).toBe('connected');
});

test('a machine that slept gives its sound device the same time to start as any other', async () => {
  const { client, audio, audioState } = await call();
  const { now } = performance;
  let slept = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + slept);
  onTestFinished(() => void vi.restoreAllMocks());
  const made = vi.fn();
  const Context = globalThis.AudioContext;
  globalThis.AudioContext = class extends Context {
    constructor() {
      super();
      made();
    }
  };
  onTestFinished(() => void (globalThis.AudioContext = Context));
  audio.become('stalled');
  // The sound device stopped before the page did.
  await client.resumeAudio();
  slept = 8 * 3_600_000;
  // Twice as long as it takes to notice.
  await new Promise((resolve) => setTimeout(resolve, 700));
  audio.become('running');
  await expect.poll(audioState).toBe('running');
  expect(made).not.toHaveBeenCalled();
});

// User activation

test('a call that no gesture began is silent until one comes, and Escape is none', async () => {
  const { client, audio, audioState, of } = world({ audio: { state: 'needs-gesture' } });
  await client.connect();
  await expect.poll(audioState, patience).toBe('needs-gesture');
  window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
  window.dispatchEvent(new Event('touchstart'));
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect([audioState(), audio.openContexts]).toEqual(['needs-gesture', 1]);
  await expect(client.resumeAudio()).rejects.toMatchObject({ reason: 'audio-blocked' });
  click();
  await expect.poll(audioState, patience).toBe('running');
  expect(of('error')).toHaveLength(1);
}, 20_000);

test('a click that is older than the user activation begins no sound, and the next one does', async () => {
  const { client, audioState } = world({ audio: { state: 'needs-gesture' } });
  const { now } = performance;
  click();
  vi.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + 6000);
  onTestFinished(() => void vi.restoreAllMocks());
  await client.connect();
  await expect.poll(audioState, patience).toBe('needs-gesture');
  click();
  await expect.poll(audioState, patience).toBe('running');
}, 20_000);

// Visibility

test.each(['asking for the microphone', 'waiting for the server'])(
  'a page that is hidden and shown while it is %s connects, once, and keeps the screen on',
  async (moment) => {
    const locks = { held: 0 };
    const wakeLock = {
      request: () => {
        if (document.visibilityState !== 'visible') return Promise.reject(new Error('hidden'));
        locks.held += 1;
        return Promise.resolve({ release: async () => void (locks.held -= 1) });
      },
    };
    Object.defineProperty(navigator, 'wakeLock', { configurable: true, value: wakeLock });
    onTestFinished(() => void Reflect.deleteProperty(navigator, 'wakeLock'));
    const { client, evi, microphone } = world({ answer: 'asking', wakeLock: true });
    const show = (state: DocumentVisibilityState): void => {
      vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
      document.dispatchEvent(new Event('visibilitychange'));
    };
    onTestFinished(() => void vi.restoreAllMocks());
    const connected = client.connect();
    await expect.poll(() => client.state.microphone).toBe('asking');
    if (moment === 'asking for the microphone') show('hidden');
    microphone.answer('granted');
    if (moment !== 'asking for the microphone') show('hidden');
    await connected;
    expect([client.state.connection.status, locks.held]).toEqual(['connected', 0]);
    show('visible');
    await expect.poll(() => locks.held).toBe(1);
    expect([evi.chats.length, microphone.requests.length]).toEqual([1, 1]);
    await client.disconnect();
    expect(locks.held).toBe(0);
  },
);
