import { useEffect, useRef } from 'react';
import { useReducedMotion } from './useReducedMotion.ts';

/**
 * Calls `onFrame` in each animation frame, outside React, with the frame's time in ms. Not while `running` is false, the
 * page is hidden, or the reader asked for less motion: `onRest` is called when it comes to that.
 */
export function useFrames(
  onFrame: (now: number) => void,
  running: boolean,
  onRest: () => void,
): void {
  const still = useReducedMotion();
  const latest = useRef({ onFrame, onRest });
  useEffect(() => {
    latest.current = { onFrame, onRest };
  });
  useEffect(() => {
    if (!running || still) {
      let wanted = true;
      // Not within this effect: what an app's callback throws must not take the page down.
      queueMicrotask(() => wanted && latest.current.onRest());
      return () => {
        wanted = false;
      };
    }
    let frame = 0;
    const tick = (now: number): void => {
      frame = requestAnimationFrame(tick);
      latest.current.onFrame(now);
    };
    const follow = (): void => {
      cancelAnimationFrame(frame);
      if (document.hidden) latest.current.onRest();
      else frame = requestAnimationFrame(tick);
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      cancelAnimationFrame(frame);
    };
  }, [running, still]);
}
