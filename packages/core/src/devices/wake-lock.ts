import type { Undo } from '../base/emitter.ts';
import { listen } from '../base/listen.ts';

/** Keeps the screen on while the page is visible, if the browser can. Hiding the page releases the lock: it is requested again. */
export function keepScreenOn(): Undo {
  const { wakeLock } = navigator as Partial<Navigator>;
  let lock: WakeLockSentinel | null = null;
  let over = false;
  const ask = async (): Promise<void> => {
    if (document.visibilityState !== 'visible' || !wakeLock) return;
    try {
      const next = await wakeLock.request('screen');
      // Also if `undo` runs while the previous lock is being released.
      const before = over ? next : lock;
      if (!over) lock = next;
      await before?.release();
    } catch {
      // Refused, as with a low battery.
    }
  };
  const undo = listen(() => void ask(), [document, 'visibilitychange']);
  void ask();
  return () => {
    over = true;
    undo();
    lock?.release().catch(() => undefined);
  };
}
