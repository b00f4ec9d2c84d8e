import { bytesToBase64 } from '@vivavoce/evi';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { VoiceClient, VoiceError } from '../../src/index.ts';
import type { VoiceEvent } from '../../src/index.ts';
import { ScriptedSocket } from '../support/scripted-socket.ts';
import { audioOutput, sine, wav } from '../support/wave.ts';
import { StandInWorker } from '../support/stand-in-worker.ts';

const metadata = { type: 'chat_metadata', chat_id: 'chat', chat_group_id: 'group' };

/** What the platform gave out, so that a test can see that all of it came back. */
let sockets: ScriptedSocket[];
let tracks: MediaStreamTrack[];
let contexts: AudioContext[];
let client: VoiceClient;
let events: VoiceEvent[];
/** Called with each socket that is dialled. */
let answer: (socket: ScriptedSocket) => void;

beforeEach(() => {
  sockets = [];
  tracks = [];
  contexts = [];
  events = [];
  answer = (socket) => {
    socket.accept();
    socket.say(metadata);
  };
  vi.stubGlobal(
    'WebSocket',
    class extends ScriptedSocket {
      constructor() {
        super();
        sockets.push(this);
        setTimeout(() => answer(this));
      }
    },
  );
  const RealContext = AudioContext;
  vi.stubGlobal(
    'AudioContext',
    class extends RealContext {
      constructor(options?: AudioContextOptions) {
        super(options);
        contexts.push(this);
      }
    },
  );
  const { mediaDevices } = navigator;
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
  vi.spyOn(mediaDevices, 'getUserMedia').mockImplementation(async (constraints) => {
    const stream = await getUserMedia(constraints);
    tracks.push(...stream.getTracks());
    return stream;
  });
  client = new VoiceClient({ thread: 'main' });
  client.subscribe((batch) => events.push(...batch));
});

afterEach(async () => {
  await client.disconnect();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  expectNothingOpen();
});

function expectNothingOpen(): void {
  expect(tracks.filter(({ readyState }) => readyState === 'live')).toEqual([]);
  expect(contexts.filter(({ state }) => state !== 'closed')).toEqual([]);
  expect(sockets.filter(({ readyState }) => readyState < 2)).toEqual([]);
}

const statuses = (): string[] =>
  events.flatMap((event) => (event.type === 'connection' ? [event.connection.status] : []));

test('nothing is opened before connect', () => {
  expect(client.state.connection).toEqual({ status: 'idle' });
  expect([sockets, tracks, contexts]).toEqual([[], [], []]);
});

test('connect walks all the way up, disconnect all the way down', async () => {
  await client.connect();
  expect(client.state).toMatchObject({
    connection: { status: 'connected', chatId: 'chat', chatGroupId: 'group' },
    microphone: 'live',
  });
  expect(sockets[0]?.messages[0]).toMatchObject({
    type: 'session_settings',
    audio: { encoding: 'linear16', channels: 1, sample_rate: 16_000 },
  });
  await client.disconnect();
  expectNothingOpen();
  await vi.waitFor(() =>
    expect(statuses()).toEqual(['connecting', 'connected', 'closing', 'closed']),
  );
  expect(client.state).toEqual({
    connection: { status: 'closed', reason: 'user' },
    assistant: 'idle',
    user: 'silent',
    microphone: 'off',
    muted: false,
    audio: 'off',
    devices: { microphoneId: null, microphoneLabel: null, speakerId: null },
    volume: 1,
    speakerMuted: false,
    settings: {},
    unsupported: [],
  });
});

test("an app's own track is sent, kept through a lost line, and left to the app", async () => {
  const { context, track } = ownTone();
  client.setOptions({ thread: 'main', microphone: track });
  await client.connect();
  await vi.waitFor(() => expect(client.readLevel('user')).toBeGreaterThan(0.1));
  sockets[0]?.drop(1006);
  await vi.waitFor(() => expect(sockets).toHaveLength(2));
  await vi.waitFor(() => expect(client.state.connection.status).toBe('connected'));
  await vi.waitFor(() => expect(client.readLevel('user')).toBeGreaterThan(0.1));
  expect(client.state.microphone).toBe('live');
  expect(tracks).toEqual([]);
  await client.setMicrophone(await anyDevice());
  expect(tracks).toHaveLength(1);
  await client.setMicrophone(null);
  expect(tracks[0]?.readyState).toBe('ended');
  expect(client.state.devices.microphoneLabel).toBe(track.label);
  await client.disconnect();
  expect(track.readyState).toBe('live');
  track.stop();
  await expect(client.connect()).rejects.toMatchObject({ reason: 'microphone-missing' });
  await context.close();
});

