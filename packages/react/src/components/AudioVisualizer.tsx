import { forwardRef, useEffect, useMemo, useState } from 'react';
import type { ForwardedRef, ReactElement, ReactNode } from 'react';
import { useActivityLabels } from '../hooks/useActivityLabels.ts';
import { useActivityOf } from '../hooks/useActivityOf.ts';
import { useFrames } from '../hooks/useFrames.ts';
import { useInView } from '../hooks/useInView.ts';
import { useReducedMotion } from '../hooks/useReducedMotion.ts';
import { useSoundPace } from '../hooks/useSoundPace.ts';
import { useSpectrum } from '../hooks/useSpectrum.ts';
import { windowOf } from '../hooks/window-of.ts';
import { useRoot } from './useRoot.ts';
import type { ElementProps, RootComponent } from './useRoot.ts';
import type { VoiceActivity } from '../hooks/useActivityOf.ts';
import { movesBy, SoundPicture } from './sound-picture.ts';
import type { SoundShape } from './sound-picture.ts';

/** All props of a `<canvas>` but its size, which the stylesheet sets, and what to draw. */
export type AudioVisualizerProps = ElementProps<'canvas', 'children' | 'width' | 'height'> &
  (
    | {
        /** Whose sound: `both` shows whichever is the louder. Default: `both`. */
        readonly participant?: 'user' | 'assistant' | 'both' | undefined;
        readonly state?: undefined;
        readonly level?: undefined;
      }
    | {
        readonly participant?: undefined;
        /** What goes on, said by the app: then no provider is needed, as in a story or for another voice. */
        readonly state: VoiceActivity;
        /** How loud it is, 0 to 1; a function is called in each frame, and renders nothing. Default: 0. */
        readonly level?: number | (() => number) | undefined;
      }
  ) &
  (
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
 * `orb` and `ring` show each activity, told apart without colour. Its accessible name is the current activity, as is `data-state`;
 * with `participant="user"`, what the user does of it.
 */
export const AudioVisualizer: RootComponent<'canvas', AudioVisualizerProps> = forwardRef(
  function AudioVisualizer({ state, level, participant, ...rest }, forwarded) {
    return state === undefined ? (
      <OfTheCall {...rest} forwarded={forwarded} participant={participant ?? 'both'} />
    ) : (
      <OfTheApp {...rest} forwarded={forwarded} state={state} level={level ?? 0} />
    );
  },
);

interface PictureProps extends Omit<ElementProps<'canvas'>, 'children' | 'width' | 'height'> {
  readonly forwarded: ForwardedRef<HTMLCanvasElement>;
  readonly shape?: SoundShape | undefined;
  readonly bands?: number | undefined;
}

function OfTheCall({
  participant,
  forwarded,
  ...rest
}: PictureProps & { readonly participant: 'user' | 'assistant' | 'both' }): ReactNode {
  const activity = useActivityOf(participant);
  const voiced =
    activity === 'userSpeaking' ? participant !== 'assistant' : activity === 'speaking';
  const outside = useSoundPace('both') === 'none';
  const { active, canvas, element, onFrame } = usePicture(
    rest,
    forwarded,
    activity,
    voiced,
    outside,
  );
  const pace = useSoundPace(participant, active);
  useSpectrum({ participant, active, window: canvas && windowOf(canvas), onFrame });
  // What waits moves without any sound as well.
  const waits = pace === 'none' || pace === 'fading';
  useWaiting(waits && active, rest.shape, activity, canvas, onFrame);
  return element;
}

function OfTheApp({
  state,
  level,
  forwarded,
  ...rest
}: PictureProps & {
  readonly state: VoiceActivity;
  readonly level: number | (() => number);
}): ReactNode {
  const measured = typeof level === 'function';
  const loud = state === 'speaking' || state === 'userSpeaking';
  const voiced = measured ? loud : level > 0;
  const { active, canvas, element, onFrame } = usePicture(rest, forwarded, state, voiced, false);
  const [levels] = useState(() => new Float32Array(24));
  const read = (now: number): void => {
    const value = typeof level === 'function' ? level() : level;
    // A voice has more of the low bands than of the high ones.
    levels.forEach((_, band) => {
      levels[band] = value * (1 - band / 40) * (0.75 + 0.25 * Math.sin(band * 2.4 + now / 180));
    });
    onFrame(levels, now);
  };
  const sounds = measured || level > 0;
  useFrames(
    read,
    !active ? 'none' : sounds ? (loud ? 'quick' : 'slow') : 'fading',
    () => {
      levels.fill(0);
      onFrame(levels, performance.now());
    },
    canvas && windowOf(canvas),
  );
  useWaiting(!sounds && active, rest.shape, state, canvas, onFrame);
  return element;
}

const silence = new Float32Array(24);

/** The frames of what moves without sound, where nothing else asks for any. */
function useWaiting(
  wanted: boolean,
  shape: SoundShape | undefined,
  activity: VoiceActivity,
  canvas: HTMLCanvasElement | null,
  onFrame: (levels: Float32Array, now: number) => void,
): void {
  const waits = wanted && movesBy(shape ?? 'bars', activity);
  const view = canvas && windowOf(canvas);
  useFrames((now) => onFrame(silence, now), waits ? 'slow' : 'none', nothing, view);
}

function nothing(): void {
  // What stands still was drawn by the picture itself.
}

/** The canvas and what is on it, whoever says how loud it is. */
function usePicture(
  { shape = 'bars', bands = 24, ...rest }: Omit<PictureProps, 'forwarded'>,
  forwarded: PictureProps['forwarded'],
  activity: VoiceActivity,
  voiced: boolean,
  outside: boolean,
): {
  readonly active: boolean;
  readonly canvas: HTMLCanvasElement | null;
  readonly element: ReactElement;
  readonly onFrame: (levels: Float32Array, now: number) => void;
} {
  const labels = useActivityLabels();
  const [canvas, setCanvas] = useState<HTMLCanvasElement | null>(null);
  const picture = useMemo(() => canvas && new SoundPicture(canvas), [canvas]);
  const still = useReducedMotion() || (outside && !movesBy(shape, activity));
  const active = useInView(canvas);
  const look = useMemo(() => ({ shape, bands, activity }), [shape, bands, activity]);

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

  const element = useRoot('canvas', forwarded, rest, {
    className: 'vv-visualizer',
    ownRef: setCanvas,
    defaults: {
      role: 'img',
      'aria-label': labels[activity],
    },
    'data-state': activity,
    'data-shape': shape,
  });
  const onFrame = (levels: Float32Array, now: number): void => {
    if (!still) picture?.move(look, levels, now);
  };
  return { active, canvas, element, onFrame };
}
