import { createRoot } from 'react-dom/client';
import type { App } from './apps/app.ts';
import { takeCommits } from './commits.tsx';
import { takeFrames, watchFrames } from './frames.ts';
import { brush, scroll, takeLongestTask, watchTasks } from './smoothness.ts';

/** The apps by name. Each is loaded alone, so that a page holds nothing of the others. */
const apps = {
  vivavoce: async () => (await import('./apps/vivavoce.tsx')).app,
  'voice-react': async () => (await import('./apps/voice-react.tsx')).app,
  timeline: async () => (await import('./apps/timeline.tsx')).app,
  none: async () => (await import('./apps/visualizer.tsx')).visualizer(),
  bars: async () => (await import('./apps/visualizer.tsx')).visualizer('bars'),
  wave: async () => (await import('./apps/visualizer.tsx')).visualizer('wave'),
  orb: async () => (await import('./apps/visualizer.tsx')).visualizer('orb'),
} satisfies Record<string, () => Promise<App>>;

/** An app's name. */
export type AppName = keyof typeof apps;

/** What the runner calls. */
const bench = {
  /** Shows that app; resolves when its conversation is up. */
  async show(name: AppName, url: string): Promise<void> {
    const App = await apps[name]();
    await new Promise<void>((settle) => {
      createRoot(document.getElementById('root') ?? document.body).render(
        <App url={url} onConnected={settle} />,
      );
    });
  },
  takeCommits,
  takeFrames,
  takeLongestTask,
  scroll,
  brush,
  /** Entries of the transcript that stand on the page. */
  entries: () => document.querySelectorAll('.vv-entry, .entry').length,
};

export type ReactBench = typeof bench;

declare global {
  interface Window {
    reactBench: ReactBench;
  }
}

watchFrames();
watchTasks();
window.reactBench = bench;
