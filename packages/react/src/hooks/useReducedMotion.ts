import { useMedia } from './useMedia.ts';

/** Whether the reader asked for less motion. On a server nobody has asked yet. */
export function useReducedMotion(): boolean {
  return useMedia('(prefers-reduced-motion: reduce)');
}
