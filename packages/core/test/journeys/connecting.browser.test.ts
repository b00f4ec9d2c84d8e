import { beforeEach, expect, test, vi } from 'vitest';
import type { VoiceEvent } from '../../src/index.ts';
import { platformStage } from '../support/platform-stage.ts';
import { audioOutput, sine } from '../support/wave.ts';
import type { ScriptedSocket } from '../support/scripted-socket.ts';
import { StandInWorker } from '../support/stand-in-worker.ts';

// What of a connect runs beside what, and what each part may not do before another is done. Every answer of the platform and of the
// server is a gate, opened by hand.

const stage = platformStage();

/** Something that is waited for until the test lets it happen. */
interface Gate<T> {
  readonly promise: Promise<T>;
  /** How often it was asked for. */
  asked: number;
  open(value: T): void;
  fail(error: unknown): void;
}

function gate<T>(): Gate<T> {
  let open: (value: T) => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((resolve, reject) => ([open, fail] = [resolve, reject]));
  promise.catch(() => undefined);
  return { promise, asked: 0, open, fail };
}

const token = { accessToken: 'token' };
let microphone: Gate<null>;
let credentials: Gate<typeof token>;
let permission: PermissionState;

beforeEach(() => {
  microphone = gate();
  credentials = gate();
  permission = 'prompt';
  vi.spyOn(navigator.permissions, 'query').mockImplementation(() =>
    Promise.resolve(Object.assign(new EventTarget(), { state: permission }) as PermissionStatus),
  );
  stage.microphone = async () => {
    microphone.asked += 1;
    await microphone.promise;
    // The browser's own, behind the one that the stage has put there.
    const { mediaDevices } = navigator;
    return MediaDevices.prototype.getUserMedia.call(mediaDevices, { audio: true });
  };
});

/** Begins to connect. @returns how it ends: `up`, or a reason */
function connect(options: Parameters<typeof stage.connect>[0] = {}): Promise<string> {
  const connecting = stage.connect({
    credentials: () => {
      credentials.asked += 1;
      return credentials.promise;
    },
    ...options,
  });
  return connecting.then(
    () => 'up',
    ({ reason }: { reason: string }) => reason,
  );
}

const socket = (): Promise<ScriptedSocket> =>
  vi.waitFor(() => {
    const [one] = stage.sockets;
    if (!one) throw new Error('Nobody has dialled.');
    return one;
  });

/** Whatever could go on by itself has done so. */
const quiet = (): Promise<void> => new Promise((settle) => setTimeout(settle, 50));

/** What was told of the connection, of the microphone and of messages, in order. */
const told = (): string[] =>
  stage.events.flatMap((event: VoiceEvent) => {
    if (event.type === 'connection') return [event.connection.status];
    if (event.type === 'microphone') return [event.microphone];
    return event.type === 'message' ? [event.message.type] : [];
  });

test('while the browser asks for the microphone, credentials are asked for and nobody is called', async () => {
  const connected = connect();
  await vi.waitFor(() => expect([microphone.asked, credentials.asked]).toEqual([1, 1]));
  credentials.open(token);
  await quiet();
  expect(stage.sockets).toEqual([]);
  microphone.open(null);
  expect(await connected).toBe('up');
  expect([stage.sockets.length, credentials.asked]).toEqual([1, 1]);
  expect(told()).toEqual(['connecting', 'asking', 'live', 'chat_metadata', 'connected']);
});

test('where the microphone is allowed already the call is made before the device is there, and what is said is told after it', async () => {
  permission = 'granted';
  const connected = connect();
  credentials.open(token);
  const line = await socket();
  await vi.waitFor(() => expect(line.sent.length).toBeGreaterThan(0));
  line.say({
    type: 'assistant_message',
    id: 'a',
    from_text: false,
    models: {},
    message: { role: 'assistant', content: 'Hello.' },
  });
  line.say(audioOutput('a', 0, sine(440, 24_000, 0.2), 24_000));
  await quiet();
  expect(told()).toEqual(['connecting', 'asking']);
  microphone.open(null);
  expect(await connected).toBe('up');
  await vi.waitFor(() => expect(told()).toContain('assistant_message'));
  expect(told()).toEqual([
    'connecting',
    'asking',
    'live',
    'chat_metadata',
    'connected',
    'assistant_message',
  ]);
});