test("an app that opens the microphone itself is asked with the kit's constraints, and told when it is released", async () => {
  const { context, track } = ownTone();
  const asked: [MediaTrackConstraints, AbortSignal][] = [];
  client.setOptions({
    thread: 'main',
    muteMode: 'release',
    microphone: (constraints, signal) => {
      asked.push([constraints, signal]);
      return new MediaStream([track.clone()]);
    },
  });
  await client.connect();
  await vi.waitFor(() => expect(client.readLevel('user')).toBeGreaterThan(0.1));
  client.setMuted(true);
  await vi.waitFor(() => expect(asked[0]?.[1].aborted).toBe(true));
  client.setMuted(false);
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  const id = await anyDevice();
  await client.setMicrophone(id);
  expect(asked.at(-1)?.[0]).toMatchObject({
    echoCancellation: { ideal: true },
    deviceId: { exact: id },
  });
  await client.disconnect();
  expect(asked.every(([, signal]) => signal.aborted)).toBe(true);
  track.stop();
  await context.close();
});

test.each<[string, () => never, string]>([
  [
    'a refusal',
    () => {
      throw new DOMException('Permission denied', 'NotAllowedError');
    },
    'microphone-denied',
  ],
  [
    'anything else',
    () => {
      throw new Error('The model of the denoiser did not load.');
    },
    'microphone-unsupported',
  ],
])("an app's function that fails with %s fails the call", async (_, microphone, reason) => {
  client.setOptions({ thread: 'main', microphone });
  await expect(client.connect()).rejects.toMatchObject({ reason });
});

function ownTone(): { context: AudioContext; track: MediaStreamTrack } {
  const context = new AudioContext();
  contexts.pop();
  const tone = new OscillatorNode(context, { frequency: 440 });
  const destination = new MediaStreamAudioDestinationNode(context);
  tone.connect(destination);
  tone.start();
  return { context, track: destination.stream.getAudioTracks()[0] as MediaStreamTrack };
}

async function anyDevice(): Promise<string> {
  const all = await navigator.mediaDevices.enumerateDevices();
  return (
    all.find(({ kind, deviceId }) => kind === 'audioinput' && deviceId !== 'default')?.deviceId ??
    ''
  );
}

test('the microphone arrives in exact chunks', async () => {
  client.setOptions({ thread: 'main', chunkDuration: 40, sampleRate: 24_000 });
  await client.connect();
  await vi.waitFor(() => expect(sockets[0]?.messages.length).toBeGreaterThan(10));
  const chunks = sockets[0]?.messages.filter(({ type }) => type === 'audio_input') ?? [];
  expect(new Set(chunks.map(({ data }) => atob(String(data)).length))).toEqual(
    new Set([24_000 * 0.04 * 2]),
  );
});

test('a soft mute sends silence and keeps the track', async () => {
  client.setMuted(true);
  expect(client.state).toMatchObject({ microphone: 'off', muted: true });
  await client.connect();
  expect(client.state).toMatchObject({ microphone: 'live', muted: true });
  const sound = (from: number): string =>
    (sockets[0]?.messages ?? [])
      .slice(from)
      .flatMap(({ type, data }) => (type === 'audio_input' ? [atob(String(data))] : []))
      .join('');
  await vi.waitFor(() => expect(sockets[0]?.messages.length).toBeGreaterThan(20));
  expect(/[^\0]/.test(sound(0))).toBe(false);
  const before = sockets[0]?.messages.length ?? 0;
  client.toggleMuted();
  expect(client.state).toMatchObject({ microphone: 'live', muted: false });
  // The fake microphone beeps once a second.
  await vi.waitFor(() => expect(/[^\0]/.test(sound(before))).toBe(true), 3_000);
  expect(tracks).toHaveLength(1);
});

