import { forwardRef } from 'react';
import { useLabels } from '../hooks/useLabels.ts';
import { useVoice } from '../hooks/useVoice.ts';
import { useVoiceBinding } from '../hooks/useVoiceBinding.ts';
import * as icons from './icons.tsx';
import { useRoot } from './useRoot.ts';
import type { ElementProps, RootComponent } from './useRoot.ts';

/** All props of a `<button>`; `children` replace the icon. */
export type InterruptButtonProps = ElementProps<'button'>;

/**
 * Stops the assistant's current answer. `aria-disabled` while the assistant is not speaking. `data-state` is the
 * assistant's state.
 */
export const InterruptButton: RootComponent<'button', InterruptButtonProps> = forwardRef(
  function InterruptButton({ children, ...rest }, forwarded) {
    const labels = useLabels();
    const { interrupt } = useVoiceBinding().commands;
    const assistant = useVoice((voice) => voice.assistant);
    const usable = assistant === 'speaking';
    return useRoot('button', forwarded, rest, {
      className: 'vv-button vv-interrupt',
      defaults: {
        type: 'button',
        'aria-label': labels.interrupt,
        title: labels.interrupt,
        'aria-disabled': !usable || undefined,
      },
      'data-state': assistant,
      onClick: () => {
        if (usable) interrupt();
      },
      children: children ?? icons.stop,
    });
  },
);