/** Worklets that are loaded when the test lets them. */
function slowWorklets(): Gate<null> {
  const loading = gate<null>();
  const { addModule } = AudioWorklet.prototype;
  vi.spyOn(AudioWorklet.prototype, 'addModule').mockImplementation(async function (
    this: AudioWorklet,
    url,
  ) {
    loading.asked += 1;
    await loading.promise;
    return addModule.call(this, url);
  });
  return loading;
}

test('the call is made beside the loading of the worklets, and what comes meanwhile is heard once they are there', async () => {
  permission = 'granted';
  const loading = slowWorklets();
  const connected = connect();
  credentials.open(token);
  microphone.open(null);
  const line = await socket();
  expect(loading.asked).toBe(1);
  await vi.waitFor(() => expect(line.sent.length).toBeGreaterThan(0));
  line.say(audioOutput('a', 0, sine(440, 24_000, 0.2), 24_000));
  line.say({ type: 'assistant_end' });
  await quiet();
  expect(told()).toEqual(['connecting', 'asking', 'live']);
  loading.open(null);
  expect(await connected).toBe('up');
  await vi.waitFor(() => expect(stage.of('playback-ended')).toHaveLength(1));
  const [{ heard } = { heard: undefined }] = stage.of('playback-ended');
  expect(heard).toMatchObject({ cut: false });
  expect(Math.round(heard?.duration ?? 0)).toBe(200);
  expect([stage.sockets.length, credentials.asked]).toEqual([1, 1]);
});

test('worklets that are refused after the call was made end it at once', async () => {
  permission = 'granted';
  const loading = slowWorklets();
  const connected = connect();
  credentials.open(token);
  microphone.open(null);
  const line = await socket();
  await vi.waitFor(() => expect(line.sent.length).toBeGreaterThan(0));
  loading.fail(new DOMException('blocked', 'AbortError'));
  expect(await connected).toBe('audio-worklet-blocked');
  expect(line.closedWith).toBe(1000);
  await vi.waitFor(() => stage.expectNothingOpen());
});

test('where sound may be held back, since no gesture has come, nobody is called before the audio thread has answered', async () => {
  permission = 'granted';
  stage.mood = { says: 'suspended' };
  vi.spyOn(navigator, 'userActivation', 'get').mockReturnValue({
    hasBeenActive: false,
    isActive: false,
  });
  const loading = slowWorklets();
  const connected = connect();
  credentials.open(token);
  microphone.open(null);
  await vi.waitFor(() => expect([loading.asked, stage.tracks.length]).toEqual([1, 1]));
  await quiet();
  expect(stage.sockets).toEqual([]);
  loading.open(null);
  expect(await connected).toBe('up');
});

test('a Worker that has called and does not reach the audio thread is left for the page, which calls with credentials of its own; it is told of once', async () => {
  permission = 'granted';
  const posts: string[] = [];
  vi.stubGlobal(
    'Worker',
    class extends StandInWorker {
      override postMessage({ type }: { type: string }): void {
        posts.push(type);
        const ids = { chatId: 'lost', chatGroupId: 'lost', at: 0 };
        if (type === 'open') this.say([{ type: 'connected', ...ids }]);
      }
      override terminate(): void {
        posts.push('terminated');
      }
    },
  );
  const connected = connect({ thread: 'worker' });
  credentials.open(token);
  microphone.open(null);
  expect(await connected).toBe('up');
  expect(posts.slice(0, posts.indexOf('terminated'))).toContain('open');
  expect([stage.sockets.length, credentials.asked]).toEqual([1, 2]);
  const up = stage.of('connection').filter(({ connection }) => connection.status === 'connected');
  expect(up).toHaveLength(1);
  expect(up).not.toMatchObject([{ connection: { chatId: 'lost' } }]);
  await vi.waitFor(() => expect(stage.sound().length).toBeGreaterThan(0));
});

test.each([
  ['Permission denied', 'microphone-denied'],
  ['Permission dismissed', 'microphone-dismissed'],
])(
  'a microphone that is refused (%s) after the call was made ends it at once',
  async (message, reason) => {
    permission = 'granted';
    const connected = connect();
    credentials.open(token);
    const line = await socket();
    await vi.waitFor(() => expect(line.sent.length).toBeGreaterThan(0));
    microphone.fail(new DOMException(message, 'NotAllowedError'));
    expect(await connected).toBe(reason);
    expect(line.closedWith).toBe(1000);
    expect(told()).toEqual(['connecting', 'asking', 'denied', 'failed']);
    stage.expectNothingOpen();
  },
);

