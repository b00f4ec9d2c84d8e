import { forwardRef } from 'react';
import { useCallDuration } from '../hooks/useCallDuration.ts';
import { useLabels } from '../hooks/useLabels.ts';
import { useVoice } from '../hooks/useVoice.ts';
import { useRoot } from './useRoot.ts';
import type { ElementProps, RootComponent } from './useRoot.ts';

/** All props of a `<time>` but its content. */
export type CallTimerProps = ElementProps<'time', 'children' | 'dateTime'>;

/**
 * The duration of the call, as `1:05` or `1:01:05`. Screen readers find it, and it announces no changes. `data-state` is
 * `idle` before a call, `running`, or `ended`.
 */
export const CallTimer: RootComponent<'time', CallTimerProps> = forwardRef(
  function CallTimer(rest, forwarded) {
    const { duration } = useLabels();
    const seconds = useCallDuration() / 1000;
    const state = useVoice(({ call }) =>
      call ? (call.until === null ? 'running' : 'ended') : 'idle',
    );
    return useRoot('time', forwarded, rest, {
      className: 'vv-timer',
      defaults: {
        role: 'timer',
        'aria-label': duration,
      },
      'data-state': state,
      dateTime: `PT${seconds}S`,
      children: clock(seconds),
    });
  },
);

/** 1:05, and 1:01:05 from an hour on. */
function clock(seconds: number): string {
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60];
  if (seconds >= 3600) parts.unshift(Math.floor(seconds / 3600));
  return parts.map((part, index) => (index ? String(part).padStart(2, '0') : part)).join(':');
}