test('a mute and a volume outlive new options that do not name them', async () => {
  client.setMuted(true);
  client.setVolume(0);
  client.setOptions({ thread: 'main', chunkDuration: 40 });
  await client.connect();
  expect(client.state.muted).toBe(true);
  await client.disconnect();
  client.setOptions({ thread: 'main', muted: false });
  expect(client.state.muted).toBe(false);
  await client.connect();
  expect(client.state.muted).toBe(false);
});

test('a setting that is undefined is not sent, now or over the next line', async () => {
  client.setOptions({ thread: 'main', session: { system_prompt: 'Be kind.' } });
  await client.connect();
  client.updateSession({ system_prompt: undefined, voice_id: 'v' });
  sockets[0]?.drop(1006);
  const settings = { system_prompt: 'Be kind.', voice_id: 'v' };
  await vi.waitFor(() => expect(sockets[1]?.messages[0]).toMatchObject(settings), 5000);
});

test('a browser without an AudioContext is told to be another browser', async () => {
  vi.stubGlobal('AudioContext', undefined);
  await expect(client.connect()).rejects.toMatchObject({
    reason: 'audio-blocked',
    hint: 'use-supported-browser',
  });
});

test('a second connect joins the first', async () => {
  await Promise.all([client.connect(), client.connect()]);
  await client.connect();
  expect([sockets.length, tracks.length, contexts.length]).toEqual([1, 1, 1]);
});

test('a disconnect at any moment of the way up settles the connect and leaves nothing open', async () => {
  for (const delay of [0, 0, 1, 2, 4, 8, 16, 32, 64, 128]) {
    const connecting = client.connect();
    const outcome = connecting.then(
      () => 'connected',
      (error: unknown) => error,
    );
    await new Promise((settle) => setTimeout(settle, delay));
    await client.disconnect();
    const result = await outcome;
    if (result !== 'connected')
      expect(result).toMatchObject({ name: 'VoiceError', reason: 'connection-closed' });
    expectNothingOpen();
    expect(client.state.connection).toEqual({ status: 'closed', reason: 'user' });
  }
});

test('connect right after disconnect is a new conversation', async () => {
  await client.connect();
  const closing = client.disconnect();
  await client.connect();
  await closing;
  expect(client.state.connection.status).toBe('connected');
  expect(tracks.filter(({ readyState }) => readyState === 'live')).toHaveLength(1);
  expect(contexts.filter(({ state }) => state !== 'closed')).toHaveLength(1);
});

test('a server that refuses is an error and a state, and all is undone', async () => {
  answer = (socket) => socket.drop(1006);
  await expect(client.connect()).rejects.toMatchObject({ reason: 'connection-refused' });
  expect(client.state.connection).toMatchObject({
    status: 'failed',
    error: { reason: 'connection-refused' },
  });
  expectNothingOpen();
});

test('a server that hangs up before it began rejects the connect', async () => {
  answer = (socket) => {
    socket.accept();
    socket.drop(1000);
  };
  await expect(client.connect()).rejects.toMatchObject({ reason: 'connection-closed' });
  expectNothingOpen();
});

test('a server that accepts and stays silent is given up', async () => {
  client.setOptions({ thread: 'main', connectTimeout: 50 });
  answer = (socket) => socket.accept();
  await expect(client.connect()).rejects.toMatchObject({ reason: 'connection-timeout' });
  expect(sockets[0]?.closedWith).toBe(1000);
  expectNothingOpen();
});

test.each([
  ['NotAllowedError', 'Permission denied', 'microphone-denied', 'denied'],
  ['NotAllowedError', 'Permission dismissed', 'microphone-dismissed', 'denied'],
  ['NotFoundError', '', 'microphone-missing', 'off'],
  ['NotReadableError', '', 'microphone-busy', 'off'],
] as const)('getUserMedia: %s %s is %s', async (name, message, reason, microphone) => {
  vi.mocked(navigator.mediaDevices.getUserMedia).mockRejectedValue(new DOMException(message, name));
  await expect(client.connect()).rejects.toMatchObject({ reason });
  expect(client.state).toMatchObject({ connection: { status: 'failed' }, microphone });
  expect(sockets).toEqual([]);
  expectNothingOpen();
});

