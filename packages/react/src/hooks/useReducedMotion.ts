import { useSyncExternalStore } from 'react';

const query = '(prefers-reduced-motion: reduce)';

/** Whether the reader asked for less motion. On a server nobody has asked yet. */
export function useReducedMotion(): boolean {
  return useSyncExternalStore(subscribe, isReduced, () => false);
}

function subscribe(listener: () => void): () => void {
  const list = mediaList();
  list?.addEventListener('change', listener);
  return () => list?.removeEventListener('change', listener);
}

function isReduced(): boolean {
  return mediaList()?.matches ?? false;
}

/** jsdom has none. */
function mediaList(): MediaQueryList | undefined {
  return typeof matchMedia === 'function' ? matchMedia(query) : undefined;
}
