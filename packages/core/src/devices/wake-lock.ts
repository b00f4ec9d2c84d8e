import type { Undo } from '../base/emitter.ts';
import { listen } from '../base/listen.ts';

/**
 * Keeps the screen on while the page is looked at, where the browser can do that and allows it. The browser lets go of it
 * whenever the page is hidden, so it is asked again when the page is back.
 */
export function keepScreenOn(): Undo {
  const { wakeLock } = navigator as Partial<Navigator>;
  let lock: WakeLockSentinel | null = null;
  let over = false;
  const ask = async (): Promise<void> => {
    if (document.visibilityState !== 'visible' || !wakeLock) return;
    try {
      const next = await wakeLock.request('screen');
      // The latest is kept, also where this is over while the one before is let go of.
      const before = over ? next : lock;
      if (!over) lock = next;
      await before?.release();
    } catch {
      // A battery that is low, or a policy, says no: the screen is the person's own.
    }
  };
  const seen = (): void => void ask();
  const undo = listen(seen, [document, 'visibilitychange']);
  seen();
  return () => {
    over = true;
    undo();
    lock?.release().catch(() => undefined);
  };
}
