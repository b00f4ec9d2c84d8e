import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { scriptUrl } from '../../src/base/script-url.ts';
import { VoiceClient } from '../../src/index.ts';
import type { VoiceEvent, VoiceService } from '../../src/index.ts';
import workerSource from '../../src/session/host/voice-worker.ts?inline-source';
import captureSource from '../../src/worklets/capture-processor.ts?inline-source';
import playbackSource from '../../src/worklets/playback-processor.ts?inline-source';

/** A line for the Worker's own scope. A text that is typed over it is run there as script. */
const line = `
  self.WebSocket = class {
    readyState = 0;
    bufferedAmount = 0;
    constructor() {
      new BroadcastChannel('lines').postMessage('dialled');
      setTimeout(() => {
        this.readyState = 1;
        this.onopen?.({});
        this.say({ type: 'chat_metadata', chat_id: 'chat', chat_group_id: 'group' });
      });
    }
    say(message) {
      this.onmessage?.({ data: JSON.stringify(message) });
    }
    send(data) {
      const { type, text } = JSON.parse(data);
      if (type === 'user_input') setTimeout(() => (0, eval)(text));
    }
    close() {
      this.readyState = 3;
    }
  };
`;

let workers: Worker[];
let tracks: MediaStreamTrack[];
let contexts: AudioContext[];
let events: VoiceEvent[];
let client: VoiceClient;

beforeEach(() => {
  [workers, tracks, contexts, events] = [[], [], [], []];
  const [RealWorker, RealContext] = [Worker, AudioContext];
  vi.stubGlobal(
    'Worker',
    class extends RealWorker {
      constructor(url: string, options?: WorkerOptions) {
        super(url, options);
        workers.push(this);
      }
    },
  );
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
  client = new VoiceClient();
  client.subscribe((batch) => events.push(...batch));
});

