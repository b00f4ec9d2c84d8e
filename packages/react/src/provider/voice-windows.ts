import type { Undo } from '@vivavoce/core';

/** The windows besides the page's own in which something of a conversation stands: pop-ups that a portal leads into. */
export interface VoiceWindows {
  /** Counts one more thing that stands in that window, until undone. */
  readonly enter: (window: Window | null | undefined) => Undo;
  /** The same array until there are others. */
  readonly others: () => readonly Window[];
  readonly subscribe: (listener: () => void) => Undo;
}

/** What the browser takes for a gesture, however a screen is touched. */
const gestures = ['pointerup', 'keydown'];

/** @param onGesture told of each gesture in one of them: the page doesn't hear of it */
export function createVoiceWindows(onGesture: () => void): VoiceWindows {
  const counts = new Map<Window, number>();
  const listeners = new Set<() => void>();
  let others: readonly Window[] = [];

  function count(view: Window, more: number): void {
    const before = counts.get(view) ?? 0;
    const now = before + more;
    counts.set(view, now);
    if (now === 0) counts.delete(view);
    if (now > 0 && before > 0) return;
    for (const type of gestures) {
      if (now > 0) view.addEventListener(type, onGesture, true);
      else view.removeEventListener(type, onGesture, true);
    }
    others = [...counts.keys()];
    for (const listener of [...listeners]) listener();
  }

  return {
    enter: (view) => {
      if (!view || view === window) return () => undefined;
      count(view, 1);
      return () => count(view, -1);
    },
    others: () => others,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