test('credentials are asked at each attempt, go into the address, and never into an error', async () => {
  const secret = 'abc-secret-123';
  const urls: string[] = [];
  const Scripted = WebSocket;
  vi.stubGlobal('WebSocket', function (url: string) {
    urls.push(url);
    return new Scripted(url);
  });
  const credentials = vi.fn(() => Promise.resolve({ accessToken: secret }));
  client.setOptions({ thread: 'main', credentials, url: 'https://voice.example' });
  answer = (socket) => socket.drop(1006);
  const error: unknown = await client.connect().catch((reason: unknown) => reason);
  await client.connect().catch(() => undefined);
  expect(credentials).toHaveBeenCalledTimes(2);
  expect(new URL(urls[0] ?? '').searchParams.get('access_token')).toBe(secret);
  expect(JSON.stringify(error) + String(error) + JSON.stringify(events)).not.toContain(secret);
});

test('credentials that can not be had are an error with its cause', async () => {
  const cause = new Error('no token today');
  client.setOptions({ thread: 'main', credentials: () => Promise.reject(cause) });
  await expect(client.connect()).rejects.toMatchObject({
    reason: 'connection-unauthorized',
    cause,
  });
  expectNothingOpen();
});

test.each([
  { access_token: 'as the wire says it' },
  { error: 'forbidden' },
  { accessToken: '' },
  null,
])('credentials that are none are refused before anything is dialled: %j', async (given) => {
  client.setOptions({ thread: 'main', credentials: () => given as never });
  await expect(client.connect()).rejects.toThrow(/no `accessToken` and no `apiKey`/);
  expect(sockets).toEqual([]);
  expectNothingOpen();
});

test('credentials that never come are given up with the attempt, at the first as at any other', async () => {
  const signals: AbortSignal[] = [];
  let asked = 0;
  const credentials = ({ signal }: { signal: AbortSignal }): Promise<{ accessToken: string }> => {
    signals.push(signal);
    asked += 1;
    return asked === 2 || asked === 4
      ? Promise.resolve({ accessToken: 'token' })
      : new Promise(() => undefined);
  };
  client.setOptions({ thread: 'main', credentials, connectTimeout: 300 });
  await expect(client.connect()).rejects.toMatchObject({ reason: 'connection-timeout' });
  expect(client.state.connection).toMatchObject({ status: 'failed' });
  await client.connect();
  sockets.at(-1)?.drop(1006);
  await vi.waitFor(() =>
    expect(client.state.connection).toMatchObject({
      status: 'reconnecting',
      attempt: 2,
      error: { reason: 'connection-timeout' },
    }),
  );
  await vi.waitFor(() => expect(client.state.connection.status).toBe('connected'), 5_000);
  expect([asked, sockets.length]).toEqual([4, 2]);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false, true, false]);
});

test('a hang-up ends what asks for credentials, and what comes of it later is nothing', async () => {
  let give: ((token: { accessToken: string }) => void) | undefined;
  let aborted = false;
  client.setOptions({
    thread: 'main',
    credentials: ({ signal }) => {
      signal.onabort = () => (aborted = true);
      return new Promise((resolve) => (give = resolve));
    },
  });
  const connecting = client.connect();
  connecting.catch(() => undefined);
  await vi.waitFor(() => expect(give).toBeDefined());
  await client.disconnect();
  await expect(connecting).rejects.toMatchObject({ reason: 'connection-closed' });
  give?.({ accessToken: 'late' });
  await new Promise((settle) => setTimeout(settle));
  expect([aborted, sockets]).toEqual([true, []]);
  expect(client.state.connection).toEqual({ status: 'closed', reason: 'user' });
});

test('what nobody foresaw is an error with its cause, and all is undone', async () => {
  const cause = new Error('out of memory');
  vi.spyOn(AudioContext.prototype, 'createMediaStreamSource').mockImplementation(() => {
    throw cause;
  });
  await expect(client.connect()).rejects.toMatchObject({ reason: 'internal', cause });
  expectNothingOpen();
});

test('a lost line is found again, and connect() joins the search and cuts it short', async () => {
  client.setOptions({ thread: 'main', reconnect: { nextDelay: () => 60_000 } });
  await client.connect();
  sockets[0]?.drop(1006);
  await vi.waitFor(() =>
    expect(client.state.connection).toMatchObject({
      status: 'reconnecting',
      attempt: 1,
      delay: 60_000,
      error: { reason: 'connection-lost' },
    }),
  );
  client.sendText('still here?');
  await client.connect();
  expect(client.state.connection.status).toBe('connected');
  expect([sockets.length, tracks.length, contexts.length]).toEqual([2, 1, 1]);
  expect(sockets[1]?.messages.filter(({ type }) => type === 'user_input')).toEqual([
    { type: 'user_input', text: 'still here?' },
  ]);
  expect(statuses()).toEqual(['connecting', 'connected', 'reconnecting', 'connected']);
});

