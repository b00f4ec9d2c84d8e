import { forwardRef } from 'react';
import { useLabels } from '../hooks/useLabels.ts';
import { useVoice } from '../hooks/useVoice.ts';
import { useVoiceBinding } from '../hooks/useVoiceBinding.ts';
import * as icons from './icons.tsx';
import { useRoot } from './useRoot.ts';
import type { ElementProps, RootComponent } from './useRoot.ts';

/** All of a `<button>`'s own props; `children` take the place of the icon. */
export type InterruptButtonProps = ElementProps<'button'>;

/**
 * Stops the assistant in the middle of a sentence, for those who would rather not speak over it. Of no use, and saying
 * so, while it is silent. `data-state` is what the assistant does.
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
