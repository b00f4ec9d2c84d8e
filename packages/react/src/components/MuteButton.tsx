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
 * Mutes and unmutes the microphone, before and during a call; `aria-pressed` while muted. In a call that began without a microphone it
 * turns one on. `aria-disabled` while a call has lost its microphone. `data-state` is `muted`, or the microphone's state.
 */
export const MuteButton: RootComponent<'button', MuteButtonProps> = forwardRef(function MuteButton(
  { children, ...rest },
  forwarded,
) {
  const labels = useLabels();
  const { state: microphone, muted, microphoneId, toggleMuted, setMicrophone } = useMicrophone();
  const activity = useVoiceActivity();
  const typed = microphone === 'off' && !muted && activity !== 'idle' && activity !== 'connecting';
  const usable =
    typed || activity === 'idle' || muted || microphone === 'live' || microphone === 'silent';
  const name = typed ? labels.useMicrophone : labels.mute;
  return useRoot('button', forwarded, rest, {
    className: 'vv-button vv-mute',
    defaults: {
      type: 'button',
      'aria-label': name,
      title: name,
      'aria-disabled': !usable || undefined,
    },
    // A toggle's name stays; what changes is whether it is pressed.
    'aria-pressed': typed ? undefined : muted,
    'data-state': muted ? 'muted' : microphone,
    onClick: () => {
      if (typed) void setMicrophone(microphoneId);
      else if (usable) toggleMuted();
    },
    children: children ?? (usable && !muted && !typed ? icons.microphone : icons.microphoneOff),
  });
});