test.each([
  ['the machine is online again', () => void dispatchEvent(new Event('online'))],
  ['the page is looked at again', () => void document.dispatchEvent(new Event('visibilitychange'))],
])('the wait is cut short when %s', async (_, happen) => {
  client.setOptions({ thread: 'main', reconnect: { nextDelay: () => 60_000 } });
  await client.connect();
  sockets[0]?.drop(1006);
  await vi.waitFor(() => expect(client.state.connection.status).toBe('reconnecting'));
  happen();
  await vi.waitFor(() => expect(client.state.connection.status).toBe('connected'));
});

test('each attempt asks for credentials, resumes the Chat Group, and outlives a token that can not be had', async () => {
  const urls: string[] = [];
  const Scripted = WebSocket;
  vi.stubGlobal('WebSocket', function (url: string) {
    urls.push(url);
    return new Scripted(url);
  });
  let asked = 0;
  const credentials = (): Promise<{ accessToken: string }> => {
    asked += 1;
    // Ahead of the first attempt, and when it is due.
    return asked === 2 || asked === 3
      ? Promise.reject(new Error('no network'))
      : Promise.resolve({ accessToken: `token ${asked}` });
  };
  client.setOptions({ thread: 'main', credentials, reconnect: { nextDelay: () => 50 } });
  await client.connect();
  sockets[0]?.drop(1006);
  await vi.waitFor(() => expect(urls).toHaveLength(2));
  const query = new URL(urls[1] ?? '').searchParams;
  expect(query.get('access_token')).toBe('token 4');
  expect(query.get('resumed_chat_group_id')).toBe('group');
  expect(statuses().filter((status) => status === 'reconnecting')).toHaveLength(2);
});

test('a policy that gives up fails the conversation with what the line was lost by', async () => {
  client.setOptions({
    thread: 'main',
    reconnect: { nextDelay: ({ attempt }) => (attempt < 3 ? 1 : null) },
  });
  await client.connect();
  answer = (socket) => socket.drop(1006);
  sockets[0]?.drop(1006);
  await vi.waitFor(() =>
    expect(client.state.connection).toMatchObject({
      status: 'failed',
      error: { reason: 'connection-refused' },
    }),
  );
  expect(sockets).toHaveLength(3);
  expectNothingOpen();
});

test.each([
  ['throws', () => expect.unreachable()],
  ['gives what is no delay', () => '500' as never],
])('a policy that %s fails the conversation, and says so', async (_, nextDelay) => {
  client.setOptions({ thread: 'main', reconnect: { nextDelay } });
  await client.connect();
  sockets[0]?.drop(1006);
  await vi.waitFor(() =>
    expect(client.state.connection).toMatchObject({
      status: 'failed',
      error: { reason: 'usage', message: expect.stringContaining('nextDelay') as unknown },
    }),
  );
  expect(events.filter(({ type }) => type === 'error')).toHaveLength(1);
  await vi.waitFor(expectNothingOpen);
});

test('a policy without patience makes no hot loop, and one of endless patience waits for somebody to come', async () => {
  client.setOptions({
    thread: 'main',
    reconnect: { nextDelay: ({ attempt }) => (attempt < 4 ? 0 : Infinity) },
  });
  await client.connect();
  const begun = performance.now();
  answer = (socket) => socket.drop(1006);
  sockets[0]?.drop(1006);
  await vi.waitFor(() =>
    expect(client.state.connection).toMatchObject({ attempt: 4, delay: Infinity }),
  );
  expect(performance.now() - begun).toBeGreaterThan(190);
  await new Promise((settle) => setTimeout(settle, 50));
  expect(sockets).toHaveLength(4);
  answer = (socket) => {
    socket.accept();
    socket.say(metadata);
  };
  await client.connect();
  expect(client.state.connection.status).toBe('connected');
});

test('a timeout of Infinity is none', async () => {
  client.setOptions({ thread: 'main', connectTimeout: Infinity });
  await client.connect();
  expect(client.state.connection.status).toBe('connected');
});

