import { expect, test, vi } from 'vitest';
import { scriptUrl } from '../../src/base/script-url.ts';
import type { AudioState, VoiceError } from '../../src/index.ts';
import type { MoodyContext } from '../support/platform-stage.ts';
import { platformStage } from '../support/platform-stage.ts';
import { audioOutput, sine } from '../support/wave.ts';

const stage = platformStage();
const patience = { timeout: 10_000 };

const became = (audio: AudioState): Promise<void> =>
  vi.waitFor(() => expect(stage.client.state.audio).toBe(audio), patience);
const context = (): MoodyContext => {
  const last = stage.contexts.at(-1);
  if (!last) throw new Error('no context');
  return last;
};
/** An app that lets nobody hear of its clicks; what real ones unlock is in test/journeys. */
const click = (): void => {
  const stop = (event: Event): void => event.stopPropagation();
  document.body.addEventListener('mousedown', stop, { once: true, capture: true });
  document.body.dispatchEvent(new Event('mousedown', { bubbles: true }));
};

/** The conversation can be heard, both ways, on the line it had. */
async function expectSound(messageId: string): Promise<void> {
  const [socket] = stage.sockets;
  socket?.say(audioOutput(messageId, 0, sine(440, 24_000, 0.2), 24_000));
  socket?.say({ type: 'assistant_end' });
  await vi.waitFor(
    () => expect(stage.of('playback-ended').map((event) => event.messageId)).toContain(messageId),
    patience,
  );
  const before = socket?.messages.length ?? 0;
  await vi.waitFor(() => expect(stage.sound(before).some(Boolean)).toBe(true), patience);
  expect(stage.sockets).toHaveLength(1);
  expect(stage.live()).toBe(1);
}

test('sound is off, running, and off again', async () => {
  expect(stage.client.state.audio).toBe('off');
  await stage.connect();
  expect(stage.client.state.audio).toBe('running');
  await stage.client.disconnect();
  expect(stage.client.state.audio).toBe('off');
});

test('sound that is suspended from outside is found and comes back by itself', async () => {
  await stage.connect();
  await context().suspend();
  await vi.waitFor(
    () => expect(stage.of('audio').map(({ audio }) => audio)).toContain('interrupted'),
    patience,
  );
  await became('running');
  expect(stage.of('error')).toEqual([]);
  await expectSound('a');
});

test('a phone call interrupts, nothing is tried while it lasts, and then the sound is back', async () => {
  await stage.connect();
  const resume = vi.spyOn(context(), 'resume');
  context().says = 'interrupted';
  context().frozen = true;
  await became('interrupted');
  await new Promise((settle) => setTimeout(settle, 1_500));
  expect([stage.client.state.audio, resume.mock.calls.length]).toEqual(['interrupted', 0]);
  context().says = null;
  context().frozen = false;
  await became('running');
  expect(stage.of('error')).toEqual([]);
});

test('a clock that stands still is found within a second, and another context takes over', async () => {
  await stage.connect();
  const [first] = stage.contexts;
  if (!first) throw new Error('no context');
  const resume = vi.spyOn(first, 'resume');
  first.frozen = true;
  const stoodAt = performance.now();
  await vi.waitFor(() => expect(stage.client.state.audio).toBe('interrupted'), {
    interval: 10,
    timeout: 10_000,
  });
  const found = performance.now() - stoodAt;
  expect(found).toBeLessThan(1_500);
  await became('running');
  expect(resume).toHaveBeenCalled();
  expect(stage.contexts.map(({ really }) => really)).toEqual(['closed', 'running']);
  expect(stage.of('error')).toEqual([]);
  await expectSound('a');
});

