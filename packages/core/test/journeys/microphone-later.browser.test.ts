import { expect, onTestFinished, test, vi } from 'vitest';
import { platformStage } from '../support/platform-stage.ts';

// A microphone that is chosen on the way up, asked for in a typed conversation, or allowed later.

const stage = platformStage();
const patience = { timeout: 10_000 };

const refuse =
  (name: string, message = '') =>
  (): Promise<never> =>
    Promise.reject(new DOMException(message, name));
const denied = refuse('NotAllowedError', 'Permission denied');

async function microphones(): Promise<string[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.flatMap(({ kind, deviceId }) => (kind === 'audioinput' ? [deviceId] : []));
}

/** How it went: '' or the reason. */
const outcome = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => '',
    ({ reason }: { reason: string }) => reason,
  );

const heard = async (): Promise<void> => {
  const from = stage.sockets.at(-1)?.messages.length ?? 0;
  // The fake microphone beeps once a second.
  await vi.waitFor(() => expect(stage.sound(from).some(Boolean)).toBe(true), patience);
};

/** The browser's word on whether the page may use the microphone; `change` says it. */
function permission(): { become(state: PermissionState): void; readonly watched: number } {
  const status = Object.assign(new EventTarget(), { state: 'denied' });
  let watched = 0;
  const add = status.addEventListener.bind(status);
  const remove = status.removeEventListener.bind(status);
  status.addEventListener = (...given: Parameters<typeof add>) => void (watched++, add(...given));
  status.removeEventListener = (...given: Parameters<typeof remove>) =>
    void (watched--, remove(...given));
  vi.spyOn(navigator.permissions, 'query').mockResolvedValue(status as unknown as PermissionStatus);
  return {
    become(state) {
      status.state = state;
      status.dispatchEvent(new Event('change'));
    },
    get watched() {
      return watched;
    },
  };
}

test('a typed conversation is spoken in from the moment a microphone is asked for, on the same line', async () => {
  await stage.connect({ microphone: false });
  expect([stage.client.state.microphone, stage.requests]).toEqual(['off', []]);
  const [, first = ''] = await microphones();
  await stage.client.setMicrophone(first);
  expect(stage.client.state).toMatchObject({
    microphone: 'live',
    devices: { microphoneId: first, microphoneLabel: 'Fake Audio Input 1' },
  });
  await heard();
  await vi.waitFor(() => expect(stage.client.readLevel('user')).toBeGreaterThan(0.01), patience);
  await stage.client.setMicrophone(null);
  await heard();
  expect([stage.sockets.length, stage.contexts.length, stage.live()]).toEqual([1, 1, 1]);
});

test.each([
  ['muted', { muted: true }, 'live'],
  ['released by its mute', { muted: true, muteMode: 'release' }, 'off'],
  ['for push-to-talk', { pushToTalk: true }, 'live'],
] as const)('a microphone that is asked for later may be %s', async (_, options, state) => {
  await stage.connect({ microphone: false, ...options });
  // Nobody has asked for it yet.
  stage.client.setMuted(false);
  stage.client.setMuted('muted' in options);
  expect([stage.requests, stage.client.state.microphone]).toEqual([[], 'off']);
  await stage.client.setMicrophone(null);
  expect(stage.client.state).toMatchObject({ microphone: state, muted: true });
  await vi.waitFor(() => expect(stage.sound().length).toBeGreaterThan(4_000), patience);
  expect(stage.sound().some(Boolean)).toBe(false);
  stage.client.setMuted(false);
  stage.client.startTalking();
  await vi.waitFor(() =>
    expect(stage.client.state).toMatchObject({ microphone: 'live', muted: false }),
  );
  await heard();
});

test('a typed conversation stays one where the microphone is refused, and says why', async () => {
  await stage.connect({ microphone: false });
  stage.microphone = denied;
  expect(await outcome(stage.client.setMicrophone(null))).toBe('microphone-denied');
  expect(stage.client.state).toMatchObject({
    microphone: 'denied',
    connection: { status: 'connected' },
  });
  expect(stage.sound()).toHaveLength(0);
  stage.microphone = null;
  await stage.client.connect();
  await heard();
});

test('a microphone that is asked for while a typed conversation comes up, or is away, is heard in it', async () => {
  const connected = stage.connect({ microphone: false, reconnect: { nextDelay: () => 200 } });
  expect(
    await Promise.all([outcome(connected), outcome(stage.client.setMicrophone(null))]),
  ).toEqual(['', '']);
  await heard();
  await stage.client.disconnect();

  await stage.connect({ microphone: false, reconnect: { nextDelay: () => 60_000 } });
  expect(stage.client.state.microphone).toBe('off');
  stage.sockets.at(-1)?.drop(1006);
  await vi.waitFor(() => expect(stage.client.state.connection.status).toBe('reconnecting'));
  await stage.client.setMicrophone(null);
  dispatchEvent(new Event('online'));
  await vi.waitFor(() => expect(stage.client.state.connection.status).toBe('connected'), patience);
  await heard();
});

test('in a typed conversation another context is no obstacle to a microphone', async () => {
  await stage.connect({ microphone: false });
  vi.spyOn(AudioContext.prototype, 'createMediaStreamSource').mockImplementationOnce(() => {
    throw new DOMException('different sample-rate', 'NotSupportedError');
  });
  await stage.client.setMicrophone(null);
  await heard();
  expect(stage.contexts.map(({ really }) => really)).toEqual(['closed', 'running']);
});

