import { forwardRef } from 'react';
import type { ComponentPropsWithoutRef, ForwardRefExoticComponent, RefAttributes } from 'react';
import { useComposedRef } from '../hooks/useComposedRef.ts';
import { useLabels } from '../hooks/useLabels.ts';
import { usePushToTalk } from '../hooks/usePushToTalk.ts';
import { useVoice } from '../hooks/useVoice.ts';
import { classNames } from './class-names.ts';
import { composeHandlers } from './compose-handlers.ts';
import { given } from './given.ts';
import * as icons from './icons.tsx';
import { renderRoot } from './render-root.ts';
import type { Renderable } from './render-root.ts';

/** All of a `<button>`'s own props, and a key; `children` take the place of icon and label. */
export interface PushToTalkButtonProps
  extends ComponentPropsWithoutRef<'button'>, Renderable<'button'> {
  /** The key to hold anywhere on the page, by its `KeyboardEvent.code`; null for none. Default: `Space`. */
  readonly shortcut?: string | null | undefined;
}

/**
 * Hold it, or the key, to talk; for a provider with `pushToTalk`. `data-state` is `talking`, `ready`, or `off` without a
 * call.
 */
export const PushToTalkButton: ForwardRefExoticComponent<
  PushToTalkButtonProps & RefAttributes<HTMLButtonElement>
> = forwardRef<HTMLButtonElement, PushToTalkButtonProps>(function PushToTalkButton(
  { className, shortcut = 'Space', children, render, ...rest },
  forwarded,
) {
  const ref = useComposedRef(forwarded);
  const { pushToTalk, talking } = useLabels();
  const up = useVoice(({ status }) => status === 'connected' || status === 'reconnecting');
  const { talking: held, handlers } = usePushToTalk({ shortcut });
  return renderRoot(
    'button',
    {
      type: 'button',
      // Whoever commands by voice says what stands there, so the name has it.
      'aria-label': held ? `${pushToTalk}: ${talking}` : pushToTalk,
      'aria-disabled': !up || undefined,
      ...given(rest),
      ref,
      className: classNames('vv-button vv-talk', className),
      'aria-pressed': held,
      'data-state': held ? 'talking' : up ? 'ready' : 'off',
      onPointerDown: composeHandlers(rest.onPointerDown, handlers.onPointerDown),
      onPointerUp: composeHandlers(rest.onPointerUp, handlers.onPointerUp),
      onPointerCancel: composeHandlers(rest.onPointerCancel, handlers.onPointerCancel),
      onLostPointerCapture: composeHandlers(
        rest.onLostPointerCapture,
        handlers.onLostPointerCapture,
      ),
      onKeyDown: composeHandlers(rest.onKeyDown, handlers.onKeyDown),
      onKeyUp: composeHandlers(rest.onKeyUp, handlers.onKeyUp),
      onBlur: composeHandlers(rest.onBlur, handlers.onBlur),
      onClick: composeHandlers(rest.onClick, handlers.onClick),
      onContextMenu: composeHandlers(rest.onContextMenu, handlers.onContextMenu),
      children: children ?? (
        <>
          {icons.talk}
          <span>{held ? talking : pushToTalk}</span>
        </>
      ),
    },
    render,
  );
});