test('a microphone that is refused while credentials are on their way ends the call at once, without a word to the console', async () => {
  const connected = connect();
  await vi.waitFor(() => expect([microphone.asked, credentials.asked]).toEqual([1, 1]));
  microphone.fail(new DOMException('Permission denied', 'NotAllowedError'));
  expect(await connected).toBe('microphone-denied');
  credentials.open(token);
  await quiet();
  expect(stage.sockets).toEqual([]);
});

test('credentials that are refused while the browser asks end the call, and what it gives later is let go of', async () => {
  const connected = connect();
  await vi.waitFor(() => expect([microphone.asked, credentials.asked]).toEqual([1, 1]));
  credentials.fail(new Error('signed out'));
  expect(await connected).toBe('connection-unauthorized');
  expect(stage.client.state).toMatchObject({ connection: { status: 'failed' }, microphone: 'off' });
  microphone.open(null);
  await vi.waitFor(() => expect(stage.tracks).toHaveLength(1));
  await quiet();
  expect(stage.sockets).toEqual([]);
  stage.expectNothingOpen();
});

test('credentials that have waited for longer than ten seconds are asked for again', async () => {
  const connected = connect();
  await vi.waitFor(() => expect(credentials.asked).toBe(1));
  credentials.open(token);
  await quiet();
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + 10_001);
  microphone.open(null);
  expect(await connected).toBe('up');
  expect([credentials.asked, stage.sockets.length]).toEqual([2, 1]);
});

test('a conversation without a microphone asks nobody for it, and calls at once', async () => {
  const connected = connect({ microphone: false });
  credentials.open(token);
  expect(await connected).toBe('up');
  expect(microphone.asked).toBe(0);
  expect(told()).toEqual(['connecting', 'chat_metadata', 'connected']);
});

test('a speaker that was chosen is in use before anybody is called, though the microphone is allowed', async () => {
  permission = 'granted';
  const speaker = gate<null>();
  const devices = await navigator.mediaDevices.enumerateDevices();
  const chosen = devices.findLast(({ kind }) => kind === 'audiooutput')?.deviceId ?? '';
  const prototype = AudioContext.prototype as unknown as { setSinkId(id: string): Promise<null> };
  const setSinkId = vi.spyOn(prototype, 'setSinkId').mockImplementation(() => speaker.promise);
  const connected = connect({ speakerId: chosen });
  credentials.open(token);
  microphone.open(null);
  await vi.waitFor(() => expect(setSinkId).toHaveBeenCalled());
  await quiet();
  expect(stage.sockets).toEqual([]);
  speaker.open(null);
  expect(await connected).toBe('up');
});

test('a line that fails before the microphone is there ends the call, though nothing of it was told yet', async () => {
  permission = 'granted';
  const connected = connect();
  credentials.open(token);
  const line = await socket();
  await vi.waitFor(() => expect(line.sent.length).toBeGreaterThan(0));
  line.drop(1000);
  await vi.waitFor(() => expect(stage.client.state.connection.status).not.toBe('connecting'));
  microphone.open(null);
  expect(await connected).toBe('connection-closed');
  await vi.waitFor(() => expect(stage.tracks).toHaveLength(1));
  await vi.waitFor(() => stage.expectNothingOpen());
});

/** What opens one after the other on the way up, in every order that is possible. */
const orders = [
  ['microphone', 'credentials'],
  ['credentials', 'microphone'],
] as const;

test.each(
  orders.flatMap((order) =>
    (['granted', 'prompt'] as const).flatMap((state) =>
      [0, 1, 2].map((steps) => [state, order.slice(0, steps).join(' and ') || 'nothing'] as const),
    ),
  ),
)('a hang-up with the permission %s, after %s, leaves nothing open', async (state, after) => {
  permission = state;
  const connected = connect();
  await vi.waitFor(() => expect([microphone.asked, credentials.asked]).toEqual([1, 1]));
  for (const step of after.split(' and ')) {
    if (step === 'microphone') microphone.open(null);
    if (step === 'credentials') credentials.open(token);
    await quiet();
  }
  await stage.client.disconnect();
  expect(['up', 'connection-closed']).toContain(await connected);
  expect(stage.client.state).toMatchObject({
    connection: { status: 'closed', reason: 'user' },
    microphone: 'off',
  });
  // What was asked for is given all the same.
  microphone.open(null);
  credentials.open(token);
  await vi.waitFor(() => expect(stage.tracks).toHaveLength(1));
  await quiet();
  stage.expectNothingOpen();
  expect(stage.of('error')).toEqual([]);
});
