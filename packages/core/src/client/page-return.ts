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
