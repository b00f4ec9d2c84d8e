import { forwardRef } from 'react';
import type { ComponentPropsWithoutRef, ForwardRefExoticComponent, RefAttributes } from 'react';
import { useCallDuration } from '../hooks/useCallDuration.ts';
import { useComposedRef } from '../hooks/useComposedRef.ts';
import { useLabels } from '../hooks/useLabels.ts';
import { useVoice } from '../hooks/useVoice.ts';
import { classNames } from './class-names.ts';
import { given } from './given.ts';
import { renderRoot } from './render-root.ts';
import type { Renderable } from './render-root.ts';

/** All of a `<time>`'s own props. */
export interface CallTimerProps
  extends Omit<ComponentPropsWithoutRef<'time'>, 'children' | 'dateTime'>, Renderable<'time'> {}

/**
 * How long the call has lasted, as on a telephone. Screen readers find it and are not told of every second. `data-state`
 * is `idle` before a call, `running`, or `ended`.
 */
export const CallTimer: ForwardRefExoticComponent<CallTimerProps & RefAttributes<HTMLTimeElement>> =
  forwardRef<HTMLTimeElement, CallTimerProps>(function CallTimer(
    { className, render, ...rest },
    forwarded,
  ) {
    const ref = useComposedRef(forwarded);
    const { duration } = useLabels();
    const seconds = useCallDuration() / 1000;
    const state = useVoice(({ call }) =>
      call ? (call.until === null ? 'running' : 'ended') : 'idle',
    );
    return renderRoot(
      'time',
      {
        role: 'timer',
        'aria-label': duration,
        ...given(rest),
        ref,
        className: classNames('vv-timer', className),
        'data-state': state,
        dateTime: `PT${seconds}S`,
        children: clock(seconds),
      },
      render,
    );
  });

/** 1:05, and 1:01:05 from an hour on. */
function clock(seconds: number): string {
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60];
  if (seconds >= 3600) parts.unshift(Math.floor(seconds / 3600));
  return parts.map((part, index) => (index ? String(part).padStart(2, '0') : part)).join(':');
}