test('what was being said when the sound stood still goes on where it stopped', async () => {
  await stage.connect();
  stage.sockets[0]?.say(audioOutput('a', 0, sine(440, 24_000, 3), 24_000));
  stage.sockets[0]?.say(audioOutput('b', 0, sine(440, 24_000, 0.5), 24_000));
  stage.sockets[0]?.say({ type: 'assistant_end' });
  await vi.waitFor(() => expect(stage.of('playback-started')).toHaveLength(1), patience);
  context().frozen = true;
  await vi.waitFor(() => expect(stage.of('playback-ended')).toHaveLength(2), patience);
  expect(stage.contexts).toHaveLength(2);
  expect(stage.of('playback-started').map(({ messageId }) => messageId)).toEqual(['a', 'a', 'b']);
  const [a, b] = stage.of('playback-ended').map(({ heard }) => heard);
  // A context that only pretends to stand still has played more than it says.
  expect(a).toMatchObject({ cut: false });
  expect(a?.duration).toBeCloseTo(3000, -1);
  expect(b).toMatchObject({ cut: false });
  expect(stage.of('interrupted')).toEqual([]);
  await vi.waitFor(() => expect(stage.client.state.assistant).toBe('idle'));
});

/** What the next worklets take to load, one after the other; beyond them they load at once. */
function loading(...steps: (() => Promise<void>)[]): void {
  // The prototype's own, and no mock of it: it is called with each context's.
  const real = AudioWorklet.prototype.addModule;
  vi.spyOn(AudioWorklet.prototype, 'addModule').mockImplementation(async function (
    this: AudioWorklet,
    url,
  ) {
    await steps.shift()?.();
    await real.call(this, url);
  });
}
const refuse = (): Promise<void> => Promise.reject(new Error('no module'));

test('a context that takes longer to make than it is looked at is not stalled', async () => {
  await stage.connect();
  loading(() => new Promise((settle) => setTimeout(settle, 1500)));
  context().frozen = true;
  await vi.waitFor(() => expect(stage.contexts).toHaveLength(2), patience);
  await became('running');
  expect(stage.contexts).toHaveLength(2);
  expect(stage.of('error')).toEqual([]);
  expect(stage.of('audio').map(({ audio }) => audio)).toEqual([
    'running',
    'interrupted',
    'running',
  ]);
});

test('a context that can’t be made at first is made a moment later', async () => {
  await stage.connect();
  loading(refuse);
  context().frozen = true;
  await vi.waitFor(() => expect(stage.contexts).toHaveLength(3), patience);
  await became('running');
  expect(stage.of('error')).toEqual([]);
  await vi.waitFor(() =>
    expect(stage.contexts.map(({ really }) => really)).toEqual(['closed', 'closed', 'running']),
  );
  await expectSound('a');
});

test('where no other context can be made that is told, each gesture tries again, and the one that was may come back', async () => {
  await stage.connect();
  loading(refuse, refuse, refuse);
  context().frozen = true;
  await became('needs-gesture');
  await vi.waitFor(() => expect(stage.of('error').at(-1)?.error.reason).toBe('audio-stalled'));
  expect(stage.contexts[0]?.really).toBe('running');
  await expect(stage.client.resumeAudio()).rejects.toMatchObject({ reason: 'audio-stalled' });
  expect(stage.client.state.audio).toBe('needs-gesture');
  click();
  await became('running');
  expect(stage.of('error')).toHaveLength(1);
  await expectSound('a');
});

test('a context that was closed by somebody else is replaced', async () => {
  await stage.connect();
  await context().close();
  await became('interrupted');
  await became('running');
  await expectSound('a');
});

test.each(['close', 'resume'] as const)(
  'a `%s` that never settles keeps nobody from hanging up and calling again',
  async (name) => {
    const real = Object.getPrototypeOf(AudioContext.prototype) as Record<
      typeof name,
      (...given: unknown[]) => Promise<void>
    >;
    const { [name]: method } = real;
    vi.spyOn(real, name).mockImplementation(function (this: AudioContext, ...given) {
      // Done all the same: only nobody hears of it.
      void method.apply(this, given);
      return new Promise(() => undefined);
    });
    for (let call = 1; call <= 2; call += 1) {
      await stage.connect();
      await became('running');
      await stage.client.disconnect();
      expect(stage.client.state.connection.status).toBe('closed');
    }
  },
  20_000,
);