test('while the line is down 64 messages wait, and the next one throws', async () => {
  client.setOptions({ thread: 'main', reconnect: { nextDelay: () => 60_000 } });
  await client.connect();
  sockets[0]?.drop(1006);
  await vi.waitFor(() => expect(client.state.connection.status).toBe('reconnecting'));
  const texts = Array.from({ length: 64 }, (_, i) => `text ${i}`);
  for (const text of texts) client.sendText(text);
  expect(() => client.sendText('one more')).toThrow(
    expect.objectContaining({ name: 'VoiceError', reason: 'connection-lost' }),
  );
  await client.connect();
  const sent = sockets[1]?.messages.filter(({ type }) => type === 'user_input') ?? [];
  expect(sent.map(({ text }) => text)).toEqual(texts);
});

test('an address that is none is misuse', async () => {
  client.setOptions({ thread: 'main', url: 'not an address' });
  await expect(client.connect()).rejects.toMatchObject({ reason: 'usage' });
  expectNothingOpen();
});

test('a line that is lost for good is a failure with its reason, and all is undone', async () => {
  client.setOptions({ thread: 'main', reconnect: false });
  await client.connect();
  sockets[0]?.drop(1006);
  await vi.waitFor(() =>
    expect(client.state.connection).toMatchObject({
      status: 'failed',
      error: { reason: 'connection-lost' },
    }),
  );
  expectNothingOpen();
});

test('a goodbye of the server closes without a failure', async () => {
  await client.connect();
  sockets[0]?.drop(1000);
  await vi.waitFor(() =>
    expect(client.state.connection).toEqual({ status: 'closed', reason: 'server' }),
  );
  expect(events.some(({ type }) => type === 'error')).toBe(false);
});

test('a microphone that is taken away is told, and the conversation goes on', async () => {
  await client.connect();
  vi.mocked(navigator.mediaDevices.getUserMedia).mockRejectedValue(
    new DOMException('', 'NotFoundError'),
  );
  tracks[0]?.dispatchEvent(new Event('ended'));
  await vi.waitFor(() => expect(client.state.microphone).toBe('lost'));
  expect(client.state.connection.status).toBe('connected');
  client.sendText('still here');
  expect(sockets[0]?.messages.at(-1)).toEqual({ type: 'user_input', text: 'still here' });
});

test('what the assistant says is heard, and an interruption ends it within its fade', async () => {
  await client.connect();
  const [socket] = sockets;
  socket?.say(audioOutput('a', 0, sine(440, 24_000, 5), 24_000));
  await vi.waitFor(() => expect(events.some(({ type }) => type === 'playback-started')).toBe(true));
  expect(client.state.assistant).toBe('speaking');
  socket?.say({ type: 'user_interruption', time: Date.now() });
  await vi.waitFor(() => expect(events.some(({ type }) => type === 'playback-ended')).toBe(true));
  const ended = events.find((event) => event.type === 'playback-ended');
  expect(ended).toMatchObject({ messageId: 'a', heard: { cut: true } });
  // It may be thinking: the browser's microphone beeps, and what has been said is waited for.
  expect(client.state.assistant).not.toBe('speaking');
});

test('sound in another format than WAV is decoded by the browser, in its order', async () => {
  await client.connect();
  const opus = await recordOpus(500);
  const [socket] = sockets;
  socket?.say(audioOutput('a', 0, sine(440, 24_000, 0.2), 24_000));
  socket?.say({ type: 'audio_output', id: 'a', index: 1, data: bytesToBase64(opus) });
  socket?.say(audioOutput('a', 2, sine(440, 24_000, 0.2), 24_000));
  socket?.say({ type: 'assistant_end' });
  await vi.waitFor(
    () => expect(events.some(({ type }) => type === 'playback-ended')).toBe(true),
    3_000,
  );
  const ended = events.find((event) => event.type === 'playback-ended');
  expect(ended?.heard.duration).toBeGreaterThan(800);
  expect(events.filter(({ type }) => type === 'error')).toEqual([]);
});

