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
export interface InterruptButtonProps
  extends ComponentPropsWithoutRef<'button'>, Renderable<'button'> {}

/**
 * Stops the assistant in the middle of a sentence, for those who would rather not speak over it. Of no use, and saying
 * so, while it is silent. `data-state` is what the assistant does.
 */
export const InterruptButton: ForwardRefExoticComponent<
  InterruptButtonProps & RefAttributes<HTMLButtonElement>
> = forwardRef<HTMLButtonElement, InterruptButtonProps>(function InterruptButton(
  { className, onClick, children, render, ...rest },
  forwarded,
) {
  const ref = useComposedRef(forwarded);
  const labels = useLabels();
  const { assistant, interrupt } = useVoice(({ assistant, interrupt }) => ({
    assistant,
    interrupt,
  }));
  const usable = assistant === 'speaking';
  return renderRoot(
    'button',
    {
      type: 'button',
      'aria-label': labels.interrupt,
      title: labels.interrupt,
      'aria-disabled': !usable || undefined,
      ...given(rest),
      ref,
      className: classNames('vv-button vv-interrupt', className),
      'data-state': assistant,
      onClick: composeHandlers(onClick, () => {
        if (usable) interrupt();
      }),
      children: children ?? icons.stop,
    },
    render,
  );
});