test.each([
  ['outputLatency', { outputLatency: 0.4, baseLatency: 0.01 }, 400],
  ['baseLatency where there is no other', { outputLatency: undefined, baseLatency: 0.3 }, 300],
  ['baseLatency where the other is 0', { outputLatency: 0, baseLatency: 0.3 }, 300],
  ['neither, where both are nonsense', { outputLatency: NaN, baseLatency: -1 }, 0],
])('heard is what has left the speaker: %s', async (_, says, latency) => {
  for (const [name, value] of Object.entries(says)) {
    vi.spyOn(AudioContext.prototype as never, name as never, 'get' as never).mockReturnValue(
      value as never,
    );
  }
  await stage.connect();
  const [socket] = stage.sockets;
  const told: Record<string, number> = {};
  for (const type of ['playback-started', 'playback-ended'] as const) {
    stage.client.on(type, ({ at }) => {
      told[type] = at;
      // Told when it is so, and no sooner.
      expect(Date.now()).toBeGreaterThanOrEqual(at - 2);
    });
  }
  socket?.say({
    type: 'user_message',
    from_text: true,
    interim: false,
    message: { role: 'user', content: 'Hi.' },
    models: {},
    time: { begin: 0, end: 0 },
  });
  const sent = Date.now();
  socket?.say(audioOutput('a', 0, sine(440, 24_000, 0.2), 24_000));
  socket?.say({ type: 'assistant_end' });
  await vi.waitFor(() => expect(stage.of('turn-metrics')).toHaveLength(1), patience);
  const { 'playback-started': started = 0, 'playback-ended': ended = 0 } = told;
  expect(started - sent).toBeGreaterThan(latency - 20);
  expect(ended - started).toBeGreaterThan(150);
  expect(stage.of('turn-metrics')[0]?.turn.playbackDelay).toBeCloseTo(started - sent, -2);
  expect(stage.of('playback-ended')[0]?.heard).toEqual({ duration: 200, cut: false });
});

test('worklets that crash are replaced, and the conversation is heard again', async () => {
  const crash = `
    const register = registerProcessor;
    globalThis.registerProcessor = (name, Processor) =>
      register(name, class extends Processor {
        process(...given) {
          if (currentTime > 0.3) throw new Error('out of order');
          return super.process(...given);
        }
      });
  `;
  const real = AudioWorklet.prototype.addModule;
  const addModule = vi
    .spyOn(AudioWorklet.prototype, 'addModule')
    .mockImplementation(async function (this: AudioWorklet, url) {
      // In the first context alone.
      if (addModule.mock.calls.length === 1) await real.call(this, scriptUrl(crash));
      await real.call(this, url);
    });
  await stage.connect();
  await vi.waitFor(() => expect(stage.contexts).toHaveLength(2), patience);
  await became('running');
  expect(stage.of('error')).toEqual([]);
  await expectSound('a');
});

test('where another context stands still too, it is stalled, and a click brings the sound back', async () => {
  await stage.connect();
  stage.mood = { frozen: true };
  context().frozen = true;
  await became('needs-gesture');
  await vi.waitFor(() =>
    expect(stage.of('error').map(({ error }) => [error.reason, error.hint])).toEqual([
      ['audio-stalled', 'click-page'],
    ]),
  );
  expect(stage.contexts).toHaveLength(2);
  stage.mood = {};
  click();
  await became('running');
  expect(stage.contexts).toHaveLength(3);
  await expectSound('a');
});

test('a browser that holds sound back is told, and a click starts it', async () => {
  stage.mood = { says: 'suspended', blocked: true };
  await stage.connect();
  await became('needs-gesture');
  expect(stage.client.state.connection.status).toBe('connected');
  await vi.waitFor(() =>
    expect(stage.of('error').map(({ error }) => [error.reason, error.hint])).toEqual([
      ['audio-blocked', 'click-page'],
    ]),
  );
  await expect(stage.client.resumeAudio()).rejects.toMatchObject({ reason: 'audio-blocked' });
  Object.assign(context(), { says: null, blocked: false });
  click();
  await became('running');
  await expectSound('a');
});

test('sound that starts only after connecting, as from a slow device, is no failure', async () => {
  stage.mood = { says: 'suspended' };
  await stage.connect();
  Object.assign(context(), { says: null });
  await became('running');
  expect(stage.of('error')).toEqual([]);
});

test('resumeAudio starts what is held back, and is nothing without a conversation', async () => {
  await stage.client.resumeAudio();
  stage.mood = { says: 'suspended', blocked: true };
  await stage.connect();
  Object.assign(context(), { says: null, blocked: false });
  await stage.client.resumeAudio();
  await became('running');
});