test('pieces without a header are heard to their end, and a WAV that only the browser reads as well', async () => {
  await client.connect();
  const [socket] = sockets;
  const file = wav(sine(440, 24_000, 0.6), 24_000);
  [0, 9_001, 17_000].forEach((from, index, cuts) => {
    const data = bytesToBase64(file.slice(from, cuts[index + 1]));
    socket?.say({ type: 'audio_output', id: 'a', index, data });
  });
  socket?.say(audioOutput('b', 0, sine(440, 4_000, 0.5), 4_000));
  socket?.say({ type: 'assistant_end' });
  await vi.waitFor(
    () => expect(events.filter(({ type }) => type === 'playback-ended')).toHaveLength(2),
    5_000,
  );
  const heard = events.flatMap((event) =>
    event.type === 'playback-ended' ? [Math.round(event.heard.duration / 10)] : [],
  );
  expect(heard).toEqual([60, 50]);
  expect(events.filter(({ type }) => type === 'error')).toEqual([]);
});

test('level and spectrum of both sides are there to be read, and silent without a conversation', async () => {
  const bands = new Float32Array(24).fill(1);
  client.readSpectrum('assistant', bands);
  expect([client.readLevel('user'), Math.max(...bands)]).toEqual([0, 0]);
  await client.connect();
  sockets[0]?.say(audioOutput('a', 0, sine(1000, 24_000, 2), 24_000));
  await vi.waitFor(() => expect(client.readLevel('assistant')).toBeGreaterThan(0.3));
  await vi.waitFor(() => {
    client.readSpectrum('assistant', bands);
    expect(bands.indexOf(Math.max(...bands))).toBe(8);
  });
  // The fake microphone beeps once a second.
  await vi.waitFor(() => expect(client.readLevel('user')).toBeGreaterThan(0.01), 3_000);
  client.setMuted(true);
  expect(client.readLevel('user')).toBe(0);
});

test('the speaker can be silenced and brought back, also before the conversation', async () => {
  client.setSpeakerMuted(true);
  expect(client.state.speakerMuted).toBe(true);
  await client.connect();
  sockets[0]?.say(audioOutput('a', 0, sine(1000, 24_000, 5), 24_000));
  await vi.waitFor(() => expect(events.some(({ type }) => type === 'playback-started')).toBe(true));
  expect(client.readLevel('assistant')).toBe(0);
  client.setSpeakerMuted(false);
  await vi.waitFor(() => expect(client.readLevel('assistant')).toBeGreaterThan(0.3));
  client.setVolume(0.5);
  await vi.waitFor(() => expect(client.readLevel('assistant')).toBeLessThan(0.2));
  client.setSpeakerMuted(true);
  await vi.waitFor(() => expect(client.readLevel('assistant')).toBe(0));
});

test('a conversation measures itself', async () => {
  expect(await client.readMetrics()).toBeNull();
  await client.connect();
  const [socket] = sockets;
  socket?.say(audioOutput('a', 0, sine(440, 24_000, 0.2), 24_000));
  socket?.say({ type: 'assistant_end' });
  await vi.waitFor(() => expect(events.some(({ type }) => type === 'turn-metrics')).toBe(true));
  const metrics = await client.readMetrics();
  expect(metrics?.turn?.playbackDelay).toBeGreaterThanOrEqual(0);
  expect(metrics?.uplink.sent).toBeGreaterThan(0);
  // Not how often it ran dry: a busy machine's audio thread leaves blocks out, and each such hole is one.
  expect(metrics?.playback).toMatchObject({ dropped: 0, skipped: 0, target: 20 });
  expect(metrics?.platform?.averageLatency).toBeGreaterThanOrEqual(0);
});

test('a message that runs dry is counted, with the silence it made and the cushion from then on', async () => {
  await client.connect();
  const [socket] = sockets;
  const [context] = contexts;
  socket?.say(audioOutput('a', 0, sine(440, 24_000, 0.1), 24_000));
  await vi.waitFor(() => expect(events.some(({ type }) => type === 'playback-started')).toBe(true));
  const dry = (context?.currentTime ?? 0) + 0.6;
  await vi.waitFor(() => expect(context?.currentTime).toBeGreaterThan(dry), 3_000);
  socket?.say(audioOutput('a', 1, sine(440, 24_000, 0.5), 24_000));
  socket?.say({ type: 'assistant_end' });
  await vi.waitFor(
    () => expect(events.some(({ type }) => type === 'turn-metrics')).toBe(true),
    3_000,
  );
  const metrics = await client.readMetrics();
  expect(metrics?.turn?.underruns).toBe(1);
  expect(metrics?.playback.underruns).toBe(1);
  expect(metrics?.playback.stretchDuration).toBeGreaterThan(200);
  expect(metrics?.playback.underrunDuration).toBeGreaterThan(100);
  expect(metrics?.playback.target).toBeGreaterThan(200);
});

