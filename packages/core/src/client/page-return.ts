import type { Undo } from '../base/emitter.ts';
import { listen } from '../base/listen.ts';

/** Calls `task` when the machine is online again and when the page is looked at again. */
export function listenForReturn(task: () => void): Undo {
  const seen = (): void => {
    if (document.visibilityState === 'visible') task();
  };
  const undos = [
    listen(task, [globalThis, 'online']),
    listen(seen, [document, 'visibilitychange']),
  ];
  return () => {
    for (const undo of undos) undo();
  };
}

/** Calls `task` when the page is left, also for the back-forward cache, and when the browser freezes it. */
export function listenForLeave(task: () => void): Undo {
  return listen(task, [globalThis, 'pagehide'], [document, 'freeze']);
}
