import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MicrophoneFeed } from './microphone-feed.ts';
import type { MicrophoneOptions } from './microphone-feed.ts';
import { Mute } from './mute.ts';
import type { SoundEvent } from './sound-event.ts';

/** As much of a track as a feed looks at. */
class Track extends EventTarget {
  muted = false;
  readyState = 'live';
  readonly label: string;
  readonly settings: MediaTrackSettings;

  constructor([deviceId, label, groupId]: Listed) {
    super();
    this.label = label;
    this.settings = { deviceId, groupId };
  }

  getSettings(): MediaTrackSettings {
    return this.settings;
  }

  stop(): void {
    this.readyState = 'ended';
  }

  /** The system, or a switch on the device. */
  mute(muted: boolean): void {
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? 'mute' : 'unmute'));
  }

  unplug(): void {
    this.stop();
    this.dispatchEvent(new Event('ended'));
  }
}

type Listed = readonly [deviceId: string, label: string, groupId: string];

/** A question to the browser that waits for its answer. */
interface Question {
  readonly wanted: string | undefined;
  give(device: Listed, muted?: boolean): Promise<void>;
  refuse(name?: string): Promise<void>;
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

const a: Listed = ['a', 'Mic', 'g1'];
const b: Listed = ['b', 'USB Mic', 'g2'];
const c: Listed = ['c', 'Desk', 'g3'];
/** Chromium's name for what the system prefers; a track of it has the same. */
const prefer = ([, label, group]: Listed): Listed => ['default', `Default - ${label}`, group];

let questions: Question[];
let tracks: Track[];
let told: SoundEvent[];
let devices: [id: string | null, label: string | null][];
let plugged: number;
let mute: Mute;

beforeEach(() => {
  [questions, tracks, told, devices, plugged] = [[], [], [], [], 0];
  const getUserMedia = ({ audio }: { audio: { deviceId?: { exact: string } } }): Promise<object> =>
    new Promise((resolve, reject) => {
      questions.push({
        wanted: audio.deviceId?.exact,
        give: (device, muted = false) => {
          const track = new Track(device);
          track.muted = muted;
          tracks.push(track);
          resolve({ getTracks: () => [track], getAudioTracks: () => [track] });
          return settle();
        },
        refuse: (name = 'NotReadableError') => {
          reject(new DOMException('', name));
          return settle();
        },
      });
    });
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } });
});

afterEach(() => vi.unstubAllGlobals());

type FeedOptions = Partial<MicrophoneOptions & { muted: boolean; pushToTalk: boolean }>;

function setMuted(feed: MicrophoneFeed, muted: boolean): void {
  mute.muted = muted;
  feed.applyMute();
}

function makeFeed({
  muted = false,
  pushToTalk = false,
  ...options
}: FeedOptions = {}): MicrophoneFeed {
  mute = new Mute({ muted, pushToTalk });
  const feed = new MicrophoneFeed(
    { microphone: true, microphoneId: null, muteMode: 'soft', ...options },
    mute,
    {
      emit: (event) => told.push(event),
      onMicrophone: (id, label) => devices.push([id, label]),
      rebuild: () => Promise.resolve(),
    },
  );
  const source = { connect: () => (plugged += 1), disconnect: () => (plugged -= 1) };
  const context = { createMediaStreamSource: () => source };
  feed.connect(context as unknown as AudioContext, [{} as AudioNode]);
  return feed;
}

/** A feed that listens to this device. */
async function listening(device: Listed, options?: FeedOptions): Promise<MicrophoneFeed> {
  const feed = makeFeed(options);
  const opened = feed.start();
  await questions[0]?.give(device);
  await opened;
  return feed;
}

const infos = (...list: Listed[]): MediaDeviceInfo[] =>
  list.map(
    ([deviceId, label, groupId]) =>
      ({ kind: 'audioinput', deviceId, label, groupId }) as MediaDeviceInfo,
  );
const state = (): string | undefined =>
  told.flatMap((event) => (event.type === 'microphone' ? [event.microphone] : [])).at(-1);
const lost = (): unknown[] =>
  told.flatMap((event) => (event.type === 'device-lost' ? [[event.label, event.fallback]] : []));
const live = (): (string | undefined)[] =>
  tracks.filter(({ readyState }) => readyState === 'live').map(({ label }) => label);
const outcome = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'done',
    ({ reason }: { reason: string }) => reason,
  );

afterEach(() => {
  // What is open is what is heard.
  expect(plugged).toBe(live().length);
});

