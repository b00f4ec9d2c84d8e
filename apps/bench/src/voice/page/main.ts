import { WallClock } from '../wall-clock.ts';
import type { Client, Prepare } from './clients/client.ts';
import { decodedOnsets } from './decoded-onsets.ts';
import { heard } from './heard.ts';
import { playStep } from './play-step.ts';
import { blockMainThread } from './instrument/blocker.ts';
import { firstSound, watchFirstSound } from './instrument/first-sound.ts';
import { countMessages, messageCount } from './instrument/message-counter.ts';
import { microphoneReport, watchMicrophone } from './instrument/microphone.ts';
import { delayMicrophone, recordSound, source, speaker } from './instrument/speaker.ts';

/** The clients by name. Each is loaded alone, so that a page holds nothing of the others. */
const clients = {
  none: () => import('./clients/none.ts'),
  bare: () => import('./clients/bare.ts'),
  vivavoce: () => import('./clients/vivavoce.ts'),
  prepared: () => import('./clients/prepared.ts'),
  before: () => import('./clients/before.ts'),
  unstretched: () => other('unstretched'),
  'cushion-100': () => other('cushion-100'),
  'cushion-200': () => other('cushion-200'),
  'voice-react': () => import('./clients/voice-react-buffers.ts'),
  'voice-react-worklet': () => import('./clients/voice-react-worklet.ts'),
} satisfies Record<string, () => Promise<{ client: Client; prepare?: Prepare }>>;

/** A client's name. */
export type ClientName = keyof typeof clients;

async function other(name: string): Promise<{ client: Client }> {
  const { withPlayback } = await import('./clients/other-playback.ts');
  return { client: withPlayback(name) };
}

let disconnect: () => Promise<void> = () => Promise.resolve();
let click: () => Promise<number> = () => Promise.resolve(NaN);
let kept = new Float64Array(0);

/** What the runner calls. */
const bench = {
  /** Connects; when it is up, what it plays is being recorded. */
  async connect(name: ClientName, url: string): Promise<void> {
    const { client } = await clients[name]();
    disconnect = await client(url);
    await speaker.ready;
    await source.ready;
  },
  /** Loads a client, up to the moment before the click. */
  async load(name: ClientName, url: string): Promise<void> {
    const { client, prepare }: { client: Client; prepare?: Prepare } = await clients[name]();
    await prepare?.(url);
    click = async () => {
      const at = clock.now();
      disconnect = await client(url);
      return at;
    };
  },
  /** Connects. @returns when that began, in ms since the epoch */
  click: () => click(),
  firstSound,
  disconnect: () => disconnect(),
  saveSpeaker: () => speaker.save('/speaker'),
  saveSource: () => source.save('/source'),
  forget: () => {
    speaker.forget();
    source.forget();
  },
  microphoneReport,
  heard: () => heard,
  decodedOnsets,
  messageCount,
  blockMainThread,
  playStep,
  delayMicrophone,
  /** Holds on to so many MB on the heap. */
  hoard: (megabytes: number) => {
    kept = new Float64Array(megabytes * 131_072);
    return kept.length;
  },
};

export type Bench = typeof bench;

declare global {
  interface Window {
    bench: Bench;
  }
}

const clock = new WallClock();

// Where it is measured how soon a client is up, nothing else may hold it up.
if (location.hash === '#connecting') watchFirstSound();
else {
  countMessages();
  recordSound(location.hash === '#delayable');
  watchMicrophone();
}
window.bench = bench;