test('sound that is lost in the middle and not given back needs a gesture', async () => {
  await stage.connect();
  context().blocked = true;
  await context().suspend();
  await became('needs-gesture');
  expect(stage.of('error').at(-1)?.error.reason).toBe('audio-blocked');
  context().blocked = false;
  click();
  await became('running');
});

test.each(['pagehide', 'freeze'])(
  'at %s nothing stays open, and the state says so',
  async (name) => {
    const leave = (): void => {
      if (name === 'pagehide') dispatchEvent(new PageTransitionEvent(name, { persisted: true }));
      else document.dispatchEvent(new Event(name));
    };
    await stage.connect({ wakeLock: true });
    leave();
    await vi.waitFor(() =>
      expect(stage.client.state.connection).toEqual({ status: 'closed', reason: 'page' }),
    );
    stage.expectNothingOpen();
    // Restored: another conversation can begin.
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    await stage.client.connect();
    expect(stage.client.state).toMatchObject({ microphone: 'live', audio: 'running' });
  },
);

test('a page that is left while it connects leaves nothing open', async () => {
  const connecting = stage.connect();
  dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
  await expect(connecting).rejects.toMatchObject({ reason: 'connection-closed' });
  await vi.waitFor(() => expect(stage.client.state.connection.status).toBe('closed'));
  stage.expectNothingOpen();
});

test('a page that is hidden and shown keeps its conversation', async () => {
  await stage.connect();
  const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  document.dispatchEvent(new Event('visibilitychange'));
  await expectSound('a');
  visibility.mockRestore();
  document.dispatchEvent(new Event('visibilitychange'));
  await expectSound('b');
});

test('the screen stays on while the page is looked at, and no longer than the conversation', async () => {
  const locks: { released: boolean }[] = [];
  const request = vi.fn(() => {
    const lock = {
      released: false,
      release: () => {
        lock.released = true;
        return Promise.resolve();
      },
    };
    locks.push(lock);
    return Promise.resolve(lock as unknown as WakeLockSentinel);
  });
  vi.spyOn(navigator.wakeLock, 'request').mockImplementation(request);
  const held = (): number => locks.filter(({ released }) => !released).length;
  await stage.connect();
  expect(locks).toEqual([]);
  await stage.client.disconnect();
  await stage.connect({ wakeLock: true });
  await vi.waitFor(() => expect(held()).toBe(1));
  document.dispatchEvent(new Event('visibilitychange'));
  await vi.waitFor(() => expect(locks).toHaveLength(2));
  await vi.waitFor(() => expect(held()).toBe(1));
  await stage.client.disconnect();
  expect(held()).toBe(0);
  document.dispatchEvent(new Event('visibilitychange'));
  expect(locks).toHaveLength(2);
});

test('a screen that is asked for while the conversation ends does not stay on', async () => {
  const released: number[] = [];
  let slow: (() => void) | undefined;
  let asked = 0;
  vi.spyOn(navigator.wakeLock, 'request').mockImplementation(() => {
    const id = (asked += 1);
    const release = async (): Promise<void> => {
      released.push(id);
      if (id === 1) await new Promise<void>((resolve) => (slow = resolve));
    };
    return Promise.resolve({ release } as unknown as WakeLockSentinel);
  });
  await stage.connect({ wakeLock: true });
  await vi.waitFor(() => expect(asked).toBe(1));
  document.dispatchEvent(new Event('visibilitychange'));
  await vi.waitFor(() => expect(slow).toBeDefined());
  await stage.client.disconnect();
  slow?.();
  await vi.waitFor(() => expect(released).toContain(2));
});

test('a screen that will not stay on is no failure', async () => {
  vi.spyOn(navigator.wakeLock, 'request').mockRejectedValue(
    new DOMException('', 'NotAllowedError'),
  );
  await stage.connect({ wakeLock: true });
  expect(stage.of('error')).toEqual([]);
});

const sink = (): unknown => (context() as unknown as { sinkId: unknown }).sinkId;