test('anything that is plugged in and out, however fast, leaves the default where it is', async () => {
  const feed = await listening(prefer(a));
  for (const list of [
    infos(prefer(a), a),
    infos(prefer(a), a, b),
    infos(prefer(a), a, b, c),
    infos(prefer(a), a),
  ])
    feed.check(list);
  await settle();
  expect([questions.length, lost(), live()]).toEqual([1, [], ['Default - Mic']]);
  // Its own name, and not what the browser says before it.
  expect(devices).toEqual([[null, 'Mic']]);
});

test('the default is followed by its own name, without a gap, and stays selected as the default', async () => {
  const feed = await listening(prefer(a));
  feed.check(infos(prefer(a), a, b));
  feed.check(infos(prefer(b), a, b));
  expect(questions[1]?.wanted).toBe('b');
  expect([live(), state()]).toEqual([['Default - Mic'], 'live']);
  await questions[1]?.give(b);
  expect([live(), devices.at(-1), lost()]).toEqual([['USB Mic'], [null, 'USB Mic'], []]);
  feed.check(infos(prefer(b), a, b, c));
  expect(questions).toHaveLength(2);
  feed.check(infos(prefer(a), a, b, c));
  await questions[2]?.give(a);
  expect(devices.at(-1)).toEqual([null, 'Mic']);
});

test('a default that changes back while it is followed is the one in the end', async () => {
  const feed = await listening(prefer(a));
  feed.check(infos(prefer(a), a, b));
  feed.check(infos(prefer(b), a, b));
  feed.check(infos(prefer(a), a, b));
  await questions[1]?.give(b);
  await questions[2]?.give(a);
  expect([questions.map(({ wanted }) => wanted), live()]).toEqual([[undefined, 'b', 'a'], ['Mic']]);
});

test('a default that can not be followed is a warning, and the one that was open stays', async () => {
  const feed = await listening(prefer(a));
  feed.check(infos(prefer(a), a, b));
  feed.check(infos(prefer(b), a, b));
  await questions[1]?.refuse();
  expect([live(), state(), lost()]).toEqual([['Default - Mic'], 'live', []]);
  expect(told.at(-1)).toMatchObject({ type: 'warning', message: /prefers another/ });
});

test('a default that is unplugged gives way to the next one, and both are named', async () => {
  const feed = await listening(prefer(b));
  feed.check(infos(prefer(b), a, b));
  feed.check(infos(prefer(a), a));
  expect(questions[1]?.wanted).toBe('a');
  await questions[1]?.give(a);
  expect([lost(), devices.at(-1)]).toEqual([[['USB Mic', 'Mic']], [null, 'Mic']]);
});

test.each([
  ['its track', (feed: MicrophoneFeed) => [tracks[0]?.unplug(), feed.check(infos(prefer(a), a))]],
  ['the list', (feed: MicrophoneFeed) => [feed.check(infos(prefer(a), a)), tracks[0]?.unplug()]],
])('a chosen one that is unplugged is told once, when %s says so first', async (_, unplug) => {
  const feed = await listening(b, { microphoneId: 'b' });
  feed.check(infos(prefer(a), a, b));
  unplug(feed);
  await questions[1]?.give(prefer(a));
  expect([questions.length, lost()]).toEqual([2, [['USB Mic', 'Mic']]]);
  // It is back, and nobody asked for it.
  feed.check(infos(prefer(a), a, b));
  expect([questions.length, live()]).toEqual([2, ['Default - Mic']]);
});

test('a chosen one stays whatever the system prefers', async () => {
  const feed = await listening(b, { microphoneId: 'b' });
  feed.check(infos(prefer(b), a, b));
  feed.check(infos(prefer(a), a, b));
  expect([questions.length, lost()]).toEqual([1, []]);
});

test('a microphone that the system keeps silent says so, from its first moment until it is heard', async () => {
  const feed = makeFeed();
  void feed.start();
  await questions[0]?.give(a, true);
  expect(state()).toBe('silent');
  tracks[0]?.mute(false);
  expect(state()).toBe('live');
  tracks[0]?.mute(true);
  expect(state()).toBe('silent');
  // Another one is heard, and the one before has nothing to say any more.
  void feed.open('b');
  await questions[1]?.give(b);
  tracks[0]?.mute(true);
  expect(state()).toBe('live');
});

test('one that falls silent because another is being opened, as in Safari, is not told of unless that fails', async () => {
  const feed = await listening(a);
  const opened = outcome(feed.open('b'));
  tracks[0]?.mute(true);
  expect(state()).toBe('live');
  await questions[1]?.refuse();
  expect([await opened, state()]).toEqual(['microphone-busy', 'silent']);
});

test('a choice on the way up is the one that is opened, and the one before is not waited for', async () => {
  const feed = makeFeed({ microphoneId: 'a' });
  const started = outcome(feed.start());
  const chosen = outcome(feed.open('b'));
  await questions[1]?.give(b);
  expect([await started, await chosen]).toEqual(['done', 'done']);
  await questions[0]?.give(a);
  expect([live(), devices.at(-1)]).toEqual([['USB Mic'], ['b', 'USB Mic']]);
});