test('commands that need a line throw without one and name the fix', () => {
  expect(() => client.sendText('hello?')).toThrow(VoiceError);
  expect(() => client.sendText('hello?')).toThrow(/await connect/);
  expect(() => client.setVolume(2)).toThrow(/0 to 1/);
  expect(() => new VoiceClient({ chunkDuration: 5 })).toThrow(/20 to 100/);
});

test('a conversation without a microphone asks for none', async () => {
  client.setOptions({ thread: 'main', microphone: false });
  await client.connect();
  expect(client.state.microphone).toBe('off');
  expect(tracks).toEqual([]);
});

test.each([
  [
    'refused at once',
    class {
      constructor() {
        throw new DOMException('no Workers here', 'SecurityError');
      }
    },
    /no Workers here/,
  ],
  [
    'refused later',
    class extends EventTarget {
      onerror: ((event: { message: string }) => void) | null = null;
      constructor() {
        super();
        setTimeout(() => this.onerror?.({ message: 'refused by the policy' }));
      }
      postMessage(): void {}
      terminate(): void {}
    },
    /refused by the policy/,
  ],
  ['deaf', StandInWorker, /did not answer the Worker within 500 ms/],
])(
  'where a Worker is %s the voice runs on the main thread, and says why',
  async (_, Broken, why) => {
    vi.stubGlobal('Worker', Broken);
    client.setOptions({ thread: 'worker' });
    await client.connect();
    expect(client.state.connection.status).toBe('connected');
    const warnings = events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(why);
    await vi.waitFor(() => expect(sockets[0]?.messages.length).toBeGreaterThan(3), 20_000);
  },
  30_000,
);

test('a sound device that starts slowly is waited for, since no audio thread answers before it in Firefox', async () => {
  const state = vi.spyOn(BaseAudioContext.prototype, 'state', 'get').mockReturnValue('suspended');
  const start = (): void => {
    state.mockRestore();
    contexts[0]?.dispatchEvent(new Event('statechange'));
  };
  vi.stubGlobal(
    'Worker',
    class extends StandInWorker {
      override postMessage({ type }: { type: string }): void {
        const ids = { chatId: 'chat', chatGroupId: 'group' };
        if (type === 'playback') setTimeout(start, 700);
        if (type === 'playback') this.say([{ type: 'ready' }], 900);
        if (type === 'open') this.say([{ type: 'connected', ...ids, at: 0 }]);
      }
    },
  );
  client.setOptions({ thread: 'worker' });
  await client.connect();
  expect(events.filter(({ type }) => type === 'warning')).toEqual([]);
  // The Worker has the conversation, and not the page.
  expect(sockets).toEqual([]);
});

test('a sound device that does not start at all is not waited for longer than 3 s', async () => {
  const state = vi.spyOn(BaseAudioContext.prototype, 'state', 'get').mockReturnValue('suspended');
  vi.stubGlobal(
    'Worker',
    class extends EventTarget {
      postMessage(): void {}
      terminate(): void {}
    },
  );
  client.setOptions({ thread: 'worker' });
  const begun = performance.now();
  await client.connect();
  expect(performance.now() - begun).toBeLessThan(5_000);
  expect(events.flatMap((event) => (event.type === 'warning' ? [event.message] : []))).toEqual([
    expect.stringMatching(/the Worker did not start within 3000 ms/),
  ]);
  state.mockRestore();
});

/** A tone of that many ms as the browser's own recorder writes it. */
async function recordOpus(duration: number): Promise<Uint8Array> {
  const live = new AudioContext();
  const tone = new OscillatorNode(live);
  const destination = new MediaStreamAudioDestinationNode(live);
  tone.connect(destination);
  tone.start();
  const recorder = new MediaRecorder(destination.stream, { mimeType: 'audio/webm;codecs=opus' });
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const stopped = new Promise((resolve) => (recorder.onstop = resolve));
  recorder.start();
  const start = live.currentTime;
  await vi.waitFor(() => expect(live.currentTime - start).toBeGreaterThan(duration / 1000), 3_000);
  recorder.stop();
  await stopped;
  await live.close();
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
