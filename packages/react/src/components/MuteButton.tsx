import { forwardRef } from 'react';
import { useLabels } from '../hooks/useLabels.ts';
import { useMicrophone } from '../hooks/useMicrophone.ts';
import { useVoiceActivity } from '../hooks/useVoiceActivity.ts';
import * as icons from './icons.tsx';
import { useRoot } from './useRoot.ts';
import type { ElementProps, RootComponent } from './useRoot.ts';

/** All props of a `<button>`; `children` replace the icon. */
export type MuteButtonProps = ElementProps<'button'>;

/**
 * Mutes and unmutes the microphone, before and during a call; `aria-pressed` while muted. `aria-disabled` while a call has no
 * microphone. `data-state` is `muted`, or the microphone's state.
 */
export const MuteButton: RootComponent<'button', MuteButtonProps> = forwardRef(function MuteButton(
  { children, ...rest },
  forwarded,
) {
  const labels = useLabels();
  const { state: microphone, muted, toggleMuted } = useMicrophone();
  const idle = useVoiceActivity() === 'idle';
  const usable = idle || muted || microphone === 'live' || microphone === 'silent';
  return useRoot('button', forwarded, rest, {
    className: 'vv-button vv-mute',
    defaults: {
      type: 'button',
      'aria-label': labels.mute,
      title: labels.mute,
      'aria-disabled': !usable || undefined,
    },
    // A toggle's name stays; what changes is whether it is pressed.
    'aria-pressed': muted,
    'data-state': muted ? 'muted' : microphone,
    onClick: () => {
      if (usable) toggleMuted();
    },
    children: children ?? (usable && !muted ? icons.microphone : icons.microphoneOff),
  });
});