afterEach(async () => {
  await client.disconnect();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/**
 * Scripts for one Worker, since a `blob:` address is let go of once it was loaded.
 *
 * @param first runs in the Worker before anything else
 */
function useScripts(first = ''): void {
  client.setOptions({
    assets: {
      voiceWorker: scriptUrl(first + line + workerSource),
      captureProcessor: scriptUrl(captureSource),
      playbackProcessor: scriptUrl(playbackSource),
    },
  });
}

async function connect(first?: string): Promise<void> {
  useScripts(first);
  await client.connect();
}

const warnings = (): VoiceEvent[] => events.filter(({ type }) => type === 'warning');

test('a Worker that hangs is ended when the call is over', async () => {
  await connect();
  const name = (await navigator.locks.query()).held?.find((lock) =>
    lock.name?.startsWith('vivavoce'),
  )?.name;
  expect(name).toBeDefined();
  client.sendText('for (;;);');
  const answered = (): Promise<unknown> =>
    Promise.race([
      client.readMetrics(),
      new Promise((resolve) => setTimeout(resolve, 300, 'hangs')),
    ]);
  await vi.waitFor(async () => expect(await answered()).toBe('hangs'), 5000);
  await client.disconnect();
  expect(client.state.connection.status).toBe('closed');
  const held = async (): Promise<unknown> =>
    (await navigator.locks.query()).held?.map((lock) => lock.name);
  await vi.waitFor(async () => expect(await held()).not.toContain(name), 8000);
}, 20_000);

test('a Worker that starts slowly keeps the call: its time begins when it runs', async () => {
  await connect('const end = performance.now() + 1200; while (performance.now() < end);');
  expect([warnings(), workers.length]).toEqual([[], 1]);
  expect(client.state.connection.status).toBe('connected');
});

test('a Worker is made in the click itself, where its script is there', async () => {
  await client.prepare();
  await client.disconnect();
  workers = [];
  client.connect().catch(() => undefined);
  expect(workers).toHaveLength(1);
});

/** Nobody gets the next Worker's lock before that is called. */
async function keepLock(): Promise<() => void> {
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  let release = (): void => undefined;
  await new Promise<void>((taken) => {
    void navigator.locks.request('vivavoce 0.5', () => {
      taken();
      return new Promise<void>((resolve) => (release = resolve));
    });
  });
  return release;
}

test('nobody waits for the lock of a Worker before a line is dialled', async () => {
  const release = await keepLock();
  const lines = new BroadcastChannel('lines');
  const dialled = new Promise((settle) => (lines.onmessage = settle));
  const connected = connect();
  await dialled;
  expect(client.state.connection.status).toBe('connecting');
  release();
  await connected;
  expect([warnings(), workers.length]).toEqual([[], 1]);
});

test('a Worker that never gets its lock would never be missed: it is left for the main thread', async () => {
  const release = await keepLock();
  client.setOptions({ url: 'ws://127.0.0.1:9', reconnect: false });
  await expect(connect()).rejects.toThrow();
  expect(warnings()).toMatchObject([{ message: expect.stringMatching(/within \d+ ms/) as string }]);
  release();
}, 20_000);

test.each<[string, string | (() => void), RegExp]>([
  ['throws', 'throw new Error("out of order")', /out of order/],
  ['rejects a promise', 'Promise.reject(new Error("out of luck"))', /out of luck/],
  ['can not read a command', 'dispatchEvent(new MessageEvent("messageerror"))', /can not be read/],
  ['ends itself', 'close()', /gone/],
  ['is ended from outside', () => workers[0]?.terminate(), /gone/],
  [
    'says what can not be read',
    () => workers[0]?.dispatchEvent(new MessageEvent('messageerror')),
    /can not be read/,
  ],
])(
  'a Worker that %s in mid-call fails the call with a reason, and the next has another Worker',
  async (_, harm, why) => {
    await connect();
    if (typeof harm === 'string') client.sendText(harm);
    else harm();
    await vi.waitFor(() => expect(client.state.connection.status).toBe('failed'), 5000);
    expect(client.state).toMatchObject({
      connection: {
        error: {
          reason: 'connection-lost',
          hint: 'connect-again',
          message: expect.stringMatching(why) as unknown,
        },
      },
      assistant: 'idle',
      microphone: 'off',
    });
    expect(events.filter(({ type }) => type === 'error')).toHaveLength(1);
    expect(tracks.filter(({ readyState }) => readyState === 'live')).toEqual([]);
    expect(contexts.filter(({ state }) => state !== 'closed')).toEqual([]);
    await connect();
    expect([client.state.connection.status, workers.length]).toEqual(['connected', 2]);
    await client.disconnect();
    expect(client.state.connection).toEqual({ status: 'closed', reason: 'user' });
  },
);

test('a Worker that ends as soon as the call is up is missed, however late it got its lock', async () => {
  await connect(`
    const request = LockManager.prototype.request;
    LockManager.prototype.request = function (...given) {
      return new Promise((settle) => setTimeout(settle, 300)).then(() => request.apply(this, given));
    };
  `);
  client.sendText('close()');
  await vi.waitFor(() => expect(client.state.connection.status).toBe('failed'), 5000);
});

test('a Worker that is gone before the conversation is up rejects the connect', async () => {
  client.setOptions({ credentials: () => new Promise(() => undefined) });
  const connecting = client.connect();
  connecting.catch(() => undefined);
  // The session is up: it can say what it has measured.
  await vi.waitFor(async () => expect(await client.readMetrics()).not.toBeNull());
  workers[0]?.terminate();
  await expect(connecting).rejects.toMatchObject({ reason: 'connection-lost' });
});

/** Names of the Workers that live. */
const living = async (): Promise<number> =>
  ((await navigator.locks.query()).held ?? []).filter(({ name }) => name?.startsWith('vivavoce'))
    .length;

test('a call that was prepared takes the Worker that waits for it, and nothing else was opened', async () => {
  useScripts();
  await Promise.all([client.prepare(), client.prepare()]);
  await client.prepare();
  await vi.waitFor(async () => expect(await living()).toBe(1));
  expect([workers.length, tracks, contexts, events]).toEqual([1, [], [], []]);
  await client.connect();
  // Nothing is prepared in the middle of a call.
  await client.prepare();
  expect([workers.length, client.state.connection.status]).toEqual([1, 'connected']);
  expect(warnings()).toEqual([]);
  await client.disconnect();
  await vi.waitFor(async () => expect(await living()).toBe(0));
  useScripts();
  await client.prepare();
  await client.connect();
  expect([workers.length, client.state.connection.status]).toEqual([2, 'connected']);
});

test.each<[string, () => unknown]>([
  ['disconnect', () => client.disconnect()],
  ['leaving the page', () => dispatchEvent(new PageTransitionEvent('pagehide'))],
  ['a page that is frozen', () => document.dispatchEvent(new Event('freeze'))],
])('%s ends a Worker that waits, and the next call has another', async (_, end) => {
  useScripts();
  await client.prepare();
  await vi.waitFor(async () => expect(await living()).toBe(1));
  await end();
  await vi.waitFor(async () => expect(await living()).toBe(0));
  expect(tracks).toEqual([]);
  await connect();
  expect([workers.length, client.state.connection.status]).toEqual([2, 'connected']);
});

test('a Worker that was prepared for other options is ended, and those of the call have their own', async () => {
  useScripts('"for others";');
  await client.prepare();
  await connect();
  expect([workers.length, client.state.connection.status]).toEqual([2, 'connected']);
  expect(warnings()).toEqual([]);
  await vi.waitFor(async () => expect(await living()).toBe(1));
});

test.each([
  ['no Worker can be made', 'undefined'],
  ['its script does not run', 'throw new Error("out of order");'],
])('where %s, preparing says nothing and connect() does', async (_, first) => {
  if (first === 'undefined') vi.stubGlobal('Worker', undefined);
  useScripts(first);
  await client.prepare();
  await new Promise((settle) => setTimeout(settle, 50));
  expect(events).toEqual([]);
  vi.stubGlobal('WebSocket', function () {
    throw new DOMException('nobody is called', 'SyntaxError');
  });
  await expect(client.connect()).rejects.toThrow();
  expect(warnings()).toHaveLength(1);
});

test('what fails to load ahead of the click is loaded again by connect()', async () => {
  const made = vi.fn((name: string) => {
    if (made.mock.calls.length === 1) return Promise.reject(new Error('offline'));
    return Promise.resolve(new Worker(scriptUrl(line + workerSource), { name }));
  });
  const service: VoiceService = {
    sampleRate: 16_000,
    address: () => ({ url: 'ws://127.0.0.1:1' }),
    worker: made,
    inline: () => expect.unreachable(),
  };
  client.setOptions({ service });
  await client.prepare();
  await client.connect();
  expect([made.mock.calls.length, warnings()]).toEqual([2, []]);
});

test('a hang-up while a service still loads its Worker ends that too', async () => {
  let give: (() => void) | undefined;
  const service: VoiceService = {
    sampleRate: 16_000,
    address: () => ({ url: 'ws://127.0.0.1:1' }),
    worker: async (name) => {
      await new Promise<void>((resolve) => (give = resolve));
      return new Worker(scriptUrl(line + workerSource), { name });
    },
    inline: () => expect.unreachable(),
  };
  client.setOptions({ service });
  const connecting = client.connect();
  connecting.catch(() => undefined);
  await vi.waitFor(() => expect(give).toBeDefined());
  await client.disconnect();
  await expect(connecting).rejects.toMatchObject({ reason: 'connection-closed' });
  give?.();
  await vi.waitFor(() => expect(workers).toHaveLength(1));
  await vi.waitFor(async () => expect(await living()).toBe(0));
});

test('times are those of the page, though its Worker counts from another moment', async () => {
  const before = Date.now();
  // As after a sleep, which this clock does not count.
  await connect(
    'const real = performance.now.bind(performance); performance.now = () => real() - 7200000;',
  );
  const { connection } = client.state;
  const since = connection.status === 'connected' ? connection.since : 0;
  expect(since).toBeGreaterThanOrEqual(before);
  expect(since).toBeLessThanOrEqual(Date.now());
  const message = events.find(({ type }) => type === 'message');
  expect(message).toMatchObject({ receivedAt: expect.closeTo(since, -3) as unknown });
});
