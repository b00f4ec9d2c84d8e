import { forwardRef } from 'react';
import type { ComponentPropsWithoutRef, ForwardRefExoticComponent, RefAttributes } from 'react';
import { useComposedRef } from '../hooks/useComposedRef.ts';
import { useLabels } from '../hooks/useLabels.ts';
import { useVoice } from '../hooks/useVoice.ts';
import { classNames } from './class-names.ts';
import { composeHandlers } from './compose-handlers.ts';
import { given } from './given.ts';
import * as icons from './icons.tsx';
import { renderRoot } from './render-root.ts';
import type { Renderable } from './render-root.ts';

/** All of a `<button>`'s own props; `children` take the place of the icon. */
export interface MuteButtonProps extends ComponentPropsWithoutRef<'button'>, Renderable<'button'> {}

/**
 * A toggle, pressed while the microphone is muted; before a call too. Disabled while a call has no microphone. `data-state`
 * is `muted`, or the microphone's state.
 */
export const MuteButton: ForwardRefExoticComponent<
  MuteButtonProps & RefAttributes<HTMLButtonElement>
> = forwardRef<HTMLButtonElement, MuteButtonProps>(function MuteButton(
  { className, onClick, children, render, ...rest },
  forwarded,
) {
  const ref = useComposedRef(forwarded);
  const labels = useLabels();
  const { microphone, muted, idle, toggleMuted } = useVoice(
    ({ status, microphone, muted, toggleMuted }) => ({
      microphone,
      muted,
      idle: status === 'idle' || status === 'closed' || status === 'failed',
      toggleMuted,
    }),
  );
  const usable = idle || muted || microphone === 'live' || microphone === 'silent';
  return renderRoot(
    'button',
    {
      type: 'button',
      'aria-label': labels.mute,
      title: labels.mute,
      'aria-disabled': !usable || undefined,
      ...given(rest),
      ref,
      className: classNames('vv-button vv-mute', className),
      // A toggle's name stays; what changes is whether it is pressed.
      'aria-pressed': muted,
      'data-state': muted ? 'muted' : microphone,
      onClick: composeHandlers(onClick, () => {
        if (usable) toggleMuted();
      }),
      children: children ?? (usable && !muted ? icons.microphone : icons.microphoneOff),
    },
    render,
  );
});
