import { createRoot } from 'react-dom/client';
import { takeCommits } from '../../react/page/commits.tsx';
import { blockMainThread } from '../../voice/page/instrument/blocker.ts';
import { firstSound, watchFirstSound } from '../../voice/page/instrument/first-sound.ts';
import { microphoneReport, watchMicrophone } from '../../voice/page/instrument/microphone.ts';
import { WallClock } from '../../voice/wall-clock.ts';
import type { App } from './apps/app.ts';
import { recordSpeaker, speaker } from './record-speaker.ts';

/** The apps by name. Each is loaded alone, so that a page holds nothing of the others. */
const apps = {
  openai: async () => (await import('./apps/kit-openai.tsx')).app,
  evi: async () => (await import('./apps/kit-evi.tsx')).app,
  'use-realtime': async () => (await import('./apps/use-realtime.tsx')).app,
} satisfies Record<string, () => Promise<App>>;

/** An app's name. */
export type AppName = keyof typeof apps;

const clock = new WallClock();
/** Where it is measured how soon an app is up, nothing else may hold it up. */
const connecting = location.hash === '#connecting';

/** What the runner calls. */
const bench = {
  /** Shows that app. */
  async show(name: AppName, url: string): Promise<void> {
    const App = await apps[name]();
    if (!connecting) recordSpeaker(name === 'use-realtime');
    const root = createRoot(document.getElementById('root') ?? document.body);
    await new Promise<void>((settle) => root.render(<App url={url} onShown={settle} />));
  },
  /** Clicks on connect. @returns when, in ms since the epoch */
  click(): number {
    clock.align();
    const at = clock.now();
    document.querySelector('button')?.click();
    return at;
  },
  status: () => document.querySelector('p')?.textContent ?? '',
  /** Resolves when what is played is being recorded. */
  recording: () => speaker.ready,
  saveSpeaker: () => speaker.save('/speaker'),
  firstSound,
  microphoneReport,
  blockMainThread,
  takeCommits,
};

export type RealtimeBench = typeof bench;

declare global {
  interface Window {
    realtimeBench: RealtimeBench;
  }
}

if (connecting) watchFirstSound();
else watchMicrophone();
window.realtimeBench = bench;