test('the speaker changes in the middle of a conversation, and is remembered for the next', async () => {
  await stage.connect();
  const speakers = (await navigator.mediaDevices.enumerateDevices()).filter(
    ({ kind, deviceId }) => kind === 'audiooutput' && deviceId !== 'default',
  );
  expect(speakers.length).toBeGreaterThan(1);
  for (const { deviceId } of speakers) {
    await stage.client.setSpeaker(deviceId);
    expect([sink(), stage.client.state.devices.speakerId]).toEqual([deviceId, deviceId]);
  }
  const chosen = speakers.at(-1)?.deviceId;
  await stage.client.disconnect();
  await stage.client.connect();
  expect([sink(), stage.client.state.devices.speakerId]).toEqual([chosen, chosen]);
  await stage.client.setSpeaker(null);
  expect([sink(), stage.client.state.devices.speakerId]).toEqual(['', null]);
});

test('what a call that has ended was still busy with changes nothing in the next', async () => {
  await stage.connect();
  let settle = (): void => undefined;
  const prototype = Object.getPrototypeOf(AudioContext.prototype) as {
    setSinkId(id: string): Promise<void>;
  };
  vi.spyOn(prototype, 'setSinkId').mockImplementationOnce(
    () => new Promise((resolve) => (settle = resolve)),
  );
  const choice = stage.client.setSpeaker('late').catch(({ reason }: VoiceError) => reason);
  const closed = stage.client.disconnect();
  // Begun while the other one is still closing: what closes does not take the sound of the next.
  const connected = stage.client.connect();
  expect(await choice).toBe('connection-closed');
  await Promise.all([closed, connected]);
  await vi.waitFor(() => expect(stage.client.state).toMatchObject({ audio: 'running' }));
  settle();
  await new Promise((done) => setTimeout(done));
  expect(stage.of('devices').filter(({ devices }) => devices.speakerId === 'late')).toEqual([]);
  expect(stage.client.state).toMatchObject({
    connection: { status: 'connected' },
    microphone: 'live',
    audio: 'running',
    devices: { speakerId: null },
  });
});

test('a speaker that is not there is an error in the middle, and the default in the beginning', async () => {
  await stage.connect({ speakerId: 'gone' });
  expect([sink(), stage.client.state.devices.speakerId]).toEqual(['', null]);
  await vi.waitFor(() => expect(stage.of('device-lost')).toMatchObject([{ device: 'speaker' }]));
  await expect(stage.client.setSpeaker('gone')).rejects.toMatchObject({
    reason: 'speaker-missing',
    hint: 'connect-speaker',
  });
  expect(stage.client.state.devices.speakerId).toBeNull();
});

test('a speaker that is plugged out gives way to the default', async () => {
  await stage.connect();
  const all = await navigator.mediaDevices.enumerateDevices();
  const speaker = all.findLast(({ kind }) => kind === 'audiooutput');
  await stage.client.setSpeaker(speaker?.deviceId ?? null);
  vi.spyOn(navigator.mediaDevices, 'enumerateDevices').mockResolvedValue(
    all.filter((device) => device !== speaker),
  );
  navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
  await vi.waitFor(() => expect(stage.of('device-lost')).toHaveLength(1));
  expect(stage.of('device-lost')[0]).toMatchObject({ device: 'speaker', label: speaker?.label });
  await vi.waitFor(() => expect(sink()).toBe(''));
});

test('a speaker chosen where no page may choose is given up with the reason, and the conversation begins', async () => {
  const real = Object.getPrototypeOf(AudioContext.prototype) as object;
  const setSinkId = Object.getOwnPropertyDescriptor(real, 'setSinkId');
  Reflect.deleteProperty(real, 'setSinkId');
  try {
    await stage.connect({ speakerId: 'any' });
  } finally {
    Object.defineProperty(real, 'setSinkId', setSinkId ?? {});
  }
  expect(stage.client.state.devices.speakerId).toBeNull();
  expect(stage.of('device-lost')).toEqual([]);
  expect(stage.of('warning').map(({ message }) => message)).toContain(
    "This browser doesn't support choosing a speaker.",
  );
});

test('a browser that lets no page choose its speaker says so', async () => {
  vi.stubGlobal('AudioContext', class {});
  await expect(stage.client.setSpeaker('any')).rejects.toMatchObject({
    reason: 'speaker-unsupported',
    hint: 'use-supported-browser',
  });
});