test('a choice before the way up came so far is asked for once', async () => {
  const feed = makeFeed({ microphoneId: 'a' });
  const chosen = outcome(feed.open('b'));
  const started = outcome(feed.start());
  await questions[0]?.give(b);
  expect([await started, await chosen, questions.length]).toEqual(['done', 'done', 1]);
  expect(devices.at(-1)).toEqual(['b', 'USB Mic']);
});

test.each([
  ['before', true],
  ['on the way', false],
])(
  'a choice %s that can not be had is refused, and what was chosen before is opened',
  async (_, early) => {
    const feed = makeFeed({ microphoneId: 'a' });
    const first = early ? null : outcome(feed.start());
    const chosen = outcome(feed.open('b'));
    const started = first ?? outcome(feed.start());
    await questions.find(({ wanted }) => wanted === 'b')?.refuse();
    await questions.at(-1)?.give(a);
    expect([await chosen, await started]).toEqual(['microphone-busy', 'done']);
    expect([live(), devices.at(-1)]).toEqual([['Mic'], ['a', 'Mic']]);
  },
);

test('of three choices the last one has the word, and all settle with it', async () => {
  const feed = await listening(a);
  const settled = ['b', 'c', 'b'].map((id) => outcome(feed.open(id)));
  await questions[2]?.give(c);
  await questions[3]?.refuse();
  await questions[1]?.give(b);
  expect(await Promise.all(settled)).toEqual(Array(3).fill('microphone-busy'));
  expect([live(), state()]).toEqual([['Mic'], 'live']);
});

test('one that is unplugged while another is being opened gives way to that', async () => {
  const feed = await listening(a);
  const chosen = outcome(feed.open('b'));
  tracks[0]?.unplug();
  await settle();
  expect(state()).toBe('asking');
  await questions[1]?.give(b);
  expect([await chosen, questions.length, lost()]).toEqual(['done', 2, [['Mic', 'USB Mic']]]);
  expect([live(), state(), devices.at(-1)]).toEqual([['USB Mic'], 'live', ['b', 'USB Mic']]);
});

test('one that is unplugged while another can not be opened gives way to the default', async () => {
  const feed = await listening(a, { microphoneId: 'a' });
  const chosen = outcome(feed.open('b'));
  tracks[0]?.unplug();
  await questions[1]?.refuse();
  await questions[2]?.give(c);
  expect([await chosen, lost(), live()]).toEqual(['microphone-busy', [['Mic', 'Desk']], ['Desk']]);
});

test('with release a choice outlives the mute that comes before it is open', async () => {
  const feed = await listening(a, { muteMode: 'release' });
  const chosen = outcome(feed.open('b'));
  setMuted(feed, true);
  await questions[1]?.give(b);
  expect([await chosen, live(), devices.at(-1)]).toEqual(['done', [], ['b', null]]);
  setMuted(feed, false);
  expect(questions[2]?.wanted).toBe('b');
  await questions[2]?.give(b);
  expect([live(), state()]).toEqual([['USB Mic'], 'live']);
});

test('with release a mute on the way up asks for nothing, and an unmute before it asks once', async () => {
  const feed = makeFeed({ muteMode: 'release', muted: true });
  setMuted(feed, false);
  setMuted(feed, true);
  setMuted(feed, false);
  expect(questions).toEqual([]);
  void feed.start();
  await questions[0]?.give(a);
  expect([questions.length, state()]).toEqual([1, 'live']);
});

test('a choice with the key up is muted, and heard while the key is held', async () => {
  const feed = await listening(a, { pushToTalk: true });
  const chosen = feed.open('b');
  mute.talking = true;
  await questions[1]?.give(b);
  await chosen;
  expect(feed.live).toBe(true);
  mute.talking = false;
  expect(feed.live).toBe(false);
});

test.each([
  ['a choice', (feed: MicrophoneFeed) => void outcome(feed.open('b'))],
  ['the default in place of one that is gone', () => tracks[0]?.unplug()],
])('%s that comes after the end is let go of', async (_, ask) => {
  const feed = await listening(a);
  ask(feed);
  await settle();
  feed.close();
  await questions[1]?.give(b);
  expect([live(), questions.length]).toEqual([[], 2]);
});

test.each([
  ['NotAllowedError', 'denied'],
  ['NotFoundError', 'lost'],
])('a first microphone that is refused by %s is %s', async (name, after) => {
  const started = outcome(makeFeed().start());
  await questions[0]?.refuse(name);
  expect([await started, state()]).toEqual([expect.stringContaining('microphone-'), after]);
});
