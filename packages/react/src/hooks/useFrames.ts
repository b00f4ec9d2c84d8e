import { useEffect } from 'react';
import { useLatest } from './useLatest.ts';
import { useReducedMotion } from './useReducedMotion.ts';

/**
 * Calls `onFrame` in each animation frame, outside React, with the frame's time in ms. Not while `running` is false, the
 * page is hidden, or the reader asked for less motion: `onRest` is called when it comes to that. The frames are those of
 * `place`, the page's own window where there is none.
 */
export function useFrames(
  onFrame: (now: number) => void,
  running: boolean,
  onRest: () => void,
  place: Window | null = null,
): void {
  const still = useReducedMotion();
  const latest = useLatest({ onFrame, onRest });
  useEffect(() => {
    const view = place ?? window;
    // jsdom by itself has no frames: nothing moves there.
    if (typeof view.requestAnimationFrame === 'undefined') return undefined;
    let frame = 0;
    const next = (act: (now: number) => void): void => {
      frame = view.requestAnimationFrame(act);
    };
    const stop = (): void => view.cancelAnimationFrame(frame);
    if (!running || still) {
      // In a frame, not within this effect: what an app's callback throws must not take the page down.
      next(() => latest.current.onRest());
      return stop;
    }
    const tick = (now: number): void => {
      next(tick);
      latest.current.onFrame(now);
    };
    const follow = (): void => {
      stop();
      if (view.document.hidden) latest.current.onRest();
      else next(tick);
    };
    // A hidden page gets no frame: the first comes when it is shown.
    next(tick);
    const { document } = view;
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      stop();
    };
  }, [running, still, place, latest]);
}