test('a microphone that is chosen at any moment of the way up is the one of the call', async () => {
  const [, first = '', second = ''] = await microphones();
  for (const delay of [0, 1, 5, 20, 60]) {
    const connected = stage.connect({ microphoneId: first });
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
    const chosen = stage.client.setMicrophone(second);
    expect([await outcome(chosen), await outcome(connected)]).toEqual(['', '']);
    expect(stage.client.state).toMatchObject({
      microphone: 'live',
      devices: { microphoneId: second, microphoneLabel: 'Fake Audio Input 2' },
    });
    expect([stage.live(), stage.tracks.at(-1)?.label]).toEqual([1, 'Fake Audio Input 2']);
    await stage.client.disconnect();
  }
  expect(stage.of('device-lost')).toEqual([]);
});

test('a speaker that is chosen on the way up is the one of the call, and of a context that takes its place', async () => {
  const devices = await navigator.mediaDevices.enumerateDevices();
  const [, first = '', second = ''] = devices.flatMap(({ kind, deviceId }) =>
    kind === 'audiooutput' ? [deviceId] : [],
  );
  const connected = stage.connect({ speakerId: first });
  await Promise.all([stage.client.setSpeaker(second), connected]);
  const sinks = (): unknown[] =>
    stage.contexts.map((context) => (context as unknown as { sinkId: string }).sinkId);
  expect([stage.client.state.devices.speakerId, sinks()]).toEqual([second, [second]]);
  const [one, other] = [stage.client.setSpeaker(first), outcome(stage.client.setSpeaker('gone'))];
  expect([await outcome(one), await other]).toEqual(['', 'speaker-missing']);
  expect([stage.client.state.devices.speakerId, sinks()]).toEqual([first, [first]]);
});

test('a permission that is given later brings the microphone back into the conversation', async () => {
  const { become } = permission();
  await stage.connect();
  stage.microphone = denied;
  stage.tracks[0]?.stop();
  stage.tracks[0]?.dispatchEvent(new Event('ended'));
  await vi.waitFor(() => expect(stage.client.state.microphone).toBe('denied'));
  await vi.waitFor(() => expect(navigator.permissions.query).toHaveBeenCalled());
  const asked = stage.requests.length;
  become('prompt');
  // The system may say no to what the browser allows: that is no reason to ask for ever.
  become('granted');
  await vi.waitFor(() => expect(stage.requests).toHaveLength(asked + 1));
  await vi.waitFor(() => expect(stage.client.state.microphone).toBe('denied'));
  stage.microphone = null;
  become('granted');
  await vi.waitFor(() => expect(stage.client.state.microphone).toBe('live'));
  expect(stage.requests).toHaveLength(asked + 2);
  await heard();
});

test('without a conversation a permission that is given later ends the refusal, and opens nothing', async () => {
  const allowed = permission();
  stage.microphone = denied;
  await outcome(stage.connect());
  expect(stage.client.state.microphone).toBe('denied');
  await vi.waitFor(() => expect(allowed.watched).toBe(1));
  const asked = stage.requests.length;
  allowed.become('granted');
  expect(stage.client.state.microphone).toBe('off');
  expect([stage.requests.length, allowed.watched]).toEqual([asked, 0]);
  await outcome(stage.client.connect());
  await vi.waitFor(() => expect(allowed.watched).toBe(1));
  await stage.client.disconnect();
  expect([stage.client.state.microphone, allowed.watched]).toEqual(['off', 0]);
});

test.each([
  ['knows no such permission', () => Promise.reject(new TypeError('microphone'))],
  [
    'has no permissions at all',
    () => {
      throw new TypeError('undefined');
    },
  ],
])('a browser that %s is asked again by hand', async (_, query) => {
  vi.spyOn(navigator.permissions, 'query').mockImplementation(query);
  stage.microphone = denied;
  await outcome(stage.connect());
  stage.microphone = null;
  await stage.client.connect();
  expect(stage.client.state.microphone).toBe('live');
});

test('a page that is forbidden the microphone is told so, and one that may not choose a speaker is heard from the default', async () => {
  const policy = {
    features: () => ['microphone', 'speaker-selection'],
    allowsFeature: () => false,
  };
  Object.defineProperty(document, 'featurePolicy', { configurable: true, value: policy });
  onTestFinished(() => void Reflect.deleteProperty(document, 'featurePolicy'));
  stage.microphone = denied;
  await expect(stage.connect()).rejects.toMatchObject({
    reason: 'microphone-blocked',
    hint: 'allow-by-policy',
    message: expect.stringMatching(/allow="microphone".*Permissions-Policy/) as unknown,
  });
  expect(stage.client.state.microphone).toBe('blocked');
  await stage.connect({ microphone: false, speakerId: 'mine' });
  expect(stage.of('warning').at(-1)?.message).toMatch(/allow="speaker-selection"/);
  expect([stage.of('device-lost'), stage.client.state.devices.speakerId]).toEqual([[], null]);
  expect(await outcome(stage.client.setMicrophone(null))).toBe('microphone-blocked');
  expect(await outcome(stage.client.setSpeaker('mine'))).toBe('speaker-blocked');
  expect(stage.client.state.microphone).toBe('blocked');
});
