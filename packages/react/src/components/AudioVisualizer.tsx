import { forwardRef, useEffect, useMemo, useState } from 'react';
import { useActivityLabels } from '../hooks/useActivityLabels.ts';
import { useActivityOf } from '../hooks/useActivityOf.ts';
import { useInView } from '../hooks/useInView.ts';
import { useReducedMotion } from '../hooks/useReducedMotion.ts';
import { useSoundPace } from '../hooks/useSoundPace.ts';
import { useSpectrum } from '../hooks/useSpectrum.ts';
import { windowOf } from '../hooks/window-of.ts';
import { useRoot } from './useRoot.ts';
import type { ElementProps, RootComponent } from './useRoot.ts';
import { SoundPicture } from './sound-picture.ts';
import type { SoundShape } from './sound-picture.ts';

/** All props of a `<canvas>` but its size, which the stylesheet sets, and what to draw. */
export type AudioVisualizerProps = ElementProps<'canvas', 'children' | 'width' | 'height'> & {
  /** Whose sound: `both` shows whichever is the louder. Default: `both`. */
  readonly participant?: 'user' | 'assistant' | 'both' | undefined;
} & (
    | {
        /** What is drawn. Default: `bars`. */
        readonly shape?: 'bars' | undefined;
        /** Number of bars, clamped to 1 to 24. Default: 24. */
        readonly bands?: number | undefined;
      }
    | { readonly shape?: SoundShape | undefined; readonly bands?: undefined }
  );

/**
 * Draws the audio of the conversation on a canvas, in the CSS colours `fill` and `stroke`, without re-rendering. It slows
 * down while nobody speaks, and stands still while muted, outside of a call, out of view, and with `prefers-reduced-motion`.
 * Its accessible name is the current activity, as is `data-state`; with `participant="user"`, what the user does of it.
 */
export const AudioVisualizer: RootComponent<'canvas', AudioVisualizerProps> = forwardRef(
  function AudioVisualizer(
    { shape = 'bars', participant = 'both', bands = 24, ...rest },
    forwarded,
  ) {
    const labels = useActivityLabels();
    const activity = useActivityOf(participant);
    const [canvas, setCanvas] = useState<HTMLCanvasElement | null>(null);
    const picture = useMemo(() => canvas && new SoundPicture(canvas), [canvas]);
    const outside = useSoundPace('both') === 'none';
    const still = useReducedMotion() || outside;
    const active = useInView(canvas);
    const look = useMemo(() => ({ shape, bands }), [shape, bands]);
    useSpectrum({
      participant,
      active,
      window: canvas && windowOf(canvas),
      onFrame: (levels, now) => picture?.move(look, levels, now),
    });

    const voiced =
      activity === 'userSpeaking' ? participant !== 'assistant' : activity === 'speaking';
    useEffect(() => {
      if (!canvas || !picture) return undefined;
      const view = windowOf(canvas);
      const draw = (): void => (still ? picture.rest(look, voiced) : picture.draw(look));
      // In a frame, not within this effect: what a canvas throws must not take the page down.
      const frame = view.requestAnimationFrame?.(draw);
      // The colours have a transition of 1 ms, so that a change of theme is told here.
      canvas.addEventListener('transitionend', draw);
      const { ResizeObserver } = view as Partial<typeof globalThis>;
      const observer = ResizeObserver && new ResizeObserver(draw);
      observer?.observe(canvas);
      return () => {
        view.cancelAnimationFrame?.(frame);
        canvas.removeEventListener('transitionend', draw);
        observer?.disconnect();
      };
    }, [canvas, picture, still, voiced, look]);

    return useRoot('canvas', forwarded, rest, {
      className: 'vv-visualizer',
      ownRef: setCanvas,
      defaults: {
        role: 'img',
        'aria-label': labels[activity],
      },
      'data-state': activity,
      'data-shape': shape,
    });
  },
);
