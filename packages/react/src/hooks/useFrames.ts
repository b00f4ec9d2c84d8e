import { useEffect, useRef } from 'react';
import { useLatest } from './useLatest.ts';
import { useReducedMotion } from './useReducedMotion.ts';

/**
 * How often: `quick`, in every other animation frame of most screens, some 30 a second; `slow`, 25 a second and in no frame,
 * so that the browser makes none where nothing is drawn; `fading`, quick until what was shown has faded out; `none`.
 */
export type Pace = 'quick' | 'slow' | 'fading' | 'none';

/** ms between calls. More of them are not seen of sound, and a picture costs by its frames. */
const intervals = { quick: 28, slow: 40 };

/** How many quick calls what was shown takes to fade out: a second of them. */
const fading = 30;

/**
 * Calls `onFrame` outside React, at that pace, with the time in ms. Not while the page is hidden or the reader asked for
 * less motion: `onRest` is called when it comes to that, or when the pace says so. The frames are those of `place`, the page's
 * own window where there is none.
 */
export function useFrames(
  onFrame: (now: number) => void,
  pace: Pace,
  onRest: () => void,
  place: Window | null = null,
): void {
  const still = useReducedMotion();
  const latest = useLatest({ onFrame, onRest });
  /** Calls that what was shown still needs. */
  const left = useRef(0);
  useEffect(() => {
    const view = place ?? window;
    // jsdom by itself has no frames: nothing moves there.
    if (typeof view.requestAnimationFrame === 'undefined') return undefined;
    let frame = 0;
    let timer: ReturnType<typeof setTimeout>;
    const stop = (): void => {
      view.cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
    const next = (act: (now: number) => void): void => {
      frame = view.requestAnimationFrame(act);
    };
    const rest = (): void => {
      left.current = 0;
      latest.current.onRest();
    };
    if (pace === 'none' || still) {
      // In a frame, not within this effect: what an app's callback throws must not take the page down.
      next(rest);
      return stop;
    }
    const tick = (now: number): void => {
      left.current = pace === 'quick' ? fading : left.current - 1;
      if (left.current > 0) timer = setTimeout(() => next(tick), intervals.quick);
      else if (pace === 'slow') timer = setTimeout(tickWithoutFrame, intervals.slow);
      else next(rest);
      latest.current.onFrame(now);
    };
    const tickWithoutFrame = (): void => {
      try {
        tick(view.performance.now());
      } catch (error) {
        // Reported as from any other frame, also where a timer that throws ends the process.
        throwInFrame(view, error);
      }
    };
    const follow = (): void => {
      stop();
      if (view.document.hidden) rest();
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
  }, [pace, still, place, latest]);
}

function throwInFrame(view: Window, error: unknown): void {
  view.requestAnimationFrame(() => {
    throw error;
  });
}
