import type { Undo } from '../base/emitter.ts';

/** Calls `task` when the machine is online again and when the page is looked at again. */
export function listenForReturn(task: () => void): Undo {
  const seen = (): void => {
    if (document.visibilityState === 'visible') task();
  };
  addEventListener('online', task);
  document.addEventListener('visibilitychange', seen);
  return () => {
    removeEventListener('online', task);
    document.removeEventListener('visibilitychange', seen);
  };
}

/** Calls `task` when the page is left, also for the back-forward cache, and when the browser freezes it. */
export function listenForLeave(task: () => void): Undo {
  addEventListener('pagehide', task);
  document.addEventListener('freeze', task);
  return () => {
    removeEventListener('pagehide', task);
    document.removeEventListener('freeze', task);
  };
}
